"""The office of the proofs about locking and drafts, and how a stranger searches a process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from corrdesk.base.clock import FixedClock
from corrdesk.base.resources import resource_path
from corrdesk.bootstrap import Desk, Founding, create_desk, open_desk
from corrdesk.casework.caseload.ledger.plan import plan_import
from corrdesk.casework.flows import import_and_open
from corrdesk.vault.keyslots import KdfProfile

TODAY = date(2026, 6, 10)
OFFICER = "李明"
PASSPHRASE = "六盏红灯笼 over the gate 7391"


def found(folder: Path) -> bytes:
    """Makes the office with the demo ledger; returns its data key."""
    clock = FixedClock(TODAY)
    desk, _code = create_desk(
        folder / "vault",
        Founding("青石镇司法所", OFFICER, PASSPHRASE, "cn-example", kdf=KdfProfile.CHEAP_FOR_TESTS),
        device_secret_file=folder / "device.secret",
        clock=clock,
    )
    plan = plan_import(resource_path("demo", "ledger-office.xlsx"), today=TODAY)
    desk.act(lambda uow: import_and_open(uow, plan, desk.law()))
    key = desk.vault.key.material()
    desk.close()
    return key


def reopen(folder: Path) -> Desk:
    """Opens the office."""
    return open_desk(
        folder / "vault",
        officer=OFFICER,
        passphrase=PASSPHRASE,
        device_secret_file=folder / "device.secret",
        clock=FixedClock(TODAY),
    )


def processes_of(session: int) -> list[int]:
    """The processes of a session that still run."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(state[3]) == session and state[0] != "Z":
                found.append(int(entry.name))
    return found


def copies_in(process: int, needles: list[bytes]) -> int:
    """How often any of the needles stands in the memory of a process."""
    count = 0
    try:
        with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
            for start, end in _writable(process):
                try:
                    memory.seek(start)
                    held = memory.read(end - start)
                except (OSError, ValueError):
                    continue
                count += sum(held.count(needle) for needle in needles)
    except ProcessLookupError:
        return 0
    return count


def may_read_memory() -> bool:
    """Whether the tests may look into a process that forbids it to its own user."""
    return Path("/proc/self/mem").exists() and os.geteuid() == 0


def _writable(process: int) -> Iterator[tuple[int, int]]:
    try:
        maps = Path(f"/proc/{process}/maps").read_text()
    except OSError:
        return
    for line in maps.splitlines():
        place, rights = line.split()[:2]
        if rights.startswith("rw"):
            start, end = place.split("-")
            yield int(start, 16), int(end, 16)
