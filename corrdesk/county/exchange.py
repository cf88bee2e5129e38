"""The exchange with offices: serving them at a target, whichever it is. The rules are sync's.

`Ingested` counts are of all offices together; what could not be taken is named by office.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.county.county import County
from corrdesk.store.runs import RunDamaged
from corrdesk.store.schema import latest_revision
from corrdesk.sync.core.county import ROOM, CountySide, Ingested
from corrdesk.sync.core.hiding import Hidden
from corrdesk.sync.derived import index_received
from corrdesk.sync.driving import Cancelled, Step, drive
from corrdesk.sync.replica import Replica
from corrdesk.sync.transports.base import Transport
from corrdesk.sync.transports.choosing import open_target
from corrdesk.sync.words import much_hidden, refusal


@dataclass(slots=True)
class Served:
    """What serving did: entries in and out, changes set aside, and by name what was refused.

    `files`: how many arrived whole. `no_room`: the sizes of those for which the target has none.
    `hidden`: what went out of sight, where that was much of an office at once.
    `doubted`: devices that stamped entries by a wrong clock.
    """

    received: int = 0
    sent: int = 0
    set_aside: int = 0
    files: int = 0
    offices: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    no_room: list[int] = field(default_factory=list)
    forks: list[str] = field(default_factory=list)
    doubted: list[str] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Way:
    """How an office is served; see `serve`."""

    room: int
    before: int


def serve(
    county: County,
    transport: Transport,
    offices: Iterable[str] | None = None,
    *,
    room: int = ROOM,
    before: int = 0,
) -> Served:
    """Serves these offices, or all that are enrolled, at one target.

    `room`: how many chunks of files may lie there for one device. `before`: entries that `take_in`
    has brought since the last time; they count as taken in now. Raises `RunDamaged` once all have
    been served but those whose journals cannot be read: one office's damage is no other's.
    """
    total = Served()
    damaged: list[RunDamaged] = []
    with county.registry() as registry:
        known = [each.office_id for each in registry.offices()]
    for office_id in known if offices is None else offices:
        try:
            _serve_one(county, transport, office_id, total, _Way(room, before))
        except RunDamaged as damage:
            damaged.append(damage)
            with county.registry() as registry:
                registry.heard(office_id, damage.message)
    if damaged:
        raise damaged[0]
    return total


def take_in(
    county: County, office_id: str, passing: Collection[str], cancelled: Callable[[], bool]
) -> Ingested:
    """Takes in what an office left at the county's own server, without a word to anybody.

    `passing`: names that are not read. Stopped, it has taken in what it had read. What was refused
    is for `serve` to tell, which meets it again. Raises what the rules and the database raise.
    """
    side, step = _side(county, county.box, office_id, ROOM)
    with suppress(Cancelled):
        drive(side.take_in(passing), county.box, cancelled=cancelled, step=step)
    if side.report.received:
        with county.registry() as registry:
            registry.heard(office_id)
    return side.report


def _side(
    county: County, transport: Transport, office_id: str, room: int
) -> tuple[CountySide, Step]:
    """The county for an office at a target, and what is entered while it thinks."""
    with county.registry() as registry:
        roster = registry.roster(office_id)
    ledger = Replica(county.store, office_id, after=[index_received])
    side = CountySide(
        ledger,
        county.identity.me(),
        roster,
        root=county.identity.root,
        schema=latest_revision(),
        now=county.clock.now().isoformat(),
        apart=transport is not county.box,
        shelf=county.shelf(office_id, ledger.reads),
        room=room,
    )
    return side, ledger.reads.together


def _serve_one(
    county: County, transport: Transport, office_id: str, total: Served, way: _Way
) -> None:
    side, step = _side(county, transport, office_id, way.room)
    report = drive(side.serve(way.before), transport, step=step)
    total.offices.append(office_id)
    total.received += report.received
    total.sent += report.sent
    total.set_aside += report.set_aside
    total.files += report.files
    total.refused |= {name: reason.value for name, reason in report.refused.items()}
    total.no_room += sorted(report.no_room.values())
    total.forks += sorted(report.forks)
    total.doubted += sorted(report.doubted)
    total.hidden += report.hidden
    county.folder.note_ended(report.epochs)
    if report.heard:
        with county.registry() as registry:
            for device in sorted(report.heard):
                registry.seen(device)
    if not (report.received or report.refused or report.forks):
        return
    first = next(iter(report.refused.values()), None)
    trouble = refusal(first) if first is not None else ""
    if report.forks:
        trouble = _("同一台设备出现了两份不同的日志，请联系司法所核对。")
    if report.hidden and not trouble:
        trouble = much_hidden(report.hidden)
    with county.registry() as registry:
        registry.heard(office_id, trouble)


def last_held(county: County, device_id: str) -> int:
    """The last entry of a device that is held here; 0 for none, or for a stranger."""
    with county.registry() as registry:
        offices = {each.device_id: each.office_id for each in registry.devices()}
    office = offices.get(device_id)
    if office is None:
        return 0
    head = Replica(county.store, office).heads().get(device_id)
    return head.seq if head is not None else 0


class _Itself:
    """The county at a target: it shows itself to no county's server."""

    device = ""

    @property
    def key(self) -> Ed25519PrivateKey:
        """It has none to show there."""
        raise NotImplementedError

    def county(self) -> NoReturn:
        """Asked for where a county's server is the target. Raises UserError."""
        raise UserError(
            _("县级不通过自己的服务器收取：经服务器送来的，服务器已经收下。"),
            remedy=_("请写 folder:路径 或 webdav+https://服务器/文件夹。"),
            field="via",
        )


def open_place(where: str) -> Transport:
    """A folder, a WebDAV server or a plug-in's target, to serve offices at. Raises UserError."""
    return open_target(where, _Itself())
