"""Notices and certificates of older offices become documents, and the journal still explains them.

The older database is written as the program of revision 0006 wrote it: its tables, its rows, and
journal entries that speak of the old tables.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command

import corrdesk.casework.documents.tables
import corrdesk.casework.leave.tables  # noqa: F401 - the tables of the program
from corrdesk.store import schema
from corrdesk.store.engine import DOOR, WRITE, Store
from corrdesk.store.journal import Change, JournalEntry, digest, pack_changes
from corrdesk.upkeep.migrate import _counted
from corrdesk.upkeep.verify import journal_problems
from corrdesk.vault import cipher
from tests.upkeep.offices import Place, found

OFFICE = "0123456789ab"
COMMON = {
    "year": 2026,
    "chain_head": "aa",
    "issued_on": "2026-06-10",
    "attachment_id": "file",
    "state": "issued",
    "void_reason": "",
}
SERVICE: dict[str, Any] = {"served_on": None, "served_how": "", "witness": ""}


def notice(number: int, kind: str, word: str) -> dict[str, Any]:
    numbered = {"number": number, "serial": f"{word}{number}", "check_code": f"{word}{number}"}
    about = {"decision_id": f"d-{word}{number}", "person_id": "p", "kind": kind, "word": word}
    return about | COMMON | numbered | SERVICE


def certificate(number: int) -> dict[str, Any]:
    numbered = {"number": number, "serial": f"外{number}", "check_code": f"外{number}"}
    return {"leave_id": f"l-{number}"} | COMMON | numbered


class Older:
    """An office of revision 0006."""

    def __init__(self, path: Path) -> None:
        def connect() -> cipher.Connection:
            return cipher.dbapi.connect(path, isolation_level=None, check_same_thread=False)

        self.store = Store(connect, cipher.dbapi)
        self.raw = connect()
        self._previous, self._seq = bytes(32), 0
        with self.store.engine.execution_options(**{WRITE: True}).connect() as connection:
            connection.info[DOOR] = True
            with connection.begin():
                config = schema._config()
                config.attributes["connection"] = connection
                command.upgrade(config, "0006")

    def act(self, *changes: Change) -> str:
        self._seq += 1
        entry = JournalEntry(
            office_id=OFFICE, device_id="dev", seq=self._seq, act="test", actor_id="o",
            hlc=self._seq, happened_at="2026-06-10T09:00:00+08:00",
            entered_at="2026-06-10T09:00:00+08:00", reason="", body=pack_changes(changes),
            previous=self._previous,
        )  # fmt: skip
        self._previous = digest(entry)
        names = ("office_id device_id seq act actor_id hlc happened_at entered_at reason body"
                 " previous").split()  # fmt: skip
        values = [getattr(entry, name) for name in names] + [self._previous]
        places = ", ".join("?" for _value in values)
        self.raw.execute(f"INSERT INTO journal_entry VALUES ({places})", values)
        return f"dev:{self._seq}"

    def add(self, table: str, row_id: str, fields: dict[str, Any]) -> None:
        entry = self.act(Change(table, row_id, fields, {}))
        row = fields | {"office_id": OFFICE, "id": row_id, "entry": entry, "versions": "{}"}
        names = ", ".join(f'"{name}"' for name in row)
        places = ", ".join("?" for _name in row)
        self.raw.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", list(row.values()))

    def change(self, table: str, row_id: str, fields: dict[str, Any]) -> None:
        (born, text) = self.raw.execute(
            f"SELECT entry, versions FROM {table} WHERE id = ?", (row_id,)
        ).fetchone()
        old = json.loads(text)
        entry = self.act(Change(table, row_id, fields, {n: old.get(n, born) for n in fields}))
        row = fields | {"versions": json.dumps(old | dict.fromkeys(fields, entry))}
        places = ", ".join(f'"{name}" = ?' for name in row)
        values = [*row.values(), row_id]
        self.raw.execute(f"UPDATE {table} SET {places} WHERE id = ?", values)


@pytest.fixture
def older(tmp_path: Path) -> Iterator[Older]:
    office = Older(tmp_path / "casework.db")
    office.add("notice", "n1", notice(1, "admonition", "训"))
    office.add("notice", "n2", notice(2, "admonition", "训"))
    office.add("notice", "n3", notice(1, "warning", "警"))
    served = {"state": "served", "served_on": "2026-06-11", "served_how": "direct"}
    office.change("notice", "n1", served)
    office.change("notice", "n2", {"state": "void", "void_reason": "打印有误"})
    refused = {"state": "refused", "served_how": "refused", "witness": "村委会李某"}
    office.change("notice", "n3", refused | {"served_on": "2026-06-11"})
    office.add("leave_certificate", "c1", certificate(1))
    office.add("leave_certificate", "c2", certificate(2))
    office.change("leave_certificate", "c2", {"state": "void", "void_reason": "污损"})
    yield office
    office.raw.close()
    office.store.dispose()


def moved(office: Older, columns: str) -> list[Any]:
    return list(office.raw.execute(f"SELECT {columns} FROM document ORDER BY id"))


def test_every_sheet_is_moved_with_what_became_of_it(older: Older) -> None:
    schema.upgrade(older.store.engine)
    assert moved(older, "id, form_id, subject_id, word, number, state, manner") == [
        ("c1", "leave-certificate", "l-1", "矫外", 1, "printed", ""),
        ("c2", "leave-certificate", "l-2", "矫外", 2, "void", ""),
        ("n1", "admonition-decision", "d-训1", "矫训", 1, "served", "direct"),
        ("n2", "admonition-decision", "d-训2", "矫训", 2, "void", ""),
        ("n3", "warning-decision", "d-警1", "矫警", 1, "served", "refused"),
    ]
    assert moved(older, "witness, served_on, void_reason")[4] == ("村委会李某", "2026-06-11", "")


def test_the_journal_explains_the_moved_sheets(older: Older) -> None:
    schema.upgrade(older.store.engine)
    assert journal_problems(older.raw) == []


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE document SET word = '矫扬' WHERE id = 'n1'",
        "UPDATE document SET manner = 'mail' WHERE id = 'n1'",
        "UPDATE document SET void_reason = '' WHERE id = 'c2'",
        "UPDATE document SET facts = '{\"a\": 1}' WHERE id = 'c1'",
        "DELETE FROM document WHERE id = 'n2'",
    ],
)
def test_a_forged_sheet_is_still_noticed(older: Older, harm: str) -> None:
    schema.upgrade(older.store.engine)
    older.raw.execute(harm)
    assert len(journal_problems(older.raw)) == 1


def test_rows_that_were_moved_are_counted_where_they_are(tmp_path: Path) -> None:
    place: Place = found(tmp_path / "office")
    place.tamper("CREATE TABLE notice (id)")
    place.tamper("INSERT INTO notice VALUES ('x'), ('y')")
    vault = place.vault()
    counted = _counted(vault, place.database)
    vault.close()
    assert counted["document"] == 2
    assert "notice" not in counted
