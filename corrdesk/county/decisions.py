"""What waits for the county over all its offices, and its word, numbered and in its own journal."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from corrdesk.base.actor import Role
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.deciding.model import Answer, Matter, MatterFile, Word
from corrdesk.casework.deciding.queries import find_matter, waiting
from corrdesk.casework.deciding.service import decide
from corrdesk.county.county import County
from corrdesk.county.tables import Counter


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


def queue(county: County) -> list[Matter]:
    """Everything that waits, the most urgent first."""
    with county.read() as session:
        return waiting(session, _offices(county), county.law_of)


def look(county: County, matter_id: str) -> MatterFile | None:
    """One waiting matter with what it rests on."""
    with county.read() as session:
        return find_matter(session, _offices(county), county.law_of, matter_id)


def speak(county: County, matter_id: str, said: Said, by: Decider) -> str:
    """Decides a matter. Returns the number of the decision.

    It goes to the office with the county's journal at the next exchange. Raises UserError for a
    matter that does not wait (any more), and for what the capability finds missing.
    """
    found = look(county, matter_id)
    if found is None:
        raise UserError(
            _("没有这件待决定的事项。"), remedy=_("可能已有决定，请刷新待办列表。"), field="id"
        )
    matter = found.matter
    document = said.document.strip() or _next_number(county)
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
    return document


def _offices(county: County) -> list[str]:
    with county.registry() as registry:
        return [each.office_id for each in registry.offices()]


def _next_number(county: County) -> str:
    """The next number of this year. One that is drawn for a word that then fails stays unused."""
    year = county.clock.today().year
    with county.counting() as session:
        return f"社矫决〔{year}〕{_draw(session, year)}号"


def _draw(session: Session, year: int) -> int:
    counter = session.get(Counter, year, with_for_update=True)
    if counter is None:
        counter = Counter(year=year, last=0)
        session.add(counter)
    counter.last += 1
    session.flush()
    return counter.last
