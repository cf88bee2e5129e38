"""A second program, which knows nothing of corrdesk, rebuilds a county's tables from its log."""

from __future__ import annotations

import importlib.util
import json
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrdesk.base.clock import FixedClock
from corrdesk.sync import journaling
from corrdesk.sync.core.merge import Side, Touch, merge
from corrdesk.sync.replica import Replica
from corrdesk.sync.shapes import recorded_shapes
from tests.architecture.source_tree import ROOT
from tests.sync.bureau import Bureau
from tests.sync.test_applying import a_long_story
from tests.sync.worlds import OFFICE, sides

ADDED = (
    "INSERT INTO duty_run (office_id, id, entry, until, opened, rule_version)"
    " SELECT office_id, 'x', entry, until, opened, rule_version FROM duty_run LIMIT 1"
)
PAST_THE_LOG = (
    ("UPDATE officer SET name = '无' WHERE id = 'r1'", "name is not what"),
    ("DELETE FROM duty_run WHERE id = 'f1'", "not in the table"),
    (ADDED, "not in the log"),
)
PACKED, ROWS = 2, 1_000_000  # entries from which on a run stays packed
TOOL = ROOT / "resources" / "tools" / "verify_county.py"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, least: int) -> Path:
    """A county's database after a story with everything in it; runs of so many stay packed."""
    monkeypatch.setattr(journaling, "LEAST", least)
    bureau = Bureau(tmp_path, FixedClock(date(2026, 6, 10)))
    devices = a_long_story()
    replica = Replica(bureau.store, OFFICE)
    for device in devices:
        replica.take(device.segment(), sides(devices))
    assert Side.COUNTY in sides(devices).values()
    bureau.store.dispose()
    owners = {shape.table.name: dict(shape.owners) for shape in recorded_shapes()}
    (tmp_path / "owners.json").write_text(json.dumps(owners))
    return tmp_path / "county.db"


def run(database: Path) -> tuple[int, Any]:
    owners = database.with_name("owners.json")
    done = subprocess.run(
        [sys.executable, "-I", TOOL, database, "--owners", owners, "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout)


def spoil(database: Path, statement: str) -> None:
    with sqlite3.connect(database, isolation_level=None) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize("least", [PACKED, ROWS])
def test_tables_and_log_agree(database: Path) -> None:
    code, found = run(database)
    assert (code, found["problems"]) == (0, [])
    assert found["entries"] >= 7
    assert "corrdesk" not in TOOL.read_text("utf-8").split('"""', 2)[2].replace("verify", "")


@pytest.mark.parametrize(
    ("least", "statement", "word"),
    [
        *((least, *each) for least in (PACKED, ROWS) for each in PAST_THE_LOG),
        (ROWS, "UPDATE journal_entry SET act = 'x' WHERE seq = 2", "changed after"),
        (ROWS, "DELETE FROM journal_entry WHERE seq = 1", "missing"),
        (PACKED, "UPDATE journal_run SET body = x'00' WHERE last > 1", "changed after"),
        (PACKED, "UPDATE journal_run SET head = previous", "changed after"),
        (PACKED, "UPDATE journal_run SET hlc = hlc + 1 WHERE last > 1", "changed after"),
        (PACKED, "UPDATE journal_run SET first = 2, last = last + 1", "missing"),
    ],
)  # fmt: skip
def test_whatever_was_done_past_the_log_is_named(database: Path, statement: str, word: str) -> None:
    spoil(database, statement)
    code, found = run(database)
    assert code == 1
    assert any(word in what for _where, what in found["problems"])


def test_what_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "junk").write_text("junk" * 500)
    done = subprocess.run(
        [sys.executable, "-I", TOOL, tmp_path / "junk"], capture_output=True, check=False
    )
    assert done.returncode == 2


def tool() -> Any:
    """The second program as a module, to hold its way of merging against ours."""
    found = importlib.util.spec_from_file_location("verify_county", TOOL)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


NAMES = ["a:1", "a:2", "b:1", "b:2"]
SAID = st.fixed_dictionaries({
    "hlc": st.integers(1, 5), "value": st.sampled_from("甲乙丙"), "county": st.booleans(),
    "replaces": st.sampled_from([[], ["z:1"], ["a:1"], ["b:2"], ["a:1", "z:1"]]),
    "former": st.sampled_from([set(), {"z:1"}, {"a:1"}, {"b:2"}]),
})  # fmt: skip


@settings(max_examples=400)
@given(
    st.dictionaries(st.sampled_from(NAMES), SAID, min_size=2),
    st.sampled_from(["", "office", "county"]),
)
def test_both_come_to_the_same_value(said: dict[str, dict[str, Any]], owner: str) -> None:
    touches, theirs = [], []
    for uid, each in said.items():
        side = Side.COUNTY if each["county"] else Side.OFFICE
        replaced = {"name": " ".join(each["replaces"])} if each["replaces"] else {}
        former = frozenset(each["former"]) - {uid}
        touches.append(
            Touch(uid, each["hlc"], side, {"name": each["value"]}, replaced, birth=not replaced,
                  former=former)
        )  # fmt: skip
        theirs.append({
            "uid": uid, "rank": (each["hlc"], uid), "fields": {"name": each["value"]},
            "replaced": replaced, "names": former | {uid}, "side": side.value,
        })  # fmt: skip
    merged = merge(touches, {"name": owner})
    if merged is not None:
        assert TOOL_ITSELF.shown("name", theirs, owner) == merged.fields["name"]


TOOL_ITSELF = tool()
