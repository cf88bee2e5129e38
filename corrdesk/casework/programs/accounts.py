"""Commands of the ledger: adjustments, penalties, exemptions, online results, qualifications.

An event is never changed. What was wrong is countered by another one with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from corrdesk.base.batches import batches
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.ids import derived_id
from corrdesk.casework.caseload.hour_tables import HourExemption
from corrdesk.casework.caseload.hours import (
    HourKind,
    HourSort,
    HourSource,
    Learner,
    Movement,
    post_movements,
)
from corrdesk.casework.caseload.records import withdraw
from corrdesk.casework.caseload.tables import Attachment, Supervision
from corrdesk.casework.permissions import command
from corrdesk.casework.programs.model import ExemptionFacts, QualificationFacts
from corrdesk.casework.programs.online import OnlineRow
from corrdesk.casework.programs.tables import OnlineResult, Qualification
from corrdesk.store.base import table_of
from corrdesk.store.unit_of_work import UnitOfWork

MOST_MINUTES = 100 * 60
"""One entry moves at most so much: more is a typing mistake in the unit."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An officer's own entry in the ledger; a penalty is given above zero and taken off."""

    learner: Learner
    learner_id: str
    kind: HourKind
    sort: HourSort
    minutes: int
    on: date
    reason: str


@command("hours.adjust")
def enter_hours(uow: UnitOfWork, entry: Entry) -> str:
    """Writes an adjustment or a penalty into the ledger. Returns the event's id.

    Raises UserError without a reason, for no minutes, for a day to come, and for a credit: hours
    are credited by a session or an online course.
    """
    if entry.sort is HourSort.CREDIT:
        raise UserError(_("时长由活动或网上学习计入；更正请用“调整”。"), field="sort")
    if not entry.reason.strip():
        raise UserError(_("请填写理由。"), field="reason")
    if entry.minutes == 0 or abs(entry.minutes) > MOST_MINUTES:
        raise UserError(_("时长不能为零，也不能超过 100 小时。"), field="minutes")
    if entry.sort is HourSort.PENALTY and entry.minutes < 0:
        raise UserError(_("扣减的时长请填正数。"), field="minutes")
    if entry.on > uow.clock.today():
        raise UserError(_("日期晚于今天。"), field="on")
    if entry.learner is Learner.SUPERVISION:
        supervision = uow.require(Supervision, entry.learner_id)
        if entry.on < supervision.term_start:
            raise UserError(_("日期早于矫正开始之日。"), field="on")
    uow.because(entry.reason.strip())
    minutes = -entry.minutes if entry.sort is HourSort.PENALTY else entry.minutes
    movement = Movement(
        learner=entry.learner,
        learner_id=entry.learner_id,
        kind=entry.kind,
        sort=entry.sort,
        minutes=minutes,
        on=entry.on,
        source=HourSource.WORD,
        source_id="",
        reason=entry.reason.strip(),
    )
    return post_movements(uow, [movement])[0]


@command("hours.exempt")
def exempt(uow: UnitOfWork, supervision_id: str, facts: ExemptionFacts) -> str:
    """Records that somebody need not do hours for some days, and by which proof. Returns its id.

    Raises UserError without reason, proof or an end.
    """
    uow.require(Supervision, supervision_id)
    if not facts.reason.strip():
        raise UserError(_("请填写理由。"), field="reason")
    if not facts.proof.strip():
        raise UserError(_("请写明证明材料，例如诊断证明。"), field="proof")
    if facts.until_on < facts.from_on:
        raise UserError(_("结束日期早于开始日期。"), field="until_on")
    if facts.attachment_id is not None:
        uow.require(Attachment, facts.attachment_id)
    record = HourExemption(
        id=uow.new_id(),
        supervision_id=supervision_id,
        kind=facts.kind.value,
        ground=facts.ground.value,
        from_on=facts.from_on,
        until_on=facts.until_on,
        reason=facts.reason.strip(),
        proof=facts.proof.strip(),
        attachment_id=facts.attachment_id,
        by=uow.actor.officer_id,
    )
    uow.add(record)
    uow.session.flush()
    return record.id


@command("hours.exempt")
def withdraw_exemption(uow: UnitOfWork, exemption_id: str, reason: str) -> str:
    """Takes an exemption back with a reason. Returns whose it was."""
    record = uow.require(HourExemption, exemption_id)
    withdraw(uow, "hour_exemption", exemption_id, reason)
    uow.session.flush()
    return record.supervision_id


@command("hours.import")
def credit_online(uow: UnitOfWork, rows: Iterable[OnlineRow], sha256: str) -> list[str]:
    """Takes finished online courses in; one that is there already stays. Returns whom they moved.

    The same course of the same person on the same day is one result, from whatever file.
    """
    by_id = {_result_id(row): row for row in rows}
    known = _known_results(uow, list(by_id))
    fresh = {key: row for key, row in by_id.items() if key not in known}
    results: list[dict[str, Any]] = [
        {
            "id": key,
            "supervision_id": row.supervision_id,
            "course": row.course,
            "on": row.on,
            "minutes": row.minutes,
            "mark": row.mark,
            "file_sha256": sha256,
            "row": row.number,
        }
        for key, row in fresh.items()
    ]
    uow.insert_rows(table_of(OnlineResult), results)
    post_movements(
        uow,
        [
            Movement(
                learner=Learner.SUPERVISION,
                learner_id=row.supervision_id,
                kind=HourKind.EDUCATION,
                sort=HourSort.CREDIT,
                minutes=row.minutes,
                on=row.on,
                source=HourSource.ONLINE,
                source_id=key,
                reason=row.course,
                event_id=derived_id("online-hours", key),
            )
            for key, row in fresh.items()
        ],
    )
    return list(dict.fromkeys(row.supervision_id for row in fresh.values()))


@command("partner.change")
def add_qualification(uow: UnitOfWork, facts: QualificationFacts) -> str:
    """Records what an officer or a volunteer is qualified for. Returns its id."""
    if not facts.title.strip():
        raise UserError(_("请填写资格名称。"), field="title")
    if facts.issued_on > uow.clock.today():
        raise UserError(_("日期晚于今天。"), field="issued_on")
    if facts.valid_until is not None and facts.valid_until < facts.issued_on:
        raise UserError(_("有效期早于取得日期。"), field="valid_until")
    record = Qualification(
        id=uow.new_id(),
        learner=facts.learner.value,
        learner_id=facts.learner_id,
        name=facts.name,
        title=facts.title.strip(),
        number=facts.number.strip(),
        issued_on=facts.issued_on,
        valid_until=facts.valid_until,
    )
    uow.add(record)
    return record.id


def _result_id(row: OnlineRow) -> str:
    return derived_id("online", row.supervision_id, row.course, row.on.isoformat())


def _known_results(uow: UnitOfWork, ids: list[str]) -> set[str]:
    return {
        result_id
        for some in batches(ids)
        for result_id in uow.session.scalars(
            select(OnlineResult.id).where(
                OnlineResult.office_id == uow.office_id, OnlineResult.id.in_(some)
            )
        )
    }
