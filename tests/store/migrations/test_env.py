"""The steps run on the connection that is handed in, all of them in its one transaction."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic.script import ScriptDirectory

import corrdesk.store.migrations
from corrdesk.store.engine import Store
from corrdesk.store.schema import upgrade

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
