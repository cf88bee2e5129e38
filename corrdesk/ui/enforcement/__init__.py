"""Violations, from the fact to the served notice."""
