"""An office that writes and exchanges without a pause, to be killed: it says what it did.

"opened SEQ HASH" when it is open again, with the end of its journal; "written SEQ HASH" when an act
is committed; "held SEQ HASH" when the county's receipt proves it; "broken" when the county was
away.
"""

from __future__ import annotations

import itertools
import time
from functools import partial
from pathlib import Path

import httpcore

from corrdesk.base.clock import SystemClock
from corrdesk.base.errors import EnvironmentFault
from corrdesk.base.workdays import load_calendar
from corrdesk.bootstrap import Desk, open_desk
from corrdesk.casework.caseload.service import add_person
from corrdesk.rules.catalog import load_rulebook
from corrdesk.store.schema import latest_revision
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.sync.transports.http import Credentials, HttpTransport
from tests.casework.conftest import OFFICER, PASSPHRASE
from tests.casework.people import order_facts, person_facts
from tests.faults.marks import EXCHANGES, Marks
from tests.faults.nursery import say

LOADED = (httpcore, latest_revision(), load_calendar(), load_rulebook("cn-example"))
AGAIN = 0.03  # seconds until a county that was away is tried again


def main(folder: str, address: str, marks: str, guard: str) -> None:
    """Works until it is killed. `guard`: "too-early" speaks of acts before they are committed."""
    mine = Marks(Path(marks))
    mine.watch_transactions()
    desk = open_desk(
        Path(folder) / "vault", officer=OFFICER, passphrase=PASSPHRASE,
        device_secret_file=Path(folder) / "device.secret", clock=SystemClock(),
    )  # fmt: skip
    county = desk.exchange.county()
    assert county is not None
    own = Credentials(desk.exchange.device, desk.exchange.key, county.authority)
    _tell(desk, "opened")
    for serial in itertools.count(desk.head().seq + 100):
        _write(desk, serial, too_early=guard == "too-early")
        with mine.during(EXCHANGES):
            _exchange(desk, address, own)


def _tell(desk: Desk, word: str) -> None:
    head = desk.head()
    say(word, head.seq, head.hash.hex())


def _write(desk: Desk, serial: int, *, too_early: bool) -> None:
    add = partial(add_person, person=person_facts(serial), order=order_facts())

    def early(uow: UnitOfWork) -> str:
        person = add(uow)
        say("written", desk.head().seq + 1, "")
        time.sleep(0.05)
        return person

    desk.act(early if too_early else add)
    if not too_early:
        _tell(desk, "written")


def _exchange(desk: Desk, address: str, own: Credentials) -> None:
    try:
        transport = HttpTransport(address, own)
        try:
            receipt = desk.exchange.run(transport, address).report.receipt
        finally:
            transport.close()
    except EnvironmentFault:
        say("broken")
        time.sleep(AGAIN)
        return
    assert receipt is not None
    held = receipt.chains[desk.exchange.device]
    say("held", held.seq, held.head.hex())
