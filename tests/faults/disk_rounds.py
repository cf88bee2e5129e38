"""Works in an office on a disk that forgets or fails; a script of its own, under LD_PRELOAD.

disk_rounds.py cut FOLDER LOG ACTS [normal]   work and acknowledge in the log, then die
disk_rounds.py fail FOLDER ERRNO              let every operation of each core act fail once
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event

from corrdesk.base.actor import Role
from corrdesk.base.clock import FixedClock
from corrdesk.base.errors import CorrdeskError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import (
    add_attachment,
    add_officer,
    add_person,
    change_person,
)
from corrdesk.casework.reporting.model import CheckInFacts, DutyKind, Outcome, Presence
from corrdesk.casework.reporting.service import open_duties, record_check_in
from corrdesk.vault import cipher, header
from tests.casework.people import new_person, order_facts, person_facts
from tests.upkeep.offices import DAY, Place

DISK = ctypes.CDLL(os.environ["LD_PRELOAD"]) if "LD_PRELOAD" in os.environ else None


def arm(log: Path | None, fail_from: int = 0, error: int = 0) -> None:
    """Start logging, or let the n-th operation from now on and all after it fail."""
    assert DISK is not None
    DISK.disk_arm(str(log).encode() if log else None, ctypes.c_long(fail_from), error)


def operations() -> int:
    """How many operations the disk saw since it was armed."""
    assert DISK is not None
    return int(DISK.disk_seen())


def die_working(folder: Path, log: Path, acts: int, *, normal: bool) -> None:
    """Check somebody in again and again; each acknowledgement goes into the log as it happens."""
    place = Place(folder, FixedClock(DAY))
    desk = place.desk()
    # Checkpoints often enough to be cut too; the weaker setting is the guard switched off.
    settings = ["PRAGMA wal_autocheckpoint=60", *(["PRAGMA synchronous=NORMAL"] * normal)]
    desk._store.dispose()
    event.listen(
        desk._store.engine,
        "connect",
        lambda opened, _record: [opened.execute(each).fetchall() for each in settings],
    )
    _person, supervision = new_person(desk, 50)
    shutil.copytree(place.vault_folder, folder / "armed")
    arm(log)
    for _time in range(acts):
        place.clock.advance(timedelta(minutes=1))
        facts = CheckInFacts(
            DutyKind.CHECK_IN, Presence.OFFICER_SAW, Outcome.COMPLIED, place.clock.now()
        )
        check_in, _changes = desk.act(
            partial(record_check_in, supervision_id=supervision, facts=facts)
        )
        acknowledge(log, check_in)
    os._exit(0)


def acknowledge(log: Path, record: str) -> None:
    """The line that a screen would show as saved, at its place among the disk's operations."""
    with log.open("ab") as file:
        file.write(b"a" + len(record).to_bytes(2, "little") + bytes(12) + record.encode())


Act = Callable[[Desk, str, str, int], Any]


def _check_in(desk: Desk, _person: str, supervision: str, number: int) -> Any:
    desk.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]  # a FixedClock
    facts = CheckInFacts(
        DutyKind.CHECK_IN,
        Presence.OFFICER_SAW,
        Outcome.COMPLIED,
        desk.clock.now(),
        note=str(number),
    )
    return desk.act(lambda uow: record_check_in(uow, supervision, facts))


def _document(desk: Desk, person: str, _supervision: str, number: int) -> Any:
    content = f"letter {number}".encode() * 2000
    return desk.act(
        lambda uow: add_attachment(
            uow, person, content, name="n", media_type="text/plain", seal=desk.seal
        )
    )


CORE: dict[str, Act] = {
    "change a person": lambda desk, person, _s, n: desk.act(
        lambda uow: change_person(uow, person, {"phone": f"139{n:08d}"})
    ),
    "add a person": lambda desk, _p, _s, n: desk.act(
        lambda uow: add_person(uow, person_facts(100 + n), order_facts())
    ),
    "check in": _check_in,
    "open duties": lambda desk, _p, _s, _n: (
        desk.clock.advance(timedelta(days=40)),  # type: ignore[attr-defined]
        desk.act(lambda uow: open_duties(uow, desk.law())),
    ),
    "add a document": _document,
    "add an officer": lambda desk, _p, _s, n: desk.act(
        lambda uow: add_officer(uow, f"{n:032x}", f"officer {n}", Role.OFFICER)
    ),
    "add a key": lambda desk, _p, _s, n: desk.vault.add_officer(
        officer_name=f"王{n}", officer_id=f"{n:032x}", passphrase="纸船漂过十二座石桥看见灯火"
    ),
    "note the anchor": lambda desk, _p, _s, _n: desk.save_anchor(),
}


def state_of(desk: Desk) -> tuple[Any, ...]:
    """What is kept: the journal's end and the keys."""
    connection = desk.vault.connect()
    try:
        row = connection.execute("SELECT count(*), max(seq) FROM journal_entry").fetchone()
    finally:
        connection.close()
    slots = header.load(desk.vault.folder).header.slots
    return (*row, len(slots))


def fail_everywhere(folder: Path, error: int, stride: int) -> None:
    """For every core act and every operation in it: fail there, look, heal, and do it."""
    place = Place(folder, FixedClock(DAY))
    desk = place.desk()
    person, supervision = new_person(desk, 50)
    number, findings = 0, []
    counted: dict[str, int] = {}
    for name, act in CORE.items():
        at = 0
        while True:
            number, at = number + 1, at + (1 if at < 30 else stride)
            before = state_of(desk)
            arm(None, at, error)
            outcome = "saved"
            try:
                act(desk, person, supervision, number)
            except CorrdeskError as fault:
                outcome = "refused" if fault.message else "silent"
                if operations() < at:
                    findings.append(f"{name}: refused on a healthy disk: {fault.message}")
            except Exception as fault:  # noqa: BLE001 - any other is a finding
                outcome = f"raw {type(fault).__name__}: {fault}"
            reached = operations() >= at
            arm(None)
            if outcome not in {"saved", "refused"}:
                findings.append(f"{name} at {at}: {outcome}")
            if outcome == "refused" and state_of(desk) != before:
                findings.append(f"{name} at {at}: refused, yet something is kept")
            if not reached:
                break
            counted[name] = at
    findings += [problem.message for problem in desk.verify()]
    desk.close()
    again = place.desk()
    findings += [problem.message for problem in (*again.alarms, *again.verify())]
    again.close()
    report = {"errno": error, "operations": counted, "findings": findings}
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    if sys.argv[1] == "cut":
        die_working(
            Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), normal="normal" in sys.argv[5:]
        )
    else:
        if int(sys.argv[3]) == errno.EAGAIN:  # nobody waits five seconds at every lock
            cipher._SETTINGS = (*cipher._SETTINGS, "PRAGMA busy_timeout=20")  # type: ignore[assignment, misc]
        fail_everywhere(Path(sys.argv[2]), int(sys.argv[3]), 1 if "every" in sys.argv[4:] else 15)
