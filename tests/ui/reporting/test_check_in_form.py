"""What the form of a check-in says, and what it refuses to say."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from corrdesk.base.clock import CHINA, FixedClock
from corrdesk.base.errors import UserError
from corrdesk.casework.reporting.model import DeskLine, DutyKind, DutyState, Outcome, Presence
from corrdesk.ui.reporting.check_in import WIDE
from corrdesk.ui.reporting.check_in_form import CheckInForm, window_words
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import MARGIN

TODAY = date(2026, 6, 10)
LINE = DeskLine(
    duty_id="d1", person_id="p", supervision_id="s", name="王小明", masked_id="", class_="strict",
    category="probation", residence="", phone="", kind=DutyKind.CHECK_IN, state=DutyState.OPEN,
    period_start=date(2026, 6, 8), period_end=date(2026, 6, 14), grace_until=date(2026, 6, 14),
    needed=1, done=0, evidence_due=None,
)  # fmt: skip
PHONE = replace(LINE, duty_id="d2", kind=DutyKind.PHONE_REPORT, needed=2)


@pytest.fixture
def form(app: QApplication, qtbot: QtBot) -> CheckInForm:
    made = CheckInForm(FixedClock(TODAY))
    qtbot.addWidget(made)
    made.show_windows([PHONE, LINE])
    made.show()
    return made


def test_the_usual_case_is_chosen_already(form: CheckInForm) -> None:
    facts = form.facts()
    assert form.chosen_window() == LINE  # in person comes before older windows of other kinds
    assert facts.kind is DutyKind.CHECK_IN
    assert facts.presence is Presence.OFFICER_SAW
    assert facts.outcome is Outcome.COMPLIED
    assert facts.happened_at == datetime(2026, 6, 10, 9, tzinfo=CHINA)


def test_a_report_by_phone_is_known_by_phone(form: CheckInForm) -> None:
    form.step_window(-1)
    assert form.chosen_window() == PHONE
    assert form.facts().presence is Presence.PHONE


def test_stepping_goes_round_and_past_all_windows(form: CheckInForm) -> None:
    form.step_window(1)
    assert form.chosen_window() is None
    assert form.facts().kind is DutyKind.CHECK_IN
    form.step_window(1)
    assert form.chosen_window() == PHONE


def test_the_window_asked_for_is_chosen(form: CheckInForm) -> None:
    form.show_windows([PHONE, LINE], "d2")
    assert form.chosen_window() == PHONE


def test_without_presence_the_outcome_says_why(form: CheckInForm) -> None:
    form.outcome.choose(Outcome.WAITING_EVIDENCE.value)
    form.reason.setText("住院")
    form.evidence_due.setText("2026.6.20")
    facts = form.facts()
    assert facts.presence is Presence.NONE
    assert facts.evidence_due == date(2026, 6, 20)
    assert facts.reason == "住院"


def test_a_late_entry_says_when_it_was(form: CheckInForm) -> None:
    form.show_time()
    form.day.setText("2026年6月9日")
    form.time.setText("１５：３０")
    assert form.facts().happened_at == datetime(2026, 6, 9, 15, 30, tzinfo=CHINA)


@pytest.mark.parametrize(("day", "time"), [("上周", "9:00"), ("2026-06-09", "25:00"), ("", "9:00")])
def test_what_cannot_be_read_names_its_field(form: CheckInForm, day: str, time: str) -> None:
    form.show_time()
    form.day.setText(day)
    form.time.setText(time)
    with pytest.raises(UserError) as refused:
        form.facts()
    assert refused.value.field == "happened_at"
    assert form.show_problem(refused.value)


def test_an_error_without_a_field_is_not_swallowed(form: CheckInForm) -> None:
    assert not form.show_problem(UserError("该报告义务已经处理完毕。"))


def test_a_window_is_said_in_one_line() -> None:
    assert window_words(LINE, TODAY) == "当面报到　6月8日至14日　还有 4 天"
    assert window_words(PHONE, TODAY).startswith("电话报告 0/2")
    late = window_words(LINE, LINE.grace_until + timedelta(days=2))
    assert late.endswith("已逾期，已过 2 天")


@pytest.mark.parametrize(
    ("typed", "day"), [("昨天", date(2026, 6, 9)), ("6.8", date(2026, 6, 8)),
                       ("8.3", date(2025, 8, 3))],
)  # fmt: skip
def test_a_check_in_that_happened_is_never_read_as_one_to_come(
    form: CheckInForm, typed: str, day: date
) -> None:
    form.show_time()
    form.day.setText(typed)
    assert form.facts().happened_at.date() == day


def test_missing_evidence_is_awaited_in_the_days_to_come(form: CheckInForm) -> None:
    form.outcome.choose(Outcome.WAITING_EVIDENCE.value)
    form.evidence_due.setText("1.5")
    assert form.facts().evidence_due == date(2027, 1, 5)


def test_two_columns_are_wide_enough_for_the_longest_window(
    form: CheckInForm, qtbot: QtBot
) -> None:
    missed = replace(
        PHONE, needed=12, done=10, grace_until=date(2026, 1, 25),
        period_start=date(2025, 12, 16), period_end=date(2025, 12, 31),
    )  # fmt: skip
    form.show_windows([missed, LINE])
    form.set_wide(True)
    form.resize(px(WIDE - 2 * MARGIN), px(500))
    assert form.windows is not None
    (made,) = (
        each
        for each in form.windows.findChildren(QPushButton)
        if each.text().endswith("已逾期，已过 136 天")
    )

    def is_whole() -> bool:
        seen = made.visibleRegion().boundingRect().width()
        return seen == made.width() and made.sizeHint().width() <= made.width() < form.width() * 0.6

    qtbot.waitUntil(is_whole)
    form.show_time()
    qtbot.waitUntil(lambda: form.note.width() > px(100))  # there is still room for a note
