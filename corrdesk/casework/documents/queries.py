"""Questions about issued sheets: what waits for stamp, service or file; a code; the register.

A figure and the list behind it share their conditions.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from corrdesk.casework.caseload.tables import Office, Person
from corrdesk.casework.documents.model import DocumentState, Step
from corrdesk.casework.documents.numbering import (
    Gap,
    Range,
    gaps,
    next_free,
    next_in_ranges,
)
from corrdesk.casework.documents.tables import Document, DocumentStep, NumberRange
from corrdesk.store.base import table_of
from corrdesk.store.chain import device_of
from corrdesk.store.types import AnyRow, AnySelect
from corrdesk.store.veil import whole

WAY = list(Step)  # the order of steps that were entered in the same moment
DOCUMENT_LISTS = ("to_stamp", "to_serve", "to_file", "filed", "void")


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A sheet with its steps; `current` is the sheet that holds now when this one is void."""

    document: AnyRow
    name: str  # of the person, empty when it is about nobody
    steps: Sequence[AnyRow]  # the oldest first
    current: AnyRow | None


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The register of one word and year: every number that was given, and what explains gaps."""

    word: str
    year: int
    lines: Sequence[AnyRow]  # by number
    gaps: Sequence[Gap]

    @property
    def unexplained(self) -> tuple[Gap, ...]:
        """The gaps that nothing explains; there must be none."""
        return tuple(gap for gap in self.gaps if gap.range is None)


def count_documents(session: Session, office_id: str, name: str) -> int:
    """How many sheets a list has. Raises KeyError for a list that does not exist."""
    return session.execute(
        select(func.count()).select_from(Document).where(*_conditions(office_id, name))
    ).scalar_one()


def documents_page(
    session: Session, office_id: str, name: str, *, offset: int = 0, limit: int = 200
) -> Sequence[AnyRow]:
    """One page of a list, those that wait longest first; what is done with, the newest first."""
    waiting = name in {"to_stamp", "to_serve", "to_file"}
    order = Document.issued_on if waiting else Document.issued_on.desc()
    return session.execute(
        _with_person()
        .where(*_conditions(office_id, name))
        .order_by(order, Document.id)
        .offset(offset)
        .limit(limit)
    ).all()


def sheets_listed(session: Session, office_id: str, name: str) -> list[str]:
    """The sealed originals of a whole list, in the order of its pages, by their attachment."""
    found: list[str] = []
    while page := documents_page(session, office_id, name, offset=len(found)):
        found.extend(row.attachment_id for row in page)
    return found


def documents_of(session: Session, office_id: str, person_id: str) -> Sequence[AnyRow]:
    """Every sheet about a person, the newest first."""
    return session.execute(
        _with_person()
        .where(Document.office_id == office_id, Document.person_id == person_id)
        .order_by(Document.issued_on.desc(), Document.id.desc())
    ).all()


def sheets_about(
    session: Session, office_id: str, subject_ids: Collection[str], form_ids: Collection[str] = ()
) -> Sequence[AnyRow]:
    """The sheets issued for these records, void ones included, the newest first."""
    statement = select(table_of(Document)).where(
        Document.office_id == office_id, Document.subject_id.in_(list(subject_ids))
    )
    if form_ids:
        statement = statement.where(Document.form_id.in_(list(form_ids)))
    return session.execute(statement.order_by(Document.id.desc())).all()


def find_document(session: Session, office_id: str, term: str) -> AnyRow | None:
    """The sheet with this id, serial or check code, or None."""
    return session.execute(
        select(table_of(Document)).where(
            Document.office_id == office_id,
            (Document.id == term)
            | ((Document.serial == term) & (Document.serial != ""))
            | (Document.check_code == term.upper()),
        )
    ).first()


def find_by_code(session: Session, office_id: str, code: str) -> FoundDocument | None:
    """The sheet that bears a typed or scanned code, or None.

    A whole QR code is understood: the check code is its last part.
    """
    term = code.strip().rsplit("|", 1)[-1].replace(" ", "").replace("-", "").upper()
    return opened(session, office_id, Document.check_code == term) if term else None


def open_document(session: Session, office_id: str, document_id: str) -> FoundDocument | None:
    """One sheet with its steps, or None."""
    return opened(session, office_id, Document.id == document_id)


def opened(
    session: Session, office_id: str, condition: ColumnElement[bool]
) -> FoundDocument | None:
    """The sheet that meets a condition, with its steps."""
    row = session.execute(_with_person().where(Document.office_id == office_id, condition)).first()
    if row is None:
        return None
    steps = session.execute(
        select(table_of(DocumentStep))
        .where(DocumentStep.office_id == office_id, DocumentStep.document_id == row.id)
        .order_by(DocumentStep.id)
    ).all()
    steps = sorted(steps, key=lambda step: (step.at, WAY.index(Step(step.step))))
    current = None
    if row.state == DocumentState.VOID:
        current = session.execute(
            select(table_of(Document)).where(
                Document.office_id == office_id,
                Document.form_id == row.form_id,
                Document.subject_id == row.subject_id,
                Document.state != DocumentState.VOID.value,
            )
        ).first()
    return FoundDocument(row, row.name or "", steps, current)


# Numbers


def register_words(session: Session, office_id: str, year: int) -> list[str]:
    """The document words of a year that have numbers."""
    numbered = (
        Document.office_id == office_id,
        Document.year == year,
        Document.number.is_not(None),
    )
    reserved = (
        NumberRange.office_id == office_id,
        NumberRange.year == year,
        NumberRange.word != "",
    )
    words = set(session.scalars(select(Document.word).where(*numbered).distinct()))
    words |= set(session.scalars(select(NumberRange.word).where(*reserved).distinct()))
    return sorted(words)


def register_years(session: Session, office_id: str) -> list[int]:
    """The years that have numbers, given or set aside, the newest first."""
    given = (
        select(Document.year)
        .where(Document.office_id == office_id, Document.number.is_not(None))
        .distinct()
    )
    reserved = (
        select(NumberRange.year)
        .where(NumberRange.office_id == office_id, NumberRange.word != "")
        .distinct()
    )
    return sorted({*session.scalars(given), *session.scalars(reserved)}, reverse=True)


def number_register(session: Session, office_id: str, year: int, word: str) -> RegisterPage:
    """The register of one word and year, with every gap and what explains it."""
    lines = session.execute(
        _with_person()
        .where(
            Document.office_id == office_id,
            Document.word == word,
            Document.year == year,
            Document.number.is_not(None),
        )
        .order_by(Document.number)
    ).all()
    known = ranges_of(session, office_id, word, year)
    used = used_numbers(session, office_id, word, year)
    return RegisterPage(word, year, lines, gaps(known, used))


def ranges_of(session: Session, office_id: str, word: str, year: int) -> list[Range]:
    """The numbers of a word and year that are set aside for computers."""
    rows = session.execute(
        select(table_of(NumberRange))
        .where(
            NumberRange.office_id == office_id,
            NumberRange.word == word,
            NumberRange.year == year,
            NumberRange.last.is_not(None),
        )
        .order_by(NumberRange.first)
    )
    return [Range(row.device_id, row.first, row.last, row.returned, row.reason) for row in rows]


def range_rows(session: Session, office_id: str, year: int) -> Sequence[AnyRow]:
    """The reserved ranges of a year as they were recorded."""
    return session.execute(
        select(table_of(NumberRange))
        .where(
            NumberRange.office_id == office_id,
            NumberRange.year == year,
            NumberRange.last.is_not(None),
        )
        .order_by(NumberRange.word, NumberRange.first)
    ).all()


def used_numbers(session: Session, office_id: str, word: str, year: int) -> frozenset[int]:
    """The numbers of a word and year that sheets bear, void ones and those of sealed files too."""
    statement = select(Document.number).where(
        Document.office_id == office_id, Document.word == word, Document.year == year
    )
    numbers = whole(session, statement).scalars()
    return frozenset(number for number in numbers if number is not None)


def next_number(
    session: Session, office_id: str, device_id: str, word: str, year: int
) -> int | None:
    """The number that a computer would give next, or None when it has none to give."""
    known = ranges_of(session, office_id, word, year)
    used = used_numbers(session, office_id, word, year)
    own = next_in_ranges(known, used, device_id)
    if own is None and free_numberer(session, office_id) == device_id:
        return next_free(known, used)
    return own


def free_numberer(session: Session, office_id: str) -> str:
    """Who numbers freely: the latest one named, else the first one."""
    named = session.scalars(
        select(NumberRange.device_id)
        .where(NumberRange.office_id == office_id, NumberRange.last.is_(None))
        .order_by(NumberRange.at.desc(), NumberRange.id.desc())
        .limit(1)
    ).first()
    if named is not None:
        return named
    founding = session.scalars(select(Office.entry).where(Office.office_id == office_id)).first()
    return device_of(founding) if founding else ""


def _conditions(office_id: str, name: str) -> list[ColumnElement[bool]]:
    served = func.json_array_length(Document.addressees) > 0
    stamped = Document.state == DocumentState.STAMPED.value
    conditions: dict[str, ColumnElement[bool]] = {
        "to_stamp": Document.state == DocumentState.PRINTED.value,
        "to_serve": stamped & served,
        "to_file": (Document.state == DocumentState.SERVED.value) | (stamped & ~served),
        "filed": Document.state == DocumentState.FILED.value,
        "void": Document.state == DocumentState.VOID.value,
    }
    return [Document.office_id == office_id, conditions[name]]


def _with_person() -> AnySelect:
    return select(table_of(Document), Person.name).outerjoin(
        Person, (Person.office_id == Document.office_id) & (Person.id == Document.person_id)
    )
