"""The steps run on the connection that is handed in, all of them in its one transaction."""

from __future__ import annotations

import sqlite3
from contextlib import nullcontext
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

import corrdesk.store.migrations
from corrdesk.store.engine import Store, unguarded
from corrdesk.store.schema import _config, upgrade
from tests.store.layouts import chain, lay
from tests.sync.worlds import memory_store

FOLDER = Path(corrdesk.store.migrations.__file__).parent


def test_the_steps_form_one_line() -> None:
    scripts = ScriptDirectory(str(FOLDER))
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1


def test_the_whole_upgrade_is_one_transaction(tmp_path: Path) -> None:
    path = tmp_path / "casework.db"
    told: list[str] = []

    def connect() -> sqlite3.Connection:
        made = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        made.set_trace_callback(told.append)
        return made

    store = Store(connect, sqlite3)
    upgrade(store.engine)
    store.dispose()
    steps = [line.split()[0] for line in told if line.startswith(("BEGIN I", "COMMIT", "CREATE"))]
    first, last = steps.index("CREATE"), len(steps) - steps[::-1].index("CREATE")
    assert steps.count("CREATE") > 20
    assert set(steps[first:last]) == {"CREATE"}
    assert (steps[first - 1], steps[last]) == ("BEGIN", "COMMIT")


def test_a_step_back_loses_no_entries() -> None:
    store, entries = memory_store(), chain("a", 5)
    for sizes, kept in (([5], True), ([1] * 5, False)):
        with unguarded(store.engine) as connection:
            connection.exec_driver_sql("DELETE FROM journal_run")
        lay(store, entries, sizes)
        config = _config()
        with unguarded(store.engine) as connection:
            config.attributes["connection"] = connection
            with pytest.raises(RuntimeError) if kept else nullcontext():
                command.downgrade(config, "0014")
            assert inspect(connection).has_table("journal_run") == kept
    store.dispose()
