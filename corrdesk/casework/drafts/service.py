"""Keeps what an officer types until it is saved or given up. Nobody reads another's drafts.

No act in the journal: a draft is not a fact yet, and it never leaves this device. A draft about a
person whose file was closed to the role since is not there, as nothing of that file is.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, select

from corrdesk.casework.caseload.tables import Officer
from corrdesk.casework.drafts.model import Draft, KeptDraft, News
from corrdesk.casework.drafts.tables import DraftRow
from corrdesk.casework.permissions import command
from corrdesk.store.base import table_of
from corrdesk.store.chain import readable_changes, when_entered
from corrdesk.store.journal_reader import JournalReader
from corrdesk.store.types import AnyRow
from corrdesk.store.unit_of_work import UnitOfWork

LONGEST = 120  # characters of a title or a name
NEWEST = 500  # entries of a device that are looked through for news


@command("draft.own")
def keep_draft(uow: UnitOfWork, draft: Draft) -> None:
    """Keeps a draft, or its newer state: what it was begun on top of stays as it was."""
    before = _row(uow, draft.id)
    journal = JournalReader(uow.session, uow.office_id)
    heads = {device: head.seq for device, head in journal.heads().items()}
    now = uow.clock.now()
    kept = {
        "id": draft.id,
        "officer_id": uow.actor.officer_id,
        "place": draft.place,
        "what": draft.what[:LONGEST],
        "about": draft.about[:LONGEST],
        "typed": draft.typed,
        "subject_id": draft.subjects[0] if draft.subjects else None,
        "subjects": list(draft.subjects),
        "heads": before.heads if before else heads,
        "begun_at": before.begun_at if before else now,
        "saved_at": now,
    }
    uow.replace_derived(table_of(DraftRow), _own(uow, draft.id), [kept])


@command("draft.own")
def drop_draft(uow: UnitOfWork, draft_id: str) -> None:
    """Lets a draft go: its act is made, or it was given up. One that is gone already is no error.

    Inside an act it goes with the act's commit, and stays where the act fails.
    """
    uow.replace_derived(table_of(DraftRow), _own(uow, draft_id), [])


@command("draft.own")
def own_drafts(uow: UnitOfWork) -> list[KeptDraft]:
    """The drafts of the signed-in officer, the newest first."""
    table = table_of(DraftRow)
    rows = uow.session.execute(
        select(table)
        .where(table.c.office_id == uow.office_id, table.c.officer_id == uow.actor.officer_id)
        .order_by(table.c.saved_at.desc(), table.c.id)
    )
    return [
        KeptDraft(
            Draft(row.id, row.place, row.what, row.about, row.typed, tuple(row.subjects)),
            row.begun_at,
            row.saved_at,
        )
        for row in rows
    ]


@command("draft.own")
def news_since(uow: UnitOfWork, draft_id: str) -> list[News]:
    """What was recorded about a draft's subjects since it was begun, the newest first."""
    row = _row(uow, draft_id)
    if row is None or not row.subjects:
        return []
    officers = select(Officer.id, Officer.name).where(Officer.office_id == uow.office_id)
    names = {each.id: each.name for each in uow.session.execute(officers)}
    subjects = set(row.subjects)
    found = []
    journal = JournalReader(uow.session, uow.office_id)
    for device, head in journal.heads().items():
        first = max(row.heads.get(device, 0), head.seq - NEWEST) + 1
        for entry in journal.entries(device, first):
            if _touches(entry.body, subjects):
                who = names.get(entry.actor_id, "")
                found.append(News(entry.act, who, when_entered(entry)))
    return sorted(found, key=lambda news: news.entered_at, reverse=True)


def _own(uow: UnitOfWork, draft_id: str) -> ColumnElement[bool]:
    table = table_of(DraftRow)
    return and_(table.c.id == draft_id, table.c.officer_id == uow.actor.officer_id)


def _row(uow: UnitOfWork, draft_id: str) -> AnyRow | None:
    table = table_of(DraftRow)
    return uow.session.execute(
        select(table).where(table.c.office_id == uow.office_id, _own(uow, draft_id))
    ).first()


def _touches(body: bytes, subjects: set[str]) -> bool:
    return any(
        change.row_id in subjects
        or any(isinstance(value, str) and value in subjects for value in change.fields.values())
        for change in readable_changes(body)
    )
