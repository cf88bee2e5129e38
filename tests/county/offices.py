"""An office beside its county: enrolled, and short ways to exchange, for tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from corrdesk.bootstrap import Desk
from corrdesk.county.county import County
from corrdesk.county.exchange import Served, serve
from corrdesk.sync.core.membership import Roster
from corrdesk.sync.exchange import Outcome
from corrdesk.sync.transports.base import Transport
from corrdesk.sync.transports.memory import MemoryTransport

ADDRESS = "https://testserver"


@dataclass(frozen=True)
class Pair:
    """A desk and its county, with a place where both leave things."""

    desk: Desk
    county: County
    place: MemoryTransport = field(default_factory=MemoryTransport)

    @property
    def office(self) -> str:
        return self.desk.office.id

    def ingest(self) -> Served:
        """The county serves its offices at the place."""
        return serve(self.county, self.place)

    def sync(self, place: Transport | None = None) -> Outcome:
        """The office exchanges."""
        outcome = self.desk.exchange.run(place or self.place, "memory")
        self.desk.received(outcome.changed)
        return outcome

    def round(self) -> Outcome:
        """There and back."""
        self.sync()
        self.ingest()
        return self.sync()

    def roster(self) -> Roster:
        """The office's roster in force."""
        with self.county.registry() as registry:
            return registry.roster(self.office)


def enrol(desk: Desk, county: County, label: str = "前台") -> None:
    """The county takes the office's device in."""
    with county.registry() as registry:
        authority = county.folder.root_certificate.read_text("ascii")
        raw = desk.exchange.request(label)
        _asked, grant = registry.enrol(raw, authority=authority, address=ADDRESS)
    desk.exchange.accept(grant)
