"""What the county agency has delegated to the office, by which paper and for how long (CCL 9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.casework.caseload.tables import Delegation
from corrdesk.casework.permissions import command
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow
from corrdesk.store.unit_of_work import UnitOfWork


class Task(StrEnum):
    """Decisions that a county agency may leave to the office."""

    LEAVE = "leave"


TASK_LABELS = {Task.LEAVE: N_("批准外出")}


@command("office.delegation")
def delegate(
    uow: UnitOfWork, task: Task, document: str, from_on: date, until_on: date | None = None
) -> str:
    """Records that the county has delegated a task, by its paper. Returns the record's id.

    Raises UserError without the paper's number, or when a delegation of the task holds already on
    one of the days.
    """
    if not document.strip():
        raise UserError(_("请填写委托文书的文号。"), field="document")
    if until_on is not None and until_on < from_on:
        raise UserError(_("结束日期早于开始日期。"), field="until_on")
    for known in delegations(uow.session, uow.office_id, task):
        begins_before_its_end = known.until_on is None or from_on <= known.until_on
        ends_after_its_start = until_on is None or until_on >= known.from_on
        if begins_before_its_end and ends_after_its_start:
            raise UserError(
                _("这段时间已有委托。"), remedy=_("请先登记原委托的结束日期。"), field="from_on"
            )
    record = Delegation(
        id=uow.new_id(),
        task=task.value,
        document=document.strip(),
        from_on=from_on,
        until_on=until_on,
    )
    uow.add(record)
    return record.id


@command("office.delegation")
def end_delegation(uow: UnitOfWork, delegation_id: str, until_on: date, reason: str) -> None:
    """Records the last day of a delegation. Decisions made while it held are not touched."""
    record = uow.require(Delegation, delegation_id)
    if not reason.strip():
        raise UserError(_("请填写结束委托的依据。"), field="reason")
    if until_on < record.from_on:
        raise UserError(_("结束日期早于开始日期。"), field="until_on")
    record.until_on = until_on
    uow.because(reason.strip())


def delegations(session: Session, office_id: str, task: Task) -> Sequence[AnyRow]:
    """Every delegation of a task, the newest first."""
    return session.execute(
        select(table_of(Delegation))
        .where(Delegation.office_id == office_id, Delegation.task == task.value)
        .order_by(Delegation.from_on.desc(), Delegation.id.desc())
    ).all()


def delegation_on(session: Session, office_id: str, task: Task, day: date) -> AnyRow | None:
    """The delegation of a task that holds on a day, or None."""
    for row in delegations(session, office_id, task):
        if row.from_on <= day and (row.until_on is None or day <= row.until_on):
            return row
    return None
