"""The steps of the console's tables lead to the tables of the program."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from corrdesk.county.tables import ConsoleBase
from tests.county.conftest import Bureau


def test_the_steps_lead_to_the_metadata(bureau: Bureau) -> None:
    ours = {"compare_type": True, "version_table": "console_version"}
    with bureau.county._console.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=ours)
        assert compare_metadata(context, ConsoleBase.metadata) == []
