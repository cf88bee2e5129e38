"""What was given before is listed whole; what does not count says why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.documents.model import Manner
from corrdesk.casework.enforcement.ladder import (
    WHY_NOT,
    EarlierMeasure,
    counts,
    earlier_measures,
    is_revoked,
)
from corrdesk.casework.enforcement.measures.model import MeasureKind, Step
from corrdesk.casework.enforcement.model import Breach, DecisionOutcome, Measure, Severity
from corrdesk.casework.enforcement.service import (
    revoke_decision,
    void_notice,
    withdraw_proposal,
)
from corrdesk.casework.enforcement.tables import Violation
from corrdesk.casework.hinting import confirm_hint
from tests.casework.cases import (
    TODAY,
    decision,
    facts,
    granted,
    notice,
    proposal,
    served,
    violation,
)
from tests.casework.findings import hints, look
from tests.casework.measures import fill_pack, newest_proposal, start, step
from tests.casework.people import new_person, open_windows, stand_on


@pytest.fixture
def supervision(desk: Desk) -> str:
    return new_person(desk)[1]


def earlier(desk: Desk, violation_id: str) -> tuple[EarlierMeasure, ...]:
    with desk.read() as session:
        found = session.get(Violation, (desk.office.id, violation_id))
        assert found is not None
        return earlier_measures(session, desk.office.id, found)


def confirm(desk: Desk, hint_id: str) -> str:
    found = facts(found_on=desk.clock.today())
    return desk.act(lambda uow: confirm_hint(uow, desk.law(), hint_id, found, seal=desk.seal))[0]


def whys(desk: Desk, supervision: str) -> list[str]:
    return [each.why for each in earlier(desk, violation(desk, supervision))]


def test_each_reason_is_told(desk: Desk, supervision: str) -> None:
    proposal(desk, violation(desk, supervision))  # before the county
    decision(desk, proposal(desk, violation(desk, supervision)), outcome=DecisionOutcome.REFUSED)
    granted(desk, supervision)
    notice(desk, granted(desk, supervision))
    void = notice(desk, granted(desk, supervision))
    desk.act(lambda uow: void_notice(uow, void, "打印有误"))
    served(desk, granted(desk, supervision))
    found = whys(desk, supervision)
    assert found == ["not_decided", "refused", "no_paper", "not_served", "void", ""]
    assert set(found) - {""} < set(WHY_NOT)


def test_what_was_withdrawn_or_revoked_does_not_count(desk: Desk, supervision: str) -> None:
    returned = proposal(desk, violation(desk, supervision))
    decision(desk, returned, outcome=DecisionOutcome.RETURNED, reason="补充笔录")
    desk.act(lambda uow: withdraw_proposal(uow, returned, "事实有误"))
    decided = granted(desk, supervision)
    served(desk, decided)
    assert whys(desk, supervision) == ["withdrawn", ""]
    desk.act(lambda uow: revoke_decision(uow, decided, "青矫撤〔2026〕1号", "申诉成立"))
    assert whys(desk, supervision)[:2] == ["withdrawn", "revoked"]
    with desk.read() as session:
        assert is_revoked(session, desk.office.id, decided)


def test_a_refused_service_with_a_witness_counts(desk: Desk, supervision: str) -> None:
    served(desk, granted(desk, supervision), how=Manner.REFUSED, witness="村委会王主任")
    assert whys(desk, supervision) == [""]


def test_what_is_served_after_the_breach_shows_nothing(desk: Desk, supervision: str) -> None:
    decided = granted(desk, supervision)
    stand_on(desk, date(2026, 6, 12))
    served(desk, decided)
    before = violation(desk, supervision, found_on=date(2026, 6, 11))
    assert [each.why for each in earlier(desk, before)] == ["later"]
    on_the_day = violation(desk, supervision, found_on=date(2026, 6, 12))
    assert [each.why for each in earlier(desk, on_the_day)] == [""]


def test_a_breach_typed_by_hand_goes_by_its_own_day(desk: Desk, supervision: str) -> None:
    served(desk, granted(desk, supervision))  # on the 10th
    stand_on(desk, date(2026, 6, 12))

    def why(**more: Any) -> list[str]:
        made = violation(desk, supervision, found_on=date(2026, 6, 12), **more)
        return [each.why for each in earlier(desk, made)]

    assert why() == [""]  # nobody said another day: the day of the discovery
    assert why(happened_on=date(2026, 6, 10)) == [""]
    assert why(happened_on=date(2026, 6, 9)) == ["before"]
    absent: dict[str, Any] = {"breach": Breach.ABSENT, "since": date(2026, 6, 5)}
    assert why(**absent, until=date(2026, 6, 9)) == ["before"]
    assert why(**absent, until=date(2026, 6, 11)) == [""]
    assert why(**absent) == [""]  # still away


def test_windows_missed_before_the_service_show_nothing(desk: Desk, supervision: str) -> None:
    """Three windows of one week are no disobedience to what was served a week later."""
    open_windows(desk)
    look(desk)
    served(desk, granted(desk, supervision))  # on the 10th
    before = confirm(desk, next(line.hint_id for line in hints(desk) if line.due < TODAY))
    assert [each.why for each in earlier(desk, before)] == ["before"]
    assert "before" in WHY_NOT
    stand_on(desk, date(2026, 6, 15))
    open_windows(desk)
    look(desk)
    after = confirm(desk, next(line.hint_id for line in hints(desk) if line.due > TODAY))
    assert [each.why for each in earlier(desk, after)] == [""]


def test_the_measure_on_the_breach_itself_is_not_earlier(desk: Desk, supervision: str) -> None:
    made = violation(desk, supervision)
    served(desk, decision(desk, proposal(desk, made)))
    assert [each.why for each in earlier(desk, made)] == ["same"]


def test_a_new_supervision_begins_with_nothing(desk: Desk, supervision: str) -> None:
    served(desk, granted(desk, supervision))
    other = new_person(desk, 2, "赵二")[1]
    assert whys(desk, other) == []


def test_a_police_penalty_counts_once_the_police_gave_it(desk: Desk) -> None:
    watched = new_person(desk, 3, "钱三", category=Category.PUBLIC_SURVEILLANCE)[1]
    for answer, why in ((Step.ANSWER_REFUSE, "not_given"), (Step.ANSWER_GRANT, "")):
        granted(desk, watched, Measure.SECURITY_PENALTY, severity=Severity.SERIOUS)
        assert whys(desk, watched)[-1] == "not_answered"
        origin = newest_proposal(desk)
        made = start(desk, watched, MeasureKind.SECURITY_PENALTY, origin_id=origin)
        fill_pack(desk, made)
        step(desk, made, Step.SEND)
        step(desk, made, answer)
        assert whys(desk, watched)[-1] == why
    (last,) = [each for each in earlier(desk, violation(desk, watched)) if each.counts]
    assert last.serial == "（2026）青刑更1号"


def test_counts_are_those_that_count() -> None:
    made = [
        EarlierMeasure(
            Measure.ADMONITION, date(2026, 6, 1), date(2026, 6, 2), "一号", "report", why
        )
        for why in ("", "", "void")
    ]
    found = counts(tuple(made))
    assert (found[Measure.ADMONITION], found[Measure.WARNING]) == (2, 0)
    assert [each.counts for each in made] == [True, True, False]


def test_a_revoked_decision_keeps_its_number_and_issues_nothing(
    desk: Desk, supervision: str
) -> None:
    decided = granted(desk, supervision)
    for document, reason, field in (("", "申诉成立", "document"), ("青矫撤1号", " ", "reason")):
        with pytest.raises(UserError) as missing, desk.unit_of_work() as uow:
            revoke_decision(uow, decided, document, reason)
        assert missing.value.field == field
    desk.act(lambda uow: revoke_decision(uow, decided, "青矫撤〔2026〕1号", "申诉成立"))
    with pytest.raises(UserError):
        desk.act(lambda uow: revoke_decision(uow, decided, "青矫撤〔2026〕1号", "申诉成立"))
    with pytest.raises(UserError):
        notice(desk, decided)
