"""Grounds without which nothing begins, the longest time of a device, and the clocks."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from corrdesk.base.clock import CHINA
from corrdesk.base.errors import UserError
from corrdesk.base.workdays import load_calendar
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.enforcement.measures.model import MeasureKind, Opening, Stage, Step
from corrdesk.casework.enforcement.measures.policy import (
    CONDITION_LABELS,
    Due,
    Subject,
    due_of,
    extension_limit,
    opening,
    pack_of,
)
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.law import Law

DAY = date(2026, 6, 10)
LAW = Law(load_rulebook("cn"), load_calendar(), DAY)
SINCE, END = date(2026, 1, 5), date(2027, 1, 4)
FOUR = ("obeys", "law_abiding", "keeps_rules", "takes_part")


def subject(**more: object) -> Subject:
    usual = {"category": Category.PROBATION, "since": SINCE, "term_end": END}
    return Subject(**(usual | more))  # type: ignore[arg-type]


def dues(kind: MeasureKind, stage: Stage, **more: object) -> tuple[Due, ...]:
    usual: dict[str, object] = {"marks": {}, "since": None, "until": None, "term_end": END}
    return due_of(kind, stage, LAW, **(usual | more))  # type: ignore[arg-type]


def test_a_commendation_needs_six_months_and_four_conditions_or_a_deed() -> None:
    given = Opening(FOUR)
    with pytest.raises(UserError) as early:
        opening(MeasureKind.COMMENDATION, subject(), given, LAW)
    assert early.value.field == "grounds"
    old = subject(since=date(2025, 12, 10))
    assert opening(MeasureKind.COMMENDATION, old, given, LAW).cites("IM-33")
    with pytest.raises(UserError, match="积极参加"):
        opening(MeasureKind.COMMENDATION, old, Opening(FOUR[:3]), LAW)
    deed = opening(MeasureKind.COMMENDATION, subject(), Opening(("outstanding_deed",)), LAW)
    assert deed.value.eligible
    assert set(CONDITION_LABELS) == {*FOUR, "outstanding_deed"}


@pytest.mark.parametrize(
    ("first", "last", "allowed"),
    [
        (date(2026, 1, 31), date(2026, 4, 30), True),
        (date(2026, 1, 31), date(2026, 5, 1), False),
        (date(2026, 6, 10), date(2026, 9, 10), True),
        (date(2026, 6, 10), date(2026, 9, 11), False),
        (date(2026, 6, 10), date(2026, 6, 9), False),
    ],
)
def test_a_device_is_worn_three_months_at_most(first: date, last: date, allowed: bool) -> None:
    given = Opening(("injunction_breach",), since=first, until=last)
    if allowed:
        assert opening(MeasureKind.DEVICE, subject(), given, LAW).cites("CCL-29")
    else:
        with pytest.raises(UserError) as wrong:
            opening(MeasureKind.DEVICE, subject(), given, LAW)
        assert wrong.value.field == "until"


def test_a_device_needs_one_of_the_five_grounds_and_a_last_day() -> None:
    with pytest.raises(UserError) as none:
        opening(MeasureKind.DEVICE, subject(), Opening(("other",), since=DAY, until=DAY), LAW)
    assert none.value.field == "grounds"
    with pytest.raises(UserError) as endless:
        opening(MeasureKind.DEVICE, subject(), Opening(("security_penalty",), since=DAY), LAW)
    assert endless.value.field == "until"


def test_an_extension_is_as_long_again() -> None:
    answer = extension_limit(date(2026, 9, 10), LAW)
    assert answer.value.latest_until == date(2026, 12, 10)
    assert answer.value.approver == "justice_bureau_head"
    assert answer.cites("CCL-29")


def test_an_arrest_goes_with_a_revocation_and_needs_a_ground() -> None:
    assert opening(MeasureKind.ARREST, subject(), Opening(("flee",)), LAW).cites("CCL-47")
    with pytest.raises(UserError):
        opening(MeasureKind.ARREST, subject(), Opening(), LAW)
    outside = subject(category=Category.OUTSIDE_PRISON)
    with pytest.raises(UserError) as other:
        opening(MeasureKind.ARREST, outside, Opening(("flee",)), LAW)
    assert other.value.field == "kind"


def test_a_search_begins_with_the_last_contact() -> None:
    with pytest.raises(UserError) as missing:
        opening(MeasureKind.LOST_CONTACT, subject(), Opening(), LAW)
    assert missing.value.field == "since"
    assert opening(MeasureKind.LOST_CONTACT, subject(), Opening(since=DAY), LAW).cites("CCL-30")


def test_every_pack_names_its_papers() -> None:
    assert pack_of(MeasureKind.DEVICE, LAW) == ()
    for kind in (MeasureKind.REVOCATION, MeasureKind.ARREST, MeasureKind.COMMUTATION):
        assert "judgment" in pack_of(kind, LAW)
        assert opening(kind, subject(), Opening(("flee",)), LAW).citations


def test_a_court_has_thirty_days_from_receipt_and_none_before() -> None:
    at = datetime(2026, 6, 1, 15, 30, tzinfo=CHINA)
    for kind in (MeasureKind.REVOCATION, MeasureKind.RECOMMITTAL, MeasureKind.COMMUTATION):
        assert dues(kind, Stage.SENT) == ()
        assert dues(kind, Stage.SENT, marks={Step.RECEIVE: at}) == (
            Due("answer", date(2026, 7, 1)),
        )
        assert dues(kind, Stage.ENDED, marks={Step.RECEIVE: at}) == ()


def test_an_arrest_is_decided_in_forty_eight_hours() -> None:
    at = datetime(2026, 6, 9, 15, 30, tzinfo=CHINA)
    (due,) = dues(MeasureKind.ARREST, Stage.SENT, marks={Step.RECEIVE: at})
    assert due.due == at + timedelta(hours=48)


def test_a_device_is_due_on_its_last_day() -> None:
    last = date(2026, 9, 10)
    assert dues(MeasureKind.DEVICE, Stage.IN_USE, until=last) == (Due("device_end", last),)
    assert dues(MeasureKind.DEVICE, Stage.GRANTED, until=last) == ()


def test_an_appraisal_is_due_thirty_days_before_the_end() -> None:
    (due,) = dues(MeasureKind.APPRAISAL, Stage.DRAFT)
    assert due == Due("appraisal", date(2026, 12, 5))
    assert dues(MeasureKind.APPRAISAL, Stage.ENDED) == ()


def test_the_steps_of_a_search_leave_the_list_one_by_one() -> None:
    since = date(2026, 6, 8)
    at = datetime(2026, 6, 9, 9, 0, tzinfo=CHINA)

    def left(stage: Stage, *done: Step) -> list[str]:
        marks = dict.fromkeys(done, at)
        return [d.what for d in dues(MeasureKind.LOST_CONTACT, stage, since=since, marks=marks)]

    assert left(Stage.SEARCHING) == ["search", "tell_police", "tell_procuratorate"]
    assert left(Stage.SEARCHING, Step.TELL_POLICE) == ["search", "tell_procuratorate"]
    assert left(Stage.SEARCHING, Step.SEARCH)[0] == "search_on"  # until the person is found
    assert left(Stage.FOUND, Step.FIND) == ["tell_procuratorate", "handle"]
    assert left(Stage.FOUND, Step.FIND, Step.TELL_PROCURATORATE) == ["handle"]
    assert left(Stage.ENDED) == []
