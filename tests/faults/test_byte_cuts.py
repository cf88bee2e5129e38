"""A real office and a real server over HTTPS, the line cut at every byte of one exchange.

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
from corrdesk.store.journal import verify_chains
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
PEOPLE = 20  # records that are made; the others are changes of one
BESIDE = 1000  # bytes by which one exchange may be longer than another: names, signatures


class Wire:
    """The office, the server, and the line between them."""

    def __init__(self, desk: Desk, county: County, line: Line) -> None:
        self.desk, self.county, self.line = desk, county, line
        self.written = 0
        self.person = new_person(desk, 1)[0]

    def act(self) -> None:
        """One entry more: a record, or a change of one."""
        self.written += 1
        if self.written <= PEOPLE:
            new_person(self.desk, self.written + 1)
        else:
            name = f"王{self.written}"
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
        try:
            return own.run(transport, "https")
        finally:
            transport.close()

    def sizes(self) -> dict[str, int]:
        """The bytes of one exchange in each direction, with one entry to send."""
        self.act()
        self.line.mend()
        self.exchange()
        return dict(self.line.counts)

    def cut(self, direction: str, position: int) -> bool:
        """One exchange that is cut, and the next: nothing lost, nothing twice, one run again."""
        self.act()
        self.line.cut_after(direction, position)
        try:
            self.exchange()
        except TransportFault:
            assert self.line.was_cut, "a fault without a cut"
        was_cut = self.line.was_cut
        self.line.mend()
        again = self.exchange().report
        head = self.desk.head().seq
        assert (again.held, again.waiting, again.refused) == (head, 0, {}), (direction, position)
        assert again.sent <= 1, "more than the one run was sent again"
        self.tidy()
        return was_cut

    def tidy(self) -> None:
        """Takes away what later words replaced, so that every exchange is as long as the first."""
        lying = self.county.box.list(f"{self.desk.office.id}/")
        receipts = [name for name in lying if "/receipt-" in name]
        self.county.box.clear({name for name in lying if "/roster-" not in name} - {receipts[-1]})

    def require_the_same(self) -> None:
        """The county holds every record exactly as the office does, once."""
        with self.desk.read() as session:
            assert list(verify_chains(session)) == []
        office = self.desk.office.id
        assert contents(self.county, office) == contents(self.desk, office)


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
    wire.sizes()
    wire.tidy()
    size = wire.sizes()[direction]
    wire.tidy()
    assert size > 2000, "a handshake and several requests"
    cut = [position for position in positions(size) if wire.cut(direction, position)]
    assert set(range(size - BESIDE)) & set(positions(size)) <= set(cut), "the line was not cut"
    assert max(cut) >= size - BESIDE
    wire.require_the_same()
