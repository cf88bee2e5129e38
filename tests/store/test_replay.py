"""The tables held against the journal: what the engine's types do to values is no difference."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import cbor2
import pytest
from sqlalchemy import event

from corrdesk.base.clock import CHINA
from corrdesk.casework.caseload.tables import Officer
from corrdesk.casework.enforcement.tables import Proposal
from corrdesk.casework.reporting.tables import CheckIn, DutyRun
from corrdesk.store import replay
from corrdesk.store.base import table_of
from corrdesk.store.engine import Store
from corrdesk.store.replay import unexplained
from corrdesk.store.unit_of_work import UnitOfWork

Act = Callable[[], UnitOfWork]


@pytest.fixture
def raw(store: Store, tmp_path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(tmp_path / "casework.db", isolation_level=None)
    connection.execute("PRAGMA foreign_keys=OFF")
    return connection


def officer(name: str) -> Officer:
    return Officer(name=name, role="officer", active=True)


def run(act: Act, *records: Any) -> None:
    with act() as uow:
        uow.begin_act("test")
        for record in records:
            uow.add(record)
        uow.commit()


@pytest.fixture
def filled(act: Act) -> Act:
    run(act, officer("甲"), officer("乙"))
    with act() as uow:
        uow.begin_act("test")
        rows = [
            {"id": f"r{n}", "until": date(2026, 6, n + 1), "opened": n, "rule_version": "1"}
            for n in range(20)
        ]
        uow.insert_rows(table_of(DutyRun), rows)
        uow.commit()
    with act() as uow:
        uow.begin_act("test")
        first = uow.session.query(Officer).order_by(Officer.id).first()
        assert first is not None
        first.name, first.active = "丙", False
        uow.commit()
    return act


def test_what_went_through_the_journal_is_explained(filled: Act, raw: sqlite3.Connection) -> None:
    assert list(unexplained(raw)) == []


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE officer SET name='丁' WHERE active=0", 1),
        ("UPDATE officer SET active=1", 1),
        ("UPDATE officer SET name='甲', versions='{}' WHERE active=0", 1),
        ("UPDATE officer SET entry='x:1'", 2),
        ("DELETE FROM officer", 2),
        ("UPDATE duty_run SET opened=99 WHERE id='r3'", 1),
        ("DELETE FROM duty_run WHERE id IN ('r3','r4')", 2),
        ("UPDATE duty_run SET id='other' WHERE id='r3'", 2),
        ("UPDATE duty_run SET opened = 7 - opened WHERE id IN ('r3', 'r4')", 2),
    ],
)
def test_each_change_past_the_journal_is_named(
    filled: Act, raw: sqlite3.Connection, statement: str, named: int
) -> None:
    raw.execute(statement)
    assert len(list(unexplained(raw))) == named


def test_an_old_row_put_back_is_named(filled: Act, raw: sqlite3.Connection) -> None:
    """Consistent in itself, versions and all, as an old page is."""
    raw.execute("UPDATE officer SET name='甲', active=1, versions='{}' WHERE active=0")
    assert [problem.entry[-2:] for problem in unexplained(raw)] == [":1"]


def test_types_are_compared_as_they_are_kept(
    act: Act, store: Store, raw: sqlite3.Connection
) -> None:
    store.dispose()
    event.listen(  # the records stand alone here, without those that they refer to
        store.engine, "connect", lambda opened, _record: opened.execute("PRAGMA foreign_keys=OFF")
    )
    moment = datetime(2026, 6, 10, 1, 2, 3, 456789, tzinfo=CHINA)
    check_in = CheckIn(
        person_id="p", supervision_id="s", duty_id=None, kind="k", presence="p", outcome="o",
        happened_at=moment, entered_at=moment, reason="", evidence_due=date(2026, 7, 1),
        note="", officer_id="o",
    )  # fmt: skip
    proposal = Proposal(
        violation_id="v", measure="m", counted={"b": 1, "a": [1, "二"]}, citations=[{"x": "y"}],
        compared=[], opinion="", rule_version="1", made_on=date(2026, 6, 1), state="draft",
    )  # fmt: skip
    run(act, check_in, proposal)
    assert list(unexplained(raw)) == []


def test_two_devices_that_changed_one_field_may_both_stand(
    filled: Act, raw: sqlite3.Connection
) -> None:
    """Neither names the other: until that is settled either value is explained."""
    row = raw.execute("SELECT id, office_id FROM officer WHERE active=0").fetchone()
    last = raw.execute("SELECT max(hlc) FROM journal_entry").fetchone()[0]
    change = [["officer", row[0], {"name": "戊"}, {"name": "device-1:1"}]]
    raw.execute(
        "INSERT INTO journal_entry (office_id, device_id, seq, act, actor_id, hlc, happened_at,"
        " entered_at, reason, body, previous, hash)"
        " VALUES (?, 'device-2', 1, 'a', 'b', ?, '', '', '', ?, ?, ?)",
        (row[1], last + 1, cbor2.dumps(change), bytes(32), bytes(32)),
    )
    assert list(unexplained(raw)) == []
    raw.execute(
        "UPDATE officer SET name='戊',"
        ' versions=\'{"name": "device-2:1", "active": "device-1:3"}\' WHERE active=0'
    )
    assert list(unexplained(raw)) == []
    raw.execute("UPDATE officer SET name='己' WHERE active=0")
    assert len(list(unexplained(raw))) == 1


def test_an_altered_body_is_no_crash(filled: Act, raw: sqlite3.Connection) -> None:
    for body in (b"", b"\xff", cbor2.dumps([1, 2]), cbor2.dumps({"a": 1})):
        raw.execute("UPDATE journal_entry SET body=? WHERE seq=1", (body,))
        assert {problem.kind for problem in unexplained(raw)} == {"record"}


def test_an_older_schema_is_read_by_its_own_columns(filled: Act, raw: sqlite3.Connection) -> None:
    raw.execute("ALTER TABLE duty_run DROP COLUMN rule_version")
    assert list(unexplained(raw)) == []


def test_digests_that_are_remembered_tell_values_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "REMEMBERED", 3)
    digests = replay._FieldDigests()
    values = [1, True, 1.0, "1", None, "None", "", 0, False, "a", "b", "c", b"a"]
    for _round in range(3):
        assert [digests.of(value) for value in values] == [replay._digest(v) for v in values]
    assert len({digests.of(value) for value in values}) == len(values)
    assert len(digests) <= 3
