"""A real office and a real server over HTTPS, the line cut at every byte of one exchange.

One exchange with one entry to send is tried again and again, each time cut at a later byte. After
each cut both ends are looked at; every so often, and at last, the line holds and all is compared.
BYTE_CUTS sets at how many positions of each direction; a full run ("all") takes every one, the
bytes of the TLS handshake included.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from corrdesk.base.clock import SystemClock
from corrdesk.bootstrap import Desk
from corrdesk.county.county import County, CountyFounding, create_county
from corrdesk.store.chain import Head
from corrdesk.store.journal_reader import JournalReader, verify_chains
from corrdesk.sync.core.names import inbox, numbered, outbox, runs
from corrdesk.sync.exchange import Outcome
from corrdesk.sync.transports.base import TransportFault
from corrdesk.sync.transports.http import Credentials, HttpTransport
from tests.casework.conftest import clock, desk, founded_office
from tests.casework.people import new_person
from tests.county.conflicted import rename
from tests.county.offices import enrol
from tests.faults.cutting import DOWN, UP, Line, Server, stand_now
from tests.sync.worlds import contents

__all__ = ["clock", "desk", "founded_office"]  # fixtures

FULL = bool(os.environ.get("PROOF_FULL"))
CUTS = os.environ.get("BYTE_CUTS", "all" if FULL else "30")
APART = 50  # of so many acts one makes a record, the others change one
MENDED = 20  # so many cuts until the line holds for once; fewer where few are made
BESIDE = 400  # bytes by which one exchange may be longer than another: seals, signatures


class Wire:
    """The office, the server, and the line between them."""

    def __init__(self, desk: Desk, county: County, line: Line) -> None:
        self.desk, self.county, self.line = desk, county, line
        self.office = desk.office.id
        self.written = self.sent = self.arrived = 0
        self.person = new_person(desk, 1)[0]

    def act(self) -> None:
        """One entry more: a record, or a change of one."""
        self.written += 1
        if self.written % APART == 0:
            new_person(self.desk, 1 + self.written // APART)
        else:
            name = f"王{self.written:05d}"
            self.desk.act(lambda uow: rename(uow, self.person, name))

    def exchange(self) -> Outcome:
        """One exchange over a connection of its own."""
        own = self.desk.exchange
        county = own.county()
        assert county is not None
        transport = HttpTransport(
            f"https://127.0.0.1:{self.line.port}",
            Credentials(own.device, own.key, county.authority),
        )
        self.sent = 0
        try:
            return own.run(transport, "https", told=self._told)
        finally:
            transport.close()

    def _told(self, what: str, count: int) -> None:
        self.sent += count if what == "sent" else 0

    def sizes(self) -> dict[str, int]:
        """The bytes of one exchange in each direction, with one entry to send."""
        self.act()
        self.line.mend()
        self.exchange()
        self.require_nothing_lost()
        self.tidy()
        return dict(self.line.counts)

    def cut(self, direction: str, position: int) -> bool:
        """One exchange that is cut, with one entry to send that has never arrived."""
        if self.is_delivered():
            self.act()
        self.line.cut_after(direction, position)
        try:
            self.exchange()
        except TransportFault:
            assert self.line.was_cut, "a fault without a cut"
        assert self.sent <= 1, "what had arrived was sent again"
        self.require_nothing_lost()
        self.tidy()
        return self.line.was_cut

    def go_on(self) -> None:
        """The line holds: whatever was cut before, now the county has it all."""
        self.line.mend()
        report = self.exchange().report
        self.require_nothing_lost()
        head = self.desk.head().seq
        assert (report.held, report.waiting, report.refused) == (head, 0, {})
        assert self.sent <= 1, "what had arrived was sent again"
        self.tidy()

    def held(self) -> Head:
        """Where the office's chain ends at the county."""
        with self.county.read() as session:
            return JournalReader(session, self.office).heads()[self.desk.exchange.device]

    def is_delivered(self) -> bool:
        """Whether the office's last entry is at the county, taken or lying in its box whole."""
        last = self.desk.head().seq
        lying = runs(self.county.box.list(inbox(self.office)))
        return self.held().seq == last or any(run.last == last for run in lying)

    def require_nothing_lost(self) -> None:
        """The county has what it had, word for word, or the one entry more."""
        held, last = self.held(), self.desk.head().seq
        assert max(self.arrived, last - 1) <= held.seq <= last
        (entry,) = self.desk.exchange.standing.own_entries(held.seq - 1, 1)
        assert (entry.seq, entry.hash) == (held.seq, held.hash)
        self.arrived = held.seq

    def tidy(self) -> None:
        """Takes away what later words replaced, so that every exchange is as long as the first."""
        lying = self.county.box.list(f"{self.office}/")
        gone = {run.name for run in runs(lying) if run.last <= self.arrived}
        for lead, folder in (("holdings-", inbox), ("receipt-", outbox)):
            there = [name for name in lying if name.startswith(folder(self.office))]
            gone |= {name for _number, name in numbered(there, lead)[1:]}
        self.county.box.clear(gone)

    def require_the_same(self) -> None:
        """The county holds every record exactly as the office does, once."""
        for side in (self.desk, self.county):
            with side.read() as session:
                assert list(verify_chains(session)) == []
        assert contents(self.county, self.office) == contents(self.desk, self.office)


@pytest.fixture
def wire(tmp_path: Path, desk: Desk) -> Iterator[Wire]:
    founding = CountyFounding("石桥县社区矫正管理局")
    county, _secret = create_county(tmp_path / "county", founding, SystemClock())
    stand_now(desk)
    enrol(desk, county)
    server = Server(county.folder.path)
    server.start()
    line = Line(server.port)
    try:
        yield Wire(desk, county, line)
    finally:
        line.close()
        server.kill()
        county.close()


def positions(size: int) -> list[int]:
    """Where it is cut: everywhere, or evenly with the ends and the greeting's bytes among them."""
    if CUTS == "all":
        return list(range(size + BESIDE))
    count = int(CUTS)
    even = {round(number * (size - 1) / (count - 1)) for number in range(count)}
    return sorted(even | {0, 1, 5, 6, size - 1, size + BESIDE})


@pytest.mark.slow
@pytest.mark.timeout(0 if CUTS == "all" else 900)
@pytest.mark.parametrize("direction", [UP, DOWN])
def test_a_line_cut_at_any_byte_loses_and_doubles_nothing(wire: Wire, direction: str) -> None:
    wire.sizes()  # the first takes more along
    size = wire.sizes()[direction]
    wanted = positions(size)
    assert size > 2000, "a handshake and several requests"
    cut = set()
    for count, position in enumerate(wanted, start=1):
        if wire.cut(direction, position):
            cut.add(position)
        if count % min(MENDED, len(wanted) // 5) == 0:
            wire.go_on()
    wire.go_on()
    assert set(range(size - BESIDE)) & set(wanted) <= cut, "the line was not cut"
    assert max(cut) >= size - BESIDE
    wire.require_the_same()
