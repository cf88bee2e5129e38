"""Invented people and short ways to act for them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from corrdesk.base.clock import CHINA, FixedClock
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import (
    Category,
    OrderFacts,
    PersonFacts,
    Sex,
    Status,
    SupervisionClass,
)
from corrdesk.casework.caseload.service import add_person
from corrdesk.casework.caseload.tables import Supervision
from corrdesk.casework.reporting.model import CheckInFacts, DutyKind, Outcome, Presence
from corrdesk.casework.reporting.service import open_duties, record_check_in
from corrdesk.casework.reporting.tables import Duty

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(serial: int, born: date = date(1990, 5, 17)) -> str:
    """A number that passes every check and belongs to nobody: the region code is out of use.

    Of one day there are a thousand; a later serial was born on a later day.
    """
    days, number = divmod(serial, 1000)
    digits = f"110103{born + timedelta(days=days):%Y%m%d}{number:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


def person_facts(serial: int = 1, name: str = "王小明", **more: Any) -> PersonFacts:
    usual: dict[str, Any] = {
        "name": name,
        "id_number": id_number(serial),
        "sex": Sex.MALE,
        "born": date(1990, 5, 17) + timedelta(days=serial // 1000),
        "phone": f"139{serial:08d}",
        "residence": "青石镇西河村12号",
    }
    return PersonFacts(**(usual | more))


def order_facts(**more: Any) -> OrderFacts:
    usual: dict[str, Any] = {
        "category": Category.PROBATION,
        "term_start": date(2026, 1, 5),
        "term_end": date(2027, 1, 4),
        "offence": "盗窃罪",
        "decision_organ": "青石县人民法院",
        "judgment_number": "（2025）青刑初88号",
        "reported_in_on": date(2026, 1, 6),
        "class_": SupervisionClass.STRICT,
        "tracked_from": date(2026, 6, 1),
    }
    return OrderFacts(**(usual | more))


def new_person(desk: Desk, serial: int = 1, name: str = "王小明", **order: Any) -> tuple[str, str]:
    """Opens a file. Returns the ids of the person and of the supervision."""
    person, _changes = desk.act(
        lambda uow: add_person(uow, person_facts(serial, name), order_facts(**order))
    )
    with desk.read() as session:
        supervision = session.scalars(
            select(Supervision.id).where(Supervision.person_id == person)
        ).one()
    return person, supervision


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), CHINA)


def stand_on(desk: Desk, day: date, hour: int = 9) -> None:
    """Moves the fixed clock of a desk."""
    clock = desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(at(day, hour) - clock.now())


def open_windows(desk: Desk) -> int:
    return desk.act(lambda uow: open_duties(uow, desk.law()))[0]


def report(  # one report, as short as a test can say it
    desk: Desk,
    supervision: str,
    when: datetime | None = None,
    kind: DutyKind = DutyKind.CHECK_IN,
    outcome: Outcome = Outcome.COMPLIED,
    duty_id: str | None = None,
    **more: Any,
) -> str:
    presence = Presence.OFFICER_SAW if outcome is Outcome.COMPLIED else Presence.NONE
    facts = CheckInFacts(kind, presence, outcome, when or desk.clock.now(), **more)
    return desk.act(lambda uow: record_check_in(uow, supervision, facts, duty_id=duty_id))[0]


def duties(desk: Desk, supervision: str, kind: DutyKind = DutyKind.CHECK_IN) -> list[Duty]:
    """The windows of a supervision, oldest first, as mapped objects nobody will save."""
    with desk.read() as session:
        return list(
            session.scalars(
                select(Duty)
                .where(Duty.supervision_id == supervision, Duty.kind == kind.value)
                .order_by(Duty.period_start)
            )
        )


def one_duty(desk: Desk, supervision: str, day: date, kind: DutyKind = DutyKind.CHECK_IN) -> Duty:
    """The window of the kind that holds a day, withdrawn ones left out."""
    (found,) = [
        duty
        for duty in duties(desk, supervision, kind)
        if duty.period_start <= day <= duty.period_end and duty.state != "withdrawn"
    ]
    return found


def status_of(desk: Desk, supervision: str) -> Status:
    with desk.read() as session:
        row = session.execute(
            select(Supervision.status).where(Supervision.id == supervision)
        ).scalar_one()
    return Status(row)
