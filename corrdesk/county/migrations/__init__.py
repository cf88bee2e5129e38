"""The steps of the console's tables, for Alembic. Those of casework are in `store`."""
