"""No name and no number of a person stands in the vault's files, in any usual encoding."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy import select

from corrdesk.base.clock import FixedClock
from corrdesk.casework.caseload.tables import Person
from corrdesk.cli.demo.day import Day, play
from corrdesk.cli.demo.office import OFFICE, OFFICER, make_office

ENCODINGS = ("utf-8", "utf-16-le", "gb18030")
DAY = date(2026, 6, 10)


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def found_in(folder: Path, words: set[str]) -> list[str]:
    needles = [word.encode(encoding) for word in words for encoding in ENCODINGS]
    return [
        path.name
        for path in files(folder)
        for content in [path.read_bytes()]
        if any(needle in content for needle in needles)
    ]


def test_a_day_leaves_no_plain_text(tmp_path: Path) -> None:
    clock = FixedClock(DAY)
    office = make_office(tmp_path, clock, DAY, say=lambda _text: None)
    with office.desk.read() as session:
        rows = session.execute(select(Person.name, Person.id_number, Person.phone)).all()
    names = {row.name for row in rows if len(row.name) > 2}  # two characters may occur by chance
    words = names | {row.id_number for row in rows} | {row.phone for row in rows if row.phone}
    assert len(words) > 100
    assert found_in(tmp_path, words) == []  # while open, with the write-ahead log

    def no_picture(_desk: object, out: Path) -> list[Path]:
        out.mkdir()
        picture = out / "none.png"
        picture.write_bytes(b"\x89PNG\r\n\x1a\n")
        return [picture]

    play(Day(office, tmp_path, clock), no_picture, lambda _text: None)
    vault = tmp_path / "vault"
    assert any(path.name == "casework.db" for path in files(vault))
    assert found_in(vault, words | {OFFICE, OFFICER * 2}) == []


def test_the_scan_finds_plain_text(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "plain.db") as connection:
        connection.execute("CREATE TABLE person (name)")
        connection.execute("INSERT INTO person VALUES ('欧阳平翊')")
    assert found_in(tmp_path, {"欧阳平翊"}) == ["plain.db"]
