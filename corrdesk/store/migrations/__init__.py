"""The schema's history: one frozen step per change, for SQLite and PostgreSQL alike.

Steps are text of their day and import no live table.
"""
