"""Brings a database to the schema of this program, and says which schema it has.

Knows steps and revisions only; copying the vault before a step is the caller's care.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.store.engine import unguarded
from corrdesk.store.partitions import divide_new
from corrdesk.store.references import drop_references, has_references

STEPS: Final = 0x636F7272  # the lock's number on a server


def latest_revision() -> str:
    """The revision that this program works with; its steps are read once."""
    return _head_of(str(_config().get_main_option("script_location")))


@cache
def _head_of(steps: str) -> str:
    return str(ScriptDirectory(steps).get_current_head())


def is_known(revision: str) -> bool:
    """Whether this program has the step that led to a revision; False for a newer one."""
    return revision in _known_revisions()


def revision_of(engine: Engine) -> str | None:
    """The revision of a database; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine) -> None:
    """Runs every step that is missing, in one transaction.

    On a server whose tables are divided by office, tables that come with a step are divided too.
    Raises UserError when the database is newer than this program.
    """
    current = revision_of(engine)
    if current is not None and current not in _known_revisions():
        raise UserError(
            _("这份数据由更新版本的 corrdesk 写成。"), remedy=_("请先升级本机的 corrdesk。")
        )
    if current == latest_revision() and not has_references(engine):
        return
    with unguarded(engine) as connection:
        alone(connection)
        _run(connection)
        drop_references(connection)
        divide_new(connection)


def alone(connection: Connection) -> None:
    """Lets nobody else change the schema until the transaction ends.

    On a server several processes of one county may start at once, each with steps to run; whoever
    comes second finds them done.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({STEPS})")


def _run(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    return config


def _known_revisions() -> frozenset[str]:
    return _revisions_in(str(_config().get_main_option("script_location")))


@cache
def _revisions_in(steps: str) -> frozenset[str]:
    return frozenset(step.revision for step in ScriptDirectory(steps).walk_revisions())
