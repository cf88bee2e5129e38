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
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from corrdesk.base.clock import FixedClock
from corrdesk.base.resources import resource_path
from corrdesk.bootstrap import Desk, Founding, create_desk, open_desk
from corrdesk.casework.caseload.importing import import_ledger
from corrdesk.casework.caseload.ledger.plan import plan_import
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
from corrdesk.casework.reporting.model import CheckInFacts, DeskLine, DutyKind, Outcome, Presence
from corrdesk.casework.reporting.queries import desk_page
from corrdesk.casework.reporting.service import open_duties, record_check_in
from corrdesk.casework.reporting.tables import CheckIn
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.vault.cipher import integrity
from corrdesk.vault.keyslots import KdfProfile

PASSPHRASE = "six red lanterns over the gate"
OFFICER = "李明"
START = date(2026, 6, 1)
LONGEST = 1.5  # seconds of a day before the kill at the latest


def found(folder: Path) -> None:
    """Makes the office that every round starts from."""
    desk, _code = create_desk(
        folder / "vault",
        Founding("青石镇司法所", OFFICER, PASSPHRASE, "cn-example", kdf=KdfProfile.CHEAP_FOR_TESTS),
        device_secret_file=folder / "device.secret",
        clock=FixedClock(START),
    )
    desk.close()


def reopen(folder: Path, clock: FixedClock) -> Desk:
    """Opens the office of a round."""
    return open_desk(
        folder / "vault",
        officer=OFFICER,
        passphrase=PASSPHRASE,
        device_secret_file=folder / "device.secret",
        clock=clock,
    )


def play(folder: Path, acknowledge: int, *, too_early: bool) -> None:
    """Works without end and acknowledges each act only after its commit; never returns.

    `too_early` is the guard switched off: check-ins are acknowledged before they are committed.
    """
    clock = FixedClock(START)
    desk = reopen(folder, clock)

    def done(kind: str, record: str) -> None:
        os.write(acknowledge, f"{kind} {record}\n".encode())

    plan = plan_import(resource_path("demo", "ledger-office.xlsx"), today=clock.today())
    desk.act(lambda uow: import_ledger(uow, plan))
    done("import", str(len(plan.accepted)))
    while True:
        desk.act(lambda uow: open_duties(uow, desk.law()))
        with desk.read() as session:
            due = desk_page(session, desk.office.id, clock.today(), "due", limit=12)
            overdue = desk_page(session, desk.office.id, clock.today(), "overdue", limit=1)
        for line in due:
            clock.advance(timedelta(minutes=1))
            facts = CheckInFacts(line.kind, Presence.OFFICER_SAW, Outcome.COMPLIED, clock.now())

            def work(uow: UnitOfWork, line: DeskLine = line, facts: CheckInFacts = facts) -> str:
                check_in = record_check_in(uow, line.supervision_id, facts, duty_id=line.duty_id)
                if too_early:
                    done("check_in", check_in)
                    time.sleep(0.01)
                return check_in

            check_in, _changes = desk.act(work)
            if not too_early:
                done("check_in", check_in)
        for line in overdue:
            if line.kind is DutyKind.CHECK_IN:
                done("notice", to_notice(desk, line))
        clock.advance(timedelta(days=1))


def to_notice(desk: Desk, line: DeskLine) -> str:
    """Carries a missed duty to an issued notice."""
    facts = ViolationFacts(Breach.REPORT, "未按规定报到。", desk.clock.today(), Severity.MINOR)
    violation, _changes = desk.act(
        lambda uow: record_violation(uow, line.supervision_id, facts, duty_id=line.duty_id)
    )
    desk.act(lambda uow: add_evidence(uow, violation, "报到登记记录"))
    proposal, _changes = desk.act(
        lambda uow: propose(uow, desk.law(), violation, Measure.ADMONITION)
    )
    desk.act(lambda uow: submit(uow, proposal))
    paper = CountyDecision(DecisionOutcome.GRANTED, desk.clock.today(), "青矫决12号")
    decision, _changes = desk.act(lambda uow: record_decision(uow, proposal, paper))
    return desk.issue_notice(decision)


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
            play(folder, writer, too_early=too_early)
        finally:
            os._exit(1)
    os.close(writer)
    time.sleep(chance.random() * LONGEST)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        acknowledged = [line.split() for line in pipe if line.endswith("\n")]
    return examine(folder, acknowledged)


def examine(folder: Path, acknowledged: list[list[str]]) -> dict[str, Any]:
    """Opens the office again: integrity, journal, and every acknowledged record."""
    findings: list[str] = []
    desk = reopen(folder, FixedClock(START + timedelta(days=60)))
    with desk.read() as session:
        kept = {
            "check_in": set(session.scalars(select(CheckIn.id))),
            "notice": set(session.scalars(select(Document.id))),
        }
    for name, record in acknowledged:
        if record not in kept.get(name, {record}):
            findings.append(f"lost {name}")
    findings += [f"journal {problem.kind}" for problem in desk.verify()]
    connection = desk._store.engine.raw_connection()
    findings += integrity(connection.driver_connection)
    connection.close()
    desk.close()
    return {"acknowledged": len(acknowledged), "findings": findings}


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
        for number in range(rounds):
            folder = Path(temporary) / f"round-{number}"
            results.append(one_round(base, folder, chance, too_early=too_early))
            shutil.rmtree(folder)
    report = {
        "seed": seed,
        "rounds": rounds,
        "seconds": round(time.monotonic() - started, 1),
        "acknowledged": sum(result["acknowledged"] for result in results),
        "findings": [finding for result in results for finding in result["findings"]],
    }
    sys.stdout.write(json.dumps(report) + "\n")
    return 1 if report["findings"] else 0


if __name__ == "__main__":
    sys.exit(main())
