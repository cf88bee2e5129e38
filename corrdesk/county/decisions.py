"""What waits for the county over all its offices, and its word, numbered and in its own journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from corrdesk.base.actor import Role
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.tables import Person
from corrdesk.casework.caseload.visibility import NAMELESS
from corrdesk.casework.deciding.model import Answer, Matter, MatterFile, Word
from corrdesk.casework.deciding.queries import find_matter, waiting
from corrdesk.casework.deciding.service import decide
from corrdesk.casework.permissions import ACTIONS, RecordState
from corrdesk.county.county import County
from corrdesk.county.firsts import make_unless_there
from corrdesk.county.tables import Counter

LONGEST_DOCUMENT: Final = 80


@dataclass(frozen=True, slots=True)
class Decider:
    """Who speaks for the county: an account, or whoever holds the folder at the command line."""

    id: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wants to say. `document` empty: the county's next number."""

    answer: Answer
    reason: str = ""
    legal_reason: str = ""
    document: str = ""


def queue(county: County, role: Role) -> list[Matter]:
    """Everything that waits, the most urgent first, as far as the role may see it."""
    with county.read() as session:
        found = waiting(session, _offices(county), county.law_of)
        minors = _minors(session, found)
    if ACTIONS["county.read"].allows(role, (RecordState.MINOR,)):
        return found
    return [_nameless(each) if _person(each) in minors else each for each in found]


def look(county: County, matter_id: str, role: Role) -> MatterFile | None:
    """One waiting matter with what it rests on; a minor's only for those who may read it."""
    with county.read() as session:
        found = find_matter(session, _offices(county), county.law_of, matter_id)
        closed = found is not None and bool(_minors(session, [found.matter]))
    if closed and not ACTIONS["county.read"].allows(role, (RecordState.MINOR,)):
        return None
    return found


def speak(county: County, matter_id: str, said: Said, by: Decider) -> str:
    """Decides a matter. Returns the number of the decision.

    It goes to the office with the county's journal at the next exchange. Raises UserError for a
    matter that does not wait (any more), and for what the capability finds missing.
    """
    found = look(county, matter_id, by.role)
    if found is None:
        raise UserError(
            _("没有这件待决定的事项。"), remedy=_("可能已有决定，请刷新待办列表。"), field="id"
        )
    own = said.document.strip()
    if len(own) > LONGEST_DOCUMENT:  # no office could take the decision
        raise UserError(_("文号太长。"), remedy=_("请不超过 80 个字。"), field="document")
    if own:
        _say(county, found.matter, said, own, by)
        return own
    year = county.clock.today().year
    number = _next_number(county, year)
    document = f"社矫决〔{year}〕{number}号"
    try:
        _say(county, found.matter, said, document, by)
    except BaseException:
        _give_back(county, year, number)
        raise
    return document


def _say(county: County, matter: Matter, said: Said, document: str, by: Decider) -> None:
    word = Word(
        said.answer,
        county.clock.today(),
        document,
        county.name,
        reason=said.reason.strip(),
        legal_reason=said.legal_reason.strip(),
    )
    law = county.law_of(matter.office_id)
    with county.unit_of_work(matter.office_id, by.id, by.name, by.role) as uow:
        decide(uow, law, matter.kind, matter.id, word)
        uow.commit()


def _person(matter: Matter) -> tuple[str, str]:
    return matter.office_id, matter.person_id


def _minors(session: Session, matters: Sequence[Matter]) -> set[tuple[str, str]]:
    """Whose file is a minor's, or may be: who was not reckoned yet counts as one."""
    grown = {
        (row.office_id, row.id)
        for row in session.execute(
            select(Person.office_id, Person.id).where(
                Person.id.in_({each.person_id for each in matters}), Person.minor.is_(False)
            )
        )
    }
    return {_person(each) for each in matters} - grown


def _nameless(matter: Matter) -> Matter:
    return replace(matter, person=NAMELESS, person_id="", summary="")


def _offices(county: County) -> list[str]:
    with county.registry() as registry:
        return [each.office_id for each in registry.offices()]


def _next_number(county: County, year: int) -> int:
    with county.counting() as session:
        return _draw(session, year)


def _give_back(county: County, year: int, number: int) -> None:
    """The word was not said: its number is free again, unless another was drawn meanwhile."""
    with county.counting() as session:
        session.execute(
            update(Counter)
            .where(Counter.year == year, Counter.last == number)
            .values(last=number - 1)
        )


def _draw(session: Session, year: int) -> int:
    make_unless_there(session, Counter, year=year, last=0)
    counter = session.get_one(Counter, year, with_for_update=True)
    counter.last += 1
    session.flush()
    return counter.last
