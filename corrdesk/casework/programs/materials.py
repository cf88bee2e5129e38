"""Materials of a programme as files: sealed like all attachments, listed, taken off again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from corrdesk.casework.caseload.records import withdraw
from corrdesk.casework.caseload.service import add_attachment
from corrdesk.casework.caseload.tables import Attachment, Withdrawal
from corrdesk.casework.permissions import command
from corrdesk.casework.programs.tables import Program
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow
from corrdesk.store.unit_of_work import UnitOfWork


@command("program.plan")
def attach_material(
    uow: UnitOfWork,
    program_id: str,
    content: bytes,
    *,
    name: str,
    media_type: str,
    seal: Callable[[bytes], str],
) -> str:
    """Seals a file as material of a programme. Returns the attachment's id."""
    uow.require(Program, program_id)
    return add_attachment(uow, program_id, content, name=name, media_type=media_type, seal=seal)


@command("program.plan")
def withdraw_material(uow: UnitOfWork, attachment_id: str, reason: str) -> None:
    """Takes a file off a programme; it stays in the vault. Raises UserError without a reason."""
    attachment = uow.require(Attachment, attachment_id)
    uow.require(Program, attachment.subject_id)
    withdraw(uow, "attachment", attachment_id, reason)


def materials_of(session: Session, office_id: str, *subject_ids: str) -> Sequence[AnyRow]:
    """The files of a programme (and of a session of it, its signed scans), as they came.

    Withdrawn ones are left out.
    """
    return session.execute(
        select(table_of(Attachment))
        .where(Attachment.office_id == office_id, Attachment.subject_id.in_(subject_ids), _stands())
        .order_by(Attachment.id)
    ).all()


def programs_with_files(session: Session, office_id: str) -> Sequence[AnyRow]:
    """The programmes in use by name, each with the number of its files as `files`."""
    files = (
        select(func.count())
        .where(
            Attachment.office_id == Program.office_id,
            Attachment.subject_id == Program.id,
            _stands(),
        )
        .correlate(Program)
        .scalar_subquery()
    )
    return session.execute(
        select(*table_of(Program).columns, files.label("files"))
        .where(Program.office_id == office_id, Program.active.is_(True))
        .order_by(Program.name, Program.id)
    ).all()


def _stands() -> ColumnElement[bool]:
    gone = (
        select(Withdrawal.id)
        .where(Withdrawal.office_id == Attachment.office_id, Withdrawal.subject_id == Attachment.id)
        .correlate(Attachment)
    )
    return ~gone.exists()
