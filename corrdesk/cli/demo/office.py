"""Makes the demo office: imports its ledger and plays the weeks before the day, the same each time.

People and history are invented; every step goes through the same services as an officer's.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from corrdesk.base.clock import CHINA, FixedClock
from corrdesk.base.resources import resource_path
from corrdesk.bootstrap import Desk, Founding, create_desk
from corrdesk.casework.caseload.importing import ImportResult
from corrdesk.casework.caseload.ledger.plan import LedgerPlan, plan_import
from corrdesk.casework.caseload.service import change_office
from corrdesk.casework.flows import import_and_open
from corrdesk.casework.reporting.model import (
    CheckInFacts,
    DeskLine,
    DutyKind,
    Outcome,
    Presence,
)
from corrdesk.casework.reporting.queries import desk_page
from corrdesk.casework.reporting.service import open_duties, record_check_in
from corrdesk.cli.demo.measures import begin_measures
from corrdesk.cli.demo.plans import begin_plans, follow_plans
from corrdesk.cli.demo.programs import Teaching
from corrdesk.cli.demo.requests import Requests

OFFICE = "青石镇司法所"
OFFICER = "李明"
COUNTY = "青石县社区矫正管理局"
PROCURATORATE = "青石县人民检察院"
PASSPHRASE = "青石山下六盏红灯笼照着归人的路"  # noqa: S105 - of an invented office, and printed
PACK = "cn-example"
WEEKS = 3
SEED = 20260610
MISSED_PER_WEEK = 2
USUAL = {
    DutyKind.CHECK_IN: Presence.OFFICER_SAW,
    DutyKind.PHONE_REPORT: Presence.PHONE,
    DutyKind.WRITTEN_REPORT: Presence.PAPER,
    DutyKind.TALK: Presence.OFFICER_SAW,
    DutyKind.HOME_VISIT: Presence.OFFICER_SAW,
}


@dataclass(frozen=True, slots=True)
class DemoOffice:
    """The open demo office and what its import said."""

    desk: Desk
    plan: LedgerPlan
    imported: ImportResult
    recovery_code: str


def make_office(
    folder: Path,
    clock: FixedClock,
    day: date,
    *,
    say: Callable[[str], None],
) -> DemoOffice:
    """Founds the office some weeks before the day, imports the ledger, plays until the evening
    before. The clock is left on the morning of the day.
    """
    start = day - timedelta(weeks=WEEKS, days=day.weekday())
    _set(clock, start, time(8, 30))
    founding = Founding(OFFICE, OFFICER, PASSPHRASE, PACK, COUNTY)
    desk, code = create_desk(
        folder / "vault", founding, device_secret_file=folder / "device.secret", clock=clock
    )
    desk.act(lambda uow: change_office(uow, {"procuratorate": PROCURATORATE}))
    plan = plan_import(resource_path("demo", "ledger-office.xlsx"), today=clock.today())

    imported, _changes = desk.act(lambda uow: import_and_open(uow, plan, desk.law()))
    say(f"{OFFICE}：{imported.created}")
    begin_plans(desk, start)
    teaching = _play_weeks(desk, clock, start, day)
    begin_measures(desk, clock.today())
    _set(clock, day, time(8, 30))
    teaching.on(day)
    follow_plans(desk, day)
    return DemoOffice(desk, plan, imported, code)


def _play_weeks(desk: Desk, clock: FixedClock, start: date, day: date) -> Teaching:
    chance = random.Random(SEED)  # noqa: S311 - an invented history, the same each time
    absent: set[str] = set()
    requests, teaching = Requests(desk, day), Teaching(desk, day)
    for offset in range((day - start).days):
        today = start + timedelta(days=offset)
        _set(clock, today, time(9))
        desk.act(lambda uow: open_duties(uow, desk.law()))
        if today.weekday() == 0:
            absent = _who_stays_away(desk, today, chance)
        for line in _reporting_today(desk, today, chance):
            clock.advance(timedelta(minutes=3))
            if line.person_id not in absent:
                _record(desk, line, clock.now(), chance)
        requests.on(today)
        teaching.on(today)
    return teaching


def _who_stays_away(desk: Desk, today: date, chance: random.Random) -> set[str]:
    with desk.read() as session:
        lines = desk_page(session, desk.office.id, today, "due", limit=10_000)
    people = sorted({line.person_id for line in lines if line.kind is DutyKind.CHECK_IN})
    return set(chance.sample(people, min(MISSED_PER_WEEK, len(people))))


def _reporting_today(desk: Desk, today: date, chance: random.Random) -> list[DeskLine]:
    """Who comes today: everybody whose window ends, and some of the others."""
    with desk.read() as session:
        lines = [
            line
            for name in ("due", "visits")
            for line in desk_page(session, desk.office.id, today, name, limit=10_000)
        ]
    return [
        line
        for line in lines
        if line.period_end >= today and (line.period_end <= today or chance.random() < 1 / 4)
    ]


def _record(desk: Desk, line: DeskLine, at: datetime, chance: random.Random) -> None:
    waits = chance.random() < 1 / 60 and line.kind is DutyKind.CHECK_IN
    facts = CheckInFacts(
        kind=line.kind,
        presence=Presence.NONE if waits else USUAL[line.kind],
        outcome=Outcome.WAITING_EVIDENCE if waits else Outcome.COMPLIED,
        happened_at=at,
        reason="称住院，待补诊断证明" if waits else "",
        evidence_due=at.date() + timedelta(days=7) if waits else None,
    )
    desk.act(lambda uow: record_check_in(uow, line.supervision_id, facts, duty_id=line.duty_id))


def _set(clock: FixedClock, day: date, at: time) -> None:
    clock.advance(datetime.combine(day, at, CHINA) - clock.now())
