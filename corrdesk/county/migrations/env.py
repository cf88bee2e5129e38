"""Alembic's entry for the console's tables, on the connection that `database` hands over."""

from __future__ import annotations

from alembic import context

from corrdesk.county.tables import ConsoleBase

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=ConsoleBase.metadata,
    version_table="console_version",  # beside the one of the casework, on one database server
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
