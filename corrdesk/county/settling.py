"""Conflicts of all offices, and the county's word on them. The choosing itself is sync's."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from corrdesk.base.actor import Role
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.ids import is_id
from corrdesk.casework.caseload.tables import Officer
from corrdesk.county.county import County
from corrdesk.county.decisions import Decider
from corrdesk.county.subjects import subjects
from corrdesk.sync.repairing import count_repairs, repairs
from corrdesk.sync.settling import Conflict, Said, SetAside, choose, conflicts, keep_both, set_aside
from corrdesk.sync.tables import SyncRepair
from corrdesk.sync.telling import SHOWN_ID, Teller

Place = tuple[str, str, str, str]
"""Office, kind of record, record, field."""


@dataclass(frozen=True, slots=True)
class OfficeConflict:
    """A conflict with the office that it belongs to, and the person where it is about one.

    `values`: what each side said, in words.
    """

    office_id: str
    office: str
    person: str
    conflict: Conflict
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """What a person has to look at: conflicts, and by office what was set aside and put right.

    `more`: how many records were put right beside those named.
    """

    conflicts: list[OfficeConflict]
    set_aside: list[tuple[str, SetAside]]
    repaired: list[tuple[str, SyncRepair]]
    more: int = 0


def opened(county: County, role: Role, office_id: str = "", *, most: int | None = None) -> Open:
    """Everything that is open at all offices or at one, as far as the role may read it.

    `most`: of what was put right, so many of each office are named.
    """
    with county.registry() as registry:
        offices = [each for each in registry.offices() if office_id in {"", each.office_id}]
    found, asides, repaired, more = [], [], [], 0
    names = authors(county)
    with county.read() as session:
        for office in offices:
            asides += [(office.name, each) for each in set_aside(session, office.office_id)]
            mended = repairs(session, office.office_id, limit=most)
            repaired += [(office.name, each) for each in mended]
            more += count_repairs(session, office.office_id) - len(mended)
            known = conflicts(session, office.office_id)
            people = subjects(
                session, office.office_id, [(each.kind, each.row_id) for each in known], role
            )
            teller = Teller(session, office.office_id)
            for each in known:
                person = people.get((each.kind, each.row_id))
                if person is None or not person.is_closed:
                    name = person.name if person is not None else ""
                    values = tuple(_words(teller, each, said, names) for said in each.said)
                    found.append(OfficeConflict(office.office_id, office.name, name, each, values))
    return Open(found, asides, repaired, more)


def _words(teller: Teller, conflict: Conflict, said: Said, names: dict[str, str]) -> str:
    """What somebody said in a conflict.

    An id is an officer's or the end of itself: what else it leads to may be closed to the role.
    """
    value = said.value
    if isinstance(value, str) and is_id(value):
        return names.get(value) or _("另一条记录（{id}）").format(id=value[-SHOWN_ID:])
    return teller.value(conflict.kind, conflict.field, value)


def authors(county: County) -> dict[str, str]:
    """Who wrote, by id: the staff of the offices and the accounts of the console."""
    with county.read() as session:
        rows = session.execute(select(Officer.id, Officer.name)).all()
    with county.console() as console:
        accounts = {each.id: each.name for each in console.accounts.everybody()}
    return {row.id: row.name for row in rows} | accounts


def settle(county: County, place: Place, entry: str, by: Decider) -> None:
    """The value that this entry said holds. Raises UserError when there is no such choice."""
    conflict = _conflict(county, place)
    said = next((each for each in conflict.said if each.entry == entry), None)
    if said is None:
        raise UserError(_("没有这个选项，请刷新后重新选择。"))
    with county.unit_of_work(place[0], by.id, by.name, by.role) as uow:
        choose(uow, conflict, said.value)
        uow.commit()


def keep(county: County, place: Place, by: Decider) -> None:
    """Both records of a double are right."""
    conflict = _conflict(county, place)
    with county.unit_of_work(place[0], by.id, by.name, by.role) as uow:
        keep_both(uow, conflict)
        uow.commit()


def _conflict(county: County, place: Place) -> Conflict:
    with county.read() as session:
        for each in conflicts(session, place[0]):
            if (each.kind, each.row_id, each.field) == place[1:]:
                return each
    raise UserError(_("这一处已经处理过了。"), remedy=_("请刷新页面。"))
