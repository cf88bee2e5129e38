"""Who is a minor to the desk: kept with the person, so that every list and reader can ask a column.

The age is national law and no pack below can move it, so the national rules are asked.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from sqlalchemy import select

from corrdesk.base.workdays import load_calendar
from corrdesk.casework.caseload.policy import MinorFacts, minor_applies
from corrdesk.casework.caseload.tables import Person, Supervision
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.law import Law
from corrdesk.store.base import table_of
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.store.veil import whole


def minor_known(born: date, offence_on: date | None, decided_on: date, law: Law) -> bool | None:
    """Whether somebody offended as a minor; None when the file cannot tell.

    Without the day of the offence the day of the decision speaks: who was a minor then had been
    one before; who was not may have been.
    """
    on = offence_on or decided_on
    if on < born:
        return None
    minor = minor_applies(MinorFacts(born, on), law).value.minor_rules
    return minor if minor or offence_on is not None else None


def minor_under(born: date, offence_on: date | None, decided_on: date, today: date) -> bool:
    """Whether a file is kept under the rules for minors: nobody is whom it does not show to be."""
    return bool(minor_known(born, offence_on, decided_on, _law(today)))


def note_minors(uow: UnitOfWork, person_id: str | None = None) -> None:
    """Reckons one person anew, or everybody who was not reckoned yet. Part of an act.

    One order for an offence as a minor puts the whole file under the rules for minors.
    """
    uow.session.flush()
    condition = Person.minor.is_(None) if person_id is None else Person.id == person_id
    rows = whole(
        uow.session,
        select(
            Person.id,
            Person.born,
            Person.minor,
            Supervision.offence_on,
            Supervision.effective_on,
            Supervision.term_start,
        )
        .join(
            Supervision,
            (Supervision.office_id == Person.office_id) & (Supervision.person_id == Person.id),
        )
        .where(Person.office_id == uow.office_id, condition),
    )
    today = uow.clock.today()
    known: dict[str, bool | None] = {}
    found: dict[str, bool] = {}
    for row in rows:
        decided_on = row.effective_on or row.term_start
        known[row.id] = row.minor
        found[row.id] = found.get(row.id, False) or minor_under(
            row.born, row.offence_on, decided_on, today
        )
    changed = {id_: {"minor": minor} for id_, minor in found.items() if known[id_] != minor}
    uow.update_rows(table_of(Person), changed)


@lru_cache(maxsize=2)
def _law(today: date) -> Law:
    return Law(load_rulebook(), load_calendar(), today)
