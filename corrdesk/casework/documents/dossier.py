"""The dossier (卷宗) of one supervision: its papers in order, and those that are missing.

Only reads. Pages are counted and bound by printing, which is handed this description.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.model import CATEGORY_LABELS, STATUS_LABELS, Category, Status
from corrdesk.casework.caseload.tables import Attachment, Office, Person, Supervision
from corrdesk.casework.documents.model import DocumentState, Step
from corrdesk.casework.documents.policy import DossierFacts, papers_due
from corrdesk.casework.documents.tables import Document, DocumentStep
from corrdesk.rules.law import Law
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow


@dataclass(frozen=True, slots=True)
class BoundFile:
    """One sealed file of a paper."""

    attachment_id: str
    name: str
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class DossierPaper:
    """One paper of the dossier: an issued sheet with its scans, or a file of a record."""

    title: str
    serial: str
    author: str
    on: date
    files: tuple[BoundFile, ...]


@dataclass(frozen=True, slots=True)
class MissingPaper:
    """A form that has to be in the dossier and is not, with the clause that asks for it."""

    form_id: str
    clause: str
    confirmed: bool  # the clause was read in full; the others wait for the county's word


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that is bound, in the order of its days."""

    office: str
    county: str
    person: str
    category: str
    status: str
    judgment: str
    term_start: date
    term_end: date
    bound_on: date
    papers: tuple[DossierPaper, ...]
    missing: tuple[MissingPaper, ...]


def dossier(
    session: Session,
    office_id: str,
    supervision_id: str,
    law: Law,
    subjects: Mapping[str, str],
) -> Dossier:
    """The dossier of a supervision on the day of the law.

    `subjects` are other records whose files belong to it, with the words that introduce them, e.g.
    the evidence of a violation. Raises UserError for an unknown supervision.
    """
    order = session.get(Supervision, (office_id, supervision_id))
    office = session.get(Office, (office_id, office_id))
    person = session.get(Person, (office_id, order.person_id)) if order else None
    if order is None or office is None or person is None:
        raise UserError(_("没有找到此人的档案。"))
    issued = _issued(session, office_id, order)
    papers = [_sheet(session, office_id, row, office.county_name) for row in issued]
    words = dict(subjects) | {supervision_id: "", person.id: ""}
    papers += _loose(session, office_id, words, office.name)
    papers.sort(key=lambda paper: paper.on)
    return Dossier(
        office=office.name,
        county=office.county_name,
        person=person.name,
        category=CATEGORY_LABELS[Category(order.category)],
        status=STATUS_LABELS[Status(order.status)],
        judgment=order.judgment_number,
        term_start=order.term_start,
        term_end=order.term_end,
        bound_on=law.as_of,
        papers=tuple(papers),
        missing=missing_papers(Status(order.status), {row.form_id for row in issued}, law),
    )


def missing_papers(status: Status, present: set[str], law: Law) -> tuple[MissingPaper, ...]:
    """The forms that the stage asks for and nobody has issued."""
    decision = papers_due(DossierFacts(status), law)
    due = zip(decision.value.forms, decision.value.rules, strict=True)
    found = []
    for form_id, rule in due:
        if form_id in present:
            continue
        cited = decision.citations_of(rule)
        clause = "、".join(f"《{each.title}》{each.article}" for each in cited)
        found.append(MissingPaper(form_id, clause, all(each.confirmed for each in cited)))
    return tuple(found)


def _issued(session: Session, office_id: str, order: Supervision) -> list[AnyRow]:
    """The sheets of the order; earlier programs did not note the order, only the person."""
    rows = session.execute(
        select(table_of(Document))
        .where(
            Document.office_id == office_id,
            Document.person_id == order.person_id,
            Document.state != DocumentState.VOID.value,
            (Document.supervision_id == order.id) | Document.supervision_id.is_(None),
        )
        .order_by(Document.issued_on, Document.id)
    )
    return list(rows)


def _sheet(session: Session, office_id: str, row: AnyRow, county: str) -> DossierPaper:
    scans = session.scalars(
        select(DocumentStep.attachment_id)
        .where(
            DocumentStep.office_id == office_id,
            DocumentStep.document_id == row.id,
            DocumentStep.step == Step.SCANNED.value,
        )
        .order_by(DocumentStep.id)
    )
    wanted = [row.attachment_id, *(each for each in scans if each)]
    files = {file.attachment_id: file for file in _files(session, office_id, ids=wanted)}
    kept = tuple(files[each] for each in wanted if each in files)
    author = str(row.facts.get("county") or row.facts.get("office") or county)
    return DossierPaper(row.title, row.serial, author, row.issued_on, kept)


def _loose(
    session: Session, office_id: str, words: Mapping[str, str], office: str
) -> list[DossierPaper]:
    rows = session.execute(
        select(table_of(Attachment))
        .where(Attachment.office_id == office_id, Attachment.subject_id.in_(list(words)))
        .order_by(Attachment.added_at, Attachment.id)
    )
    return [
        DossierPaper(
            f"{words[row.subject_id]}{row.name}", "", office, row.added_at.date(), (_file(row),)
        )
        for row in rows
    ]


def _files(session: Session, office_id: str, *, ids: list[str]) -> list[BoundFile]:
    rows = session.execute(
        select(table_of(Attachment)).where(
            Attachment.office_id == office_id, Attachment.id.in_(ids)
        )
    )
    return [_file(row) for row in rows]


def _file(row: AnyRow) -> BoundFile:
    return BoundFile(row.id, row.name, row.media_type, row.sha256)
