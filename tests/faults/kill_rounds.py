"""Kills an office's process at random moments of a mixed day and looks at what is left.

A script of its own: it forks, and a test runner's threads would not survive that. Prints one JSON
line with seed, rounds, acknowledged acts and every finding.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from select import select as select_ready
from typing import Any

from sqlalchemy import select

from corrdesk.base.clock import FixedClock
from corrdesk.base.resources import resource_path
from corrdesk.bootstrap import Desk, Founding, create_desk, open_desk
from corrdesk.casework.caseload.importing import import_ledger
from corrdesk.casework.caseload.ledger.plan import plan_import
from corrdesk.casework.caseload.tables import Person
from corrdesk.casework.documents.tables import Document
from corrdesk.casework.enforcement.model import (
    Breach,
    CountyDecision,
    DecisionOutcome,
    Measure,
    Severity,
    ViolationFacts,
)
from corrdesk.casework.enforcement.service import (
    add_evidence,
    propose,
    record_decision,
    record_violation,
    submit,
)
from corrdesk.casework.enforcement.tables import Violation
from corrdesk.casework.leave.model import LeaveApplication, LeavePlan, LeaveReason
from corrdesk.casework.leave.service import request_leave
from corrdesk.casework.leave.tables import Leave
from corrdesk.casework.reporting.model import CheckInFacts, DeskLine, Outcome, Presence
from corrdesk.casework.reporting.queries import desk_page
from corrdesk.casework.reporting.service import open_duties, record_check_in
from corrdesk.casework.reporting.tables import CheckIn
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.upkeep.backups import back_up, kept_in
from corrdesk.vault.cipher import integrity
from corrdesk.vault.keyslots import KdfProfile
from tests.casework.people import id_number

PASSPHRASE = "six red lanterns over the gate"
OFFICER = "李明"
START = date(2026, 6, 1)
LONGEST = 0.6  # seconds of a day before the kill at the latest
OPENED_FIRST = 0.8  # of the rounds; the others may be killed while the office is being opened
LEDGERS = 12
MIX = ["check_in"] * 6 + ["leave", "violation", "violation", "notice", "ledger", "backup"]


def found(folder: Path) -> None:
    """Makes the office that every round starts from: its register, its windows, small ledgers."""
    clock = FixedClock(START)
    desk, _code = create_desk(
        folder / "vault",
        Founding("青石镇司法所", OFFICER, PASSPHRASE, "cn-example", kdf=KdfProfile.CHEAP_FOR_TESTS),
        device_secret_file=folder / "device.secret",
        clock=clock,
    )
    plan = plan_import(resource_path("demo", "ledger-office.xlsx"), today=clock.today())
    desk.act(lambda uow: import_ledger(uow, plan))
    desk.act(lambda uow: open_duties(uow, desk.law()))
    desk.close()
    for number in range(LEDGERS):
        lines = [
            f"{name},{id_number(2 * number + each + 100)},缓刑,2026-01-05,2027-01-04"
            for each, name in enumerate(("来者甲", "来者乙"))
        ]
        text = "\n".join(["姓名,身份证号,矫正类别,矫正开始日期,矫正结束日期", *lines])
        (folder / f"ledger-{number}.csv").write_text(text, "utf-8")


def reopen(folder: Path, clock: FixedClock) -> Desk:
    """Opens the office of a round."""
    return open_desk(
        folder / "vault",
        officer=OFFICER,
        passphrase=PASSPHRASE,
        device_secret_file=folder / "device.secret",
        clock=clock,
    )


def play(folder: Path, acknowledge: int, chance: random.Random, *, too_early: bool) -> None:
    """Works without end and acknowledges each act only after its commit; never returns.

    `too_early` is the guard switched off: check-ins are acknowledged before they are committed.
    """
    clock = FixedClock(START)
    day = Day(reopen(folder, clock), folder, clock, acknowledge, too_early=too_early)
    day.done("opened", "-")
    while True:
        for kind in chance.sample(MIX, len(MIX)):
            clock.advance(timedelta(minutes=1))
            getattr(day, kind)(chance)


class Day:
    """The acts of a mixed day, each acknowledged when it is done."""

    def __init__(
        self, desk: Desk, folder: Path, clock: FixedClock, acknowledge: int, *, too_early: bool
    ) -> None:
        self.desk, self.folder, self.clock = desk, folder, clock
        self._acknowledge, self._too_early = acknowledge, too_early
        self._ledger = 0
        with desk.read() as session:
            self.due = desk_page(session, desk.office.id, clock.today(), "due", limit=200)

    def done(self, kind: str, record: str) -> None:
        os.write(self._acknowledge, f"{kind} {record}\n".encode())

    def check_in(self, chance: random.Random) -> None:
        line = chance.choice(self.due)
        facts = CheckInFacts(line.kind, Presence.OFFICER_SAW, Outcome.COMPLIED, self.clock.now())

        def work(uow: UnitOfWork) -> str:
            check_in = record_check_in(uow, line.supervision_id, facts)
            if self._too_early:
                self.done("check_in", check_in)
                time.sleep(0.01)
            return check_in

        check_in, _changes = self.desk.act(work)
        if not self._too_early:
            self.done("check_in", check_in)

    def leave(self, chance: random.Random) -> None:
        line = chance.choice(self.due)
        self.due = [each for each in self.due if each.person_id != line.person_id]
        depart = self.clock.today() + timedelta(days=6)
        plan = LeavePlan(depart, depart + timedelta(days=2), self.clock.today())
        asked = LeaveApplication(plan, LeaveReason.MEDICAL, "复查", "省城", proofs=("证明",))
        law = self.desk.law()
        self.done(
            "leave",
            self.desk.act(lambda uow: request_leave(uow, law, line.supervision_id, asked))[0],
        )

    def violation(self, chance: random.Random) -> None:
        self.done("violation", record(self.desk, chance.choice(self.due)))

    def notice(self, chance: random.Random) -> None:
        self.done("notice", to_notice(self.desk, chance.choice(self.due)))

    def ledger(self, _chance: random.Random) -> None:
        if self._ledger == LEDGERS:
            return
        path = self.folder / f"ledger-{self._ledger}.csv"
        self._ledger += 1
        plan = plan_import(path, today=self.clock.today())
        self.desk.act(lambda uow: import_ledger(uow, plan))
        for row in plan.accepted:
            self.done("ledger", row.id_number)

    def backup(self, _chance: random.Random) -> None:
        self.done("backup", back_up(self.desk.vault, self.clock).folder.name)


def record(desk: Desk, line: DeskLine) -> str:
    """Records a breach."""
    facts = ViolationFacts(Breach.REPORT, "未按规定报到。", desk.clock.today(), Severity.MINOR)
    return desk.act(lambda uow: record_violation(uow, line.supervision_id, facts))[0]


def to_notice(desk: Desk, line: DeskLine) -> str:
    """Carries a breach to a printed, numbered notice."""
    violation = record(desk, line)
    desk.act(lambda uow: add_evidence(uow, violation, "报到登记记录"))
    proposal, _changes = desk.act(
        lambda uow: propose(uow, desk.law(), violation, Measure.ADMONITION)
    )
    desk.act(lambda uow: submit(uow, proposal))
    paper = CountyDecision(DecisionOutcome.GRANTED, desk.clock.today(), "青矫决12号")
    decision, _changes = desk.act(lambda uow: record_decision(uow, proposal, paper))
    return desk.issue_notice(decision)


def rehearse(base: Path, folder: Path) -> None:
    """Does everything once: what is loaded at the first time is there before anybody is killed.

    Otherwise most rounds would end before a paper has found its fonts.
    """
    shutil.copytree(base, folder)
    clock, chance = FixedClock(START), random.Random(0)
    with Path(os.devnull).open("wb") as nobody:
        day = Day(reopen(folder, clock), folder, clock, nobody.fileno(), too_early=False)
        for kind in dict.fromkeys(MIX):
            getattr(day, kind)(chance)
        day.desk.close()
    examine(folder, [])


def one_round(
    base: Path, folder: Path, chance: random.Random, *, too_early: bool
) -> dict[str, Any]:
    """Copies the office, lets a child work, kills it, and returns what was found."""
    shutil.copytree(base, folder)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            play(folder, writer, random.Random(chance.random()), too_early=too_early)
        finally:
            os._exit(1)
    os.close(writer)
    if chance.random() < OPENED_FIRST:
        select_ready([reader], [], [], 30)
    time.sleep(chance.random() * LONGEST)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        lines = [line.split() for line in pipe if line.endswith("\n")]
    acknowledged = [line for line in lines if line[0] != "opened"]
    return examine(folder, acknowledged)


def examine(folder: Path, acknowledged: list[list[str]]) -> dict[str, Any]:
    """Opens the office again: integrity, journal, and every acknowledged record."""
    findings: list[str] = []
    desk = reopen(folder, FixedClock(START + timedelta(days=60)))
    with desk.read() as session:
        kept = {
            "check_in": set(session.scalars(select(CheckIn.id))),
            "leave": set(session.scalars(select(Leave.id))),
            "violation": set(session.scalars(select(Violation.id))),
            "notice": set(session.scalars(select(Document.id))),
            "ledger": set(session.scalars(select(Person.id_number))),
        }
    # A later backup of the same day takes the place of an earlier one, and is there when that goes.
    newest = max((each.folder.name for each in kept_in(folder / "vault" / "backups")), default="")
    kept["backup"] = {each for name, each in acknowledged if name == "backup" and each <= newest}
    findings += [f"lost {name}" for name, each in acknowledged if each not in kept[name]]
    findings += [f"journal {problem.kind}" for problem in desk.verify()]
    connection = desk._store.engine.raw_connection()
    findings += integrity(connection.driver_connection)
    connection.close()
    desk.close()
    return {"acknowledged": [name for name, _each in acknowledged], "findings": findings}


def main() -> int:
    """Plays the rounds named on the command line: ROUNDS SEED [too-early]."""
    too_early = "too-early" in sys.argv[3:]
    rounds, seed = int(sys.argv[1]), int(sys.argv[2])
    chance = random.Random(seed)
    started = time.monotonic()
    results = []
    with tempfile.TemporaryDirectory() as temporary:
        base = Path(temporary) / "base"
        base.mkdir()
        found(base)
        rehearse(base, Path(temporary) / "rehearsal")
        for number in range(rounds):
            folder = Path(temporary) / f"round-{number}"
            results.append(one_round(base, folder, chance, too_early=too_early))
            shutil.rmtree(folder)
    report = {
        "seed": seed,
        "rounds": rounds,
        "seconds": round(time.monotonic() - started, 1),
        "acknowledged": dict(
            Counter(each for result in results for each in result["acknowledged"])
        ),
        "findings": [finding for result in results for finding in result["findings"]],
    }
    sys.stdout.write(json.dumps(report) + "\n")
    return 1 if report["findings"] else 0


if __name__ == "__main__":
    sys.exit(main())
