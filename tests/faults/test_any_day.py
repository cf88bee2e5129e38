"""Whatever a day brings, in any order: the journal holds, and from it alone all can be rebuilt."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from corrdesk.base.clock import FixedClock
from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk, Founding, create_desk, open_desk
from corrdesk.casework.caseload.model import LIVE, Status, SupervisionClass
from corrdesk.casework.caseload.tables import Withdrawal
from corrdesk.casework.enforcement.model import Breach, Severity, ViolationFacts
from corrdesk.casework.flows import (
    change_class_and_duties,
    change_status_and_duties,
    open_case,
    report_in_and_open,
)
from corrdesk.casework.reporting.model import (
    CheckInFacts,
    DutyKind,
    DutyState,
    Outcome,
    Presence,
)
from corrdesk.casework.reporting.queries import DUTY_LISTS, TERM_LISTS, desk_counts, desk_page
from corrdesk.casework.reporting.service import record_check_in, withdraw_check_in
from corrdesk.casework.reporting.tables import CheckIn, Duty
from corrdesk.store.base import BOOKKEEPING, Base, Form, is_recorded, table_of
from corrdesk.store.journal import JournalEntry, entry_uid, plain, unpack_changes
from corrdesk.vault.keyslots import KdfProfile
from tests.casework.people import new_person, open_windows

START = date(2026, 6, 10)
OFFICER, PASSPHRASE = "李明", "six red lanterns over the gate"
Rows = dict[tuple[str, str], dict[str, Any]]


def founding() -> Founding:
    return Founding(
        office="青石镇司法所",
        officer=OFFICER,
        passphrase=PASSPHRASE,
        pack_id="cn-example",
        kdf=KdfProfile.CHEAP_FOR_TESTS,
    )


def rebuilt(desk: Desk) -> Rows:
    """The records as the journal alone tells them, each change held against what it replaced."""
    rows: Rows = {}
    with desk.read() as session:
        for entry in session.scalars(select(JournalEntry).order_by(JournalEntry.seq)):
            uid = entry_uid(entry.device_id, entry.seq)
            for change in unpack_changes(entry.body):
                key = (change.table, change.row_id)
                if not change.replaced:
                    assert key not in rows
                    rows[key] = {"fields": dict(change.fields), "entry": uid, "versions": {}}
                    continue
                row = rows[key]
                for name, version in change.replaced.items():
                    assert version == row["versions"].get(name, row["entry"])
                    row["versions"][name] = uid
                row["fields"].update(change.fields)
    return rows


def held(desk: Desk) -> Rows:
    """The records as the tables hold them."""
    rows: Rows = {}
    with desk.read() as session:
        for mapper in Base.registry.mappers:
            kind = mapper.class_
            if not is_recorded(table_of(kind)):
                continue
            for record in session.scalars(select(kind)):
                fields = {
                    attribute.key: plain(getattr(record, attribute.key))
                    for attribute in mapper.column_attrs
                    if attribute.key not in BOOKKEEPING
                }
                versions = record.versions if isinstance(record, Form) else {}
                rows[(table_of(kind).name, record.id)] = {
                    "fields": fields,
                    "entry": record.entry,
                    "versions": versions,
                }
    return rows


class AnyDay(RuleBasedStateMachine):
    """Acts in any order on one office; what an act refuses must leave no trace."""

    template: ClassVar[Path]
    people = Bundle("people")
    reports = Bundle("reports")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(self.template, self.folder, dirs_exist_ok=True)
        self.clock = FixedClock(START)
        self.desk = self.open()
        self.serial = 0
        self.acknowledged: set[str] = set()

    def open(self) -> Desk:
        return open_desk(
            self.folder / "vault",
            officer=OFFICER,
            passphrase=PASSPHRASE,
            device_secret_file=self.folder / "device.secret",
            clock=self.clock,
        )

    def teardown(self) -> None:
        try:
            assert self.desk.verify() == []
            assert rebuilt(self.desk) == held(self.desk)
        finally:
            self.desk.close()
            shutil.rmtree(self.folder)

    def tried(self, work: Any) -> Any:
        """The result of an act, or None for one that was refused without a trace."""
        before = self.desk.head()
        try:
            return self.desk.act(work)[0]
        except UserError:
            assert self.desk.head() == before
            return None

    # What may happen

    @initialize(target=people)
    def first_person(self) -> str:
        return self.added(SupervisionClass.STRICT, 200, Status.SUPERVISED)

    @rule(
        target=people,
        class_=st.sampled_from([None, *SupervisionClass]),
        days=st.integers(0, 60),
        status=st.sampled_from(sorted(LIVE)),
    )
    def a_person(self, class_: SupervisionClass | None, days: int, status: Status) -> str:
        return self.added(class_, days, status)

    def added(self, class_: SupervisionClass | None, days: int, status: Status) -> str:
        self.serial += 1
        today = self.clock.today()
        _person, supervision = new_person(
            self.desk,
            self.serial,
            class_=class_,
            term_end=today + timedelta(days=days),
            tracked_from=today - timedelta(days=9),
            status=status,
        )
        return supervision

    @rule(days=st.integers(1, 12))
    def days_pass(self, days: int) -> None:
        self.clock.advance(timedelta(days=days))

    @rule()
    def the_desk_is_opened(self) -> None:
        open_windows(self.desk)

    @rule()
    def the_machine_is_restarted(self) -> None:
        self.desk.close()
        self.desk = self.open()

    @rule(
        target=reports,
        supervision=people,
        kind=st.sampled_from(DutyKind),
        outcome=st.sampled_from(Outcome),
        ago=st.integers(0, 14),
        pick=st.none() | st.integers(0, 20),
    )
    def a_report(
        self, supervision: str, kind: DutyKind, outcome: Outcome, ago: int, pick: int | None
    ) -> Any:
        now = self.clock.now()
        facts = CheckInFacts(
            kind,
            Presence.OFFICER_SAW if outcome is Outcome.COMPLIED else Presence.NONE,
            outcome,
            now - timedelta(days=ago),
            reason="住院",
            evidence_due=now.date() + timedelta(days=3),
        )
        duty = None if pick is None else self.some_duty(supervision, kind, pick)
        made = self.tried(lambda uow: record_check_in(uow, supervision, facts, duty_id=duty))
        if made is None:
            return multiple()
        self.acknowledged.add(made)
        return made

    def some_duty(self, supervision: str, kind: DutyKind, pick: int) -> str | None:
        with self.desk.read() as session:
            ids = session.scalars(
                select(Duty.id)
                .where(Duty.supervision_id == supervision, Duty.kind == kind.value)
                .order_by(Duty.period_start, Duty.period_end)
            ).all()
        return ids[pick % len(ids)] if ids else None

    @rule(report=consumes(reports), reason=st.sampled_from(["", "认错了人"]))
    def a_report_is_taken_back(self, report: str, reason: str) -> None:
        self.tried(lambda uow: withdraw_check_in(uow, report, reason))

    @rule(
        supervision=people,
        class_=st.sampled_from(SupervisionClass),
        ago=st.integers(-3, 20),
    )
    def the_class_changes(self, supervision: str, class_: SupervisionClass, ago: int) -> None:
        on = self.clock.today() - timedelta(days=ago)
        self.tried(
            lambda uow: change_class_and_duties(
                uow, self.desk.law(), supervision, class_, on, reason="决定"
            )
        )

    @rule(supervision=people, status=st.sampled_from(Status))
    def the_state_changes(self, supervision: str, status: Status) -> None:
        today = self.clock.today()
        self.tried(
            lambda uow: change_status_and_duties(
                uow, self.desk.law(), supervision, status, today, reason="决定"
            )
        )

    @rule(supervision=people)
    def somebody_reports_in(self, supervision: str) -> None:
        today = self.clock.today()
        self.tried(lambda uow: report_in_and_open(uow, self.desk.law(), supervision, today))

    @precondition(lambda self: self.desk.head().seq > 3)
    @rule(pick=st.integers(0, 50))
    def an_overdue_window_becomes_a_case(self, pick: int) -> None:
        today = self.clock.today()
        with self.desk.read() as session:
            lines = desk_page(session, self.desk.office.id, today, "overdue")
        if not lines:
            return
        lines.sort(key=lambda line: (line.masked_id, line.kind, line.period_start, line.period_end))
        facts = ViolationFacts(Breach.REPORT, "未报到。", today, Severity.MINOR)
        duty = lines[pick % len(lines)].duty_id
        made = self.tried(lambda uow: open_case(uow, duty, facts, seal=self.desk.seal))
        assert made is not None
        with self.desk.read() as session:
            state = session.scalars(select(Duty.state).where(Duty.id == duty)).one()
        assert state == DutyState.MISSED

    # What must hold after each of them

    @invariant()
    def figures_equal_lists(self) -> None:
        today, office = self.clock.today(), self.desk.office.id
        with self.desk.read() as session:
            counts = desk_counts(session, office, today)
            for name in (*DUTY_LISTS, *TERM_LISTS):
                lines = desk_page(session, office, today, name, limit=10_000)
                assert len(lines) == getattr(counts, name)

    @invariant()
    def no_acknowledged_report_is_missing(self) -> None:
        with self.desk.read() as session:
            assert set(session.scalars(select(CheckIn.id))) >= self.acknowledged

    @invariant()
    def a_window_says_what_its_reports_say(self) -> None:
        with self.desk.read() as session:
            gone = select(Withdrawal.subject_id)
            complied = Counter(
                session.scalars(
                    select(CheckIn.duty_id).where(
                        CheckIn.outcome == Outcome.COMPLIED.value, CheckIn.id.not_in(gone)
                    )
                )
            )
            for duty in session.scalars(select(Duty)):
                assert duty.done == complied[duty.id] or duty.state == "withdrawn"
                assert duty.period_start <= duty.period_end <= duty.grace_until
                fulfilled = duty.state == DutyState.FULFILLED
                assert fulfilled == (duty.done >= duty.needed) or duty.state == "withdrawn"
                assert (duty.evidence_due is None) == (duty.state != DutyState.WAITING)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    desk, _code = create_desk(
        tmp_path / "vault",
        founding(),
        device_secret_file=tmp_path / "device.secret",
        clock=FixedClock(START),
    )
    desk.close()
    return tmp_path


@pytest.mark.slow
def test_any_day(template: Path) -> None:
    AnyDay.template = template
    run_state_machine_as_test(
        AnyDay,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
