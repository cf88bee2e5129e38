"""Alembic's entry: runs the steps on the connection that `corrdesk.store.schema` hands over.

Not a place for settings; there is no alembic.ini.
"""

from __future__ import annotations

from alembic import context

from corrdesk.store.base import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    # SQLite's default in Alembic would commit each statement alone and leave half a step behind.
    transactional_ddl=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
