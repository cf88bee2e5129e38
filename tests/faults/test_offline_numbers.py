"""Two computers of one office, apart for a year: no number twice, and no gap without a reason.

The network comes and goes. Only when it is there do they exchange what they have, as rows; the
computer that numbers freely then sets numbers aside for the other one.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from corrdesk.base.actor import Actor
from corrdesk.base.clock import FixedClock
from corrdesk.base.errors import UserError
from corrdesk.base.ids import derived_id
from corrdesk.bootstrap import Desk, Founding, create_desk, open_desk
from corrdesk.casework.documents.model import Draft
from corrdesk.casework.documents.numbering import rest_of
from corrdesk.casework.documents.queries import (
    number_register,
    range_rows,
    ranges_of,
    used_numbers,
)
from corrdesk.casework.documents.service import (
    issue_document,
    reserve_numbers,
    return_numbers,
    void_document,
)
from corrdesk.vault.keyslots import KdfProfile
from tests.casework.papers import PRESS

SEED = int(os.environ.get("PROOF_SEED", "20260610"))
DAYS = int(os.environ.get("PROOF_DAYS", "365"))
FORMS = ("discharge-notice", "team-agreement")
WORDS = ("矫解通", "矫责")
PASSPHRASE, OFFICER = "six red lanterns over the gate", "李明"
SHARED = ("document", "number_range")
FEW, SOME = 3, 8  # numbers left at which more are set aside, and how many


class Office:
    """Two copies of one office, and what happened to them."""

    def __init__(self, folder: Path) -> None:
        founding = Founding("青石镇司法所", OFFICER, PASSPHRASE, kdf=KdfProfile.CHEAP_FOR_TESTS)
        first = folder / "first"
        first.mkdir()
        start = FixedClock(date(2026, 1, 1))
        secret = first / "device.secret"
        made, _code = create_desk(first / "vault", founding, device_secret_file=secret, clock=start)
        made.close()
        shutil.copytree(first, folder / "second")
        self.clock = FixedClock(date(2026, 1, 1))
        self.home, self.other = self._open(first), self._open(folder / "second")
        mine = self.other.actor
        self.other.actor = Actor(
            mine.officer_id, mine.name, mine.role, derived_id("device", "second")
        )
        self.told = {"issued": 0, "refused": 0, "void": 0, "exchanges": 0, "reserved": 0}

    def _open(self, folder: Path) -> Desk:
        return open_desk(
            folder / "vault",
            officer=OFFICER,
            passphrase=PASSPHRASE,
            device_secret_file=folder / "device.secret",
            clock=self.clock,
        )

    def issue(self, desk: Desk, form: str) -> str | None:
        draft = Draft(form, {"person_name": "王小明"})
        try:
            made = desk.act(
                lambda uow: issue_document(uow, draft, press=PRESS, seal=lambda _pdf: "sealed")
            )[0]
        except UserError:
            self.told["refused"] += 1
            return None
        self.told["issued"] += 1
        return made

    def void(self, desk: Desk, document: str) -> None:
        desk.act(lambda uow: void_document(uow, document, "打印污损"))
        self.told["void"] += 1

    def exchange(self) -> None:
        """Both have what either had; a clash of numbers would break the unique index."""
        self.told["exchanges"] += 1
        for source, target in ((self.home, self.other), (self.other, self.home)):
            for table in SHARED:
                names, rows = _rows(source, table)
                places = ", ".join("?" for _name in names)
                listed = ", ".join(f'"{name}"' for name in names)
                known = {row[names.index("id")] for row in _rows(target, table)[1]}
                fresh = [row for row in rows if row[names.index("id")] not in known]
                _write(target, f"INSERT INTO {table} ({listed}) VALUES ({places})", fresh)

    def provide(self) -> None:
        """The home computer sets numbers aside where the other one runs short."""
        year, device = self.clock.today().year, self.other.actor.device_id
        for word in WORDS:
            with self.home.read() as session:
                ranges = ranges_of(session, self.home.office.id, word, year)
                used = used_numbers(session, self.home.office.id, word, year)
            rests = [rest_of(each, used) for each in ranges]
            left = sum(rest.last - rest.first + 1 for rest in rests if rest)
            if left <= FEW:
                self._reserve(device, word, year)

    def _reserve(self, device: str, word: str, year: int) -> None:
        self.home.act(lambda uow: reserve_numbers(uow, device, word, year, SOME))
        self.told["reserved"] += 1


def _raw(desk: Desk) -> Any:
    connection = desk._store.engine.raw_connection()
    connection.driver_connection.execute("PRAGMA query_only=OFF")  # type: ignore[union-attr]
    return connection


def _rows(desk: Desk, table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    connection = _raw(desk)
    try:
        cursor = connection.driver_connection.execute(f"SELECT * FROM main.{table}")
        return [column[0] for column in cursor.description], cursor.fetchall()
    finally:
        connection.close()


def _write(desk: Desk, statement: str, rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    connection = _raw(desk)
    try:
        driver = connection.driver_connection
        driver.execute("BEGIN")
        driver.executemany(statement.replace("INTO ", "INTO main.", 1), rows)
        driver.execute("COMMIT")
    finally:
        connection.close()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_year_apart(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    office = Office(tmp_path)
    made: dict[int, list[str]] = {0: [], 1: []}
    for _day in range(DAYS):
        if chance.random() < 0.15:
            office.exchange()
            office.provide()
            office.exchange()
        for number, desk in enumerate((office.home, office.other)):
            for _sheet in range(chance.choice((0, 0, 1, 2))):
                document = office.issue(desk, chance.choice(FORMS))
                made[number] += [document] if document else []
            if made[number] and chance.random() < 0.05:
                with suppress(UserError):  # it may be void already
                    office.void(desk, chance.choice(made[number]))
        office.clock.advance(timedelta(days=1 if office.clock.today() < date(2026, 12, 31) else 0))
    office.exchange()
    with office.home.read() as session:
        left = [row.id for row in range_rows(session, office.home.office.id, 2026)]
    for kept in left:
        office.home.act(lambda uow, kept=kept: return_numbers(uow, kept, "年终退回"))  # type: ignore[misc]
    print(json.dumps({"seed": SEED, "days": DAYS, **office.told}))
    numbers = 0
    for word in WORDS:
        with office.home.read() as session:
            page = number_register(session, office.home.office.id, 2026, word)
        assert page.unexplained == ()
        assert [line.number for line in page.lines] == sorted({line.number for line in page.lines})
        assert all(gap.range is not None and gap.range.reason == "年终退回" for gap in page.gaps)
        numbers += len(page.lines)
    assert numbers == office.told["issued"] == len(made[0]) + len(made[1])
    assert min(len(made[0]), len(made[1])) > DAYS / 10
    for desk in (office.home, office.other):
        desk.close()
