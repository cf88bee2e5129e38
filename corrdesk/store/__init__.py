"""The SQLAlchemy kernel: tables' base, the unit of work and its journal, search keys, migrations.

It knows how records are kept, never what they mean: no capability is imported here.
"""
