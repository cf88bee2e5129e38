"""报告登记记录摘录: what the register says about one window, as text to be kept as evidence.

Legal wording of the file, not of the screen: it is not translated.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from corrdesk.base.dates import format_cn
from corrdesk.base.idnumber import mask
from corrdesk.casework.caseload.queries import the_office
from corrdesk.casework.caseload.tables import Person
from corrdesk.casework.reporting.model import (
    DUTY_LABELS,
    HOUR_KINDS,
    OUTCOME_LABELS,
    PRESENCE_LABELS,
    STATE_LABELS,
    DutyKind,
    DutyState,
    Outcome,
    Presence,
)
from corrdesk.casework.reporting.queries import check_ins_between
from corrdesk.casework.reporting.tables import Duty
from corrdesk.store.types import AnyRow

EXTRACT_TITLE = "报告登记记录摘录"


def register_extract(session: Session, duty: Duty, now: datetime, chain_head: str) -> str:
    """The extract of one window with every report between its first day and its last day of grace.

    Raises ValueError when the person of the window does not exist.
    """
    person = session.get(Person, (duty.office_id, duty.person_id))
    if person is None:
        msg = "a window without its person"
        raise ValueError(msg)
    reports = check_ins_between(
        session, duty.office_id, duty.supervision_id, duty.period_start, duty.grace_until
    )
    unit = "分钟" if duty.kind in HOUR_KINDS else "次"
    days = [format_cn(day) for day in (duty.period_start, duty.period_end, duty.grace_until)]
    state = STATE_LABELS[DutyState(duty.state)]
    lines = [
        EXTRACT_TITLE,
        f"司法所：{the_office(session).name}",
        f"社区矫正对象：{person.name}（{mask(person.id_number)}）",
        f"报告义务：{DUTY_LABELS[DutyKind(duty.kind)]}",
        "期间：{}至{}，宽限至{}".format(*days),
        f"应履行{duty.needed}{unit}，已履行{duty.done}{unit}，状态：{state}",
        f"依据规则版本：{duty.rule_version}",
        "期间内的登记：",
        *([_report(row) for row in reports] or ["无"]),
        f"摘录时间：{_moment(now)}",
        f"日志链首：{chain_head}",
    ]
    return "\n".join(lines) + "\n"


def _report(row: AnyRow) -> str:
    words = [
        _moment(row.happened_at),
        DUTY_LABELS[DutyKind(row.kind)],
        OUTCOME_LABELS[Outcome(row.outcome)],
        PRESENCE_LABELS[Presence(row.presence)],
        f"录入于{_moment(row.entered_at)}",
    ]
    if row.reason:
        words.append(f"理由：{row.reason}")
    if row.withdrawn is not None:
        words.append(f"已撤回：{row.withdrawn}")
    return "，".join(words)


def _moment(at: datetime) -> str:
    return f"{format_cn(at.date())}{at:%H:%M}"
