"""What counts is what was really given in this supervision, and its clauses are quoted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.assessment import Assessment, assess
from corrdesk.casework.enforcement.model import Breach, Measure, Severity
from corrdesk.casework.enforcement.service import void_notice
from tests.casework.cases import granted, notice, served, violation
from tests.casework.people import new_person


@pytest.fixture
def supervision(desk: Desk) -> str:
    return new_person(desk)[1]


def assessed(desk: Desk, supervision: str, **more: Any) -> Assessment:
    made = violation(desk, supervision, **more)
    with desk.read() as session:
        return assess(session, desk.office.id, made, desk.law())


def test_nothing_given_before_counts_nothing(desk: Desk, supervision: str) -> None:
    found = assessed(desk, supervision)
    assert found.measures == (Measure.ADMONITION,)
    assert (found.counted["admonitions"], found.counted["warnings"]) == (0, 0)
    assert found.almost


def test_only_what_was_served_counts(desk: Desk, supervision: str) -> None:
    granted(desk, supervision)  # decided, but never put on paper
    notice(desk, granted(desk, supervision))  # issued, but not served
    served(desk, granted(desk, supervision))
    void = notice(desk, granted(desk, supervision))
    desk.act(lambda uow: void_notice(uow, void, "打印有误"))
    assert assessed(desk, supervision).counted["admonitions"] == 1


def test_another_persons_measures_do_not_count(desk: Desk, supervision: str) -> None:
    other = new_person(desk, 2, "赵二")[1]
    served(desk, granted(desk, other))
    assert assessed(desk, supervision).counted["admonitions"] == 0


def test_after_two_admonitions_a_warning_is_named(desk: Desk, supervision: str) -> None:
    for _time in range(2):
        served(desk, granted(desk, supervision))
    found = assessed(desk, supervision)
    assert found.measures == (Measure.ADMONITION, Measure.WARNING)
    (cited,) = found.citations_for(Measure.WARNING)
    assert (cited["id"][:5], cited["title"]) == ("IM-35", "中华人民共和国社区矫正法实施办法")
    (lighter,) = found.citations_for(Measure.ADMONITION)
    assert lighter["id"].startswith("IM-34")


def test_what_was_compared_is_said_in_words(desk: Desk, supervision: str) -> None:
    found = assessed(desk, supervision)
    assert any("训诫" in line and "不成立" in line for line in found.compared)
    assert not any("admonitions" in line for line in found.compared)


def test_days_away_are_counted(desk: Desk, supervision: str) -> None:
    away: dict[str, Any] = {
        "breach": Breach.ABSENT,
        "since": date(2026, 6, 1),
        "until": date(2026, 6, 4),
    }
    found = assessed(desk, supervision, **away)
    assert found.measures == (Measure.ADMONITION,)
    assert found.counted["since"] == "2026-06-01"


def test_a_missing_weight_is_asked_for(desk: Desk, supervision: str) -> None:
    with pytest.raises(UserError) as missing:
        assessed(desk, supervision, severity=None)
    assert missing.value.field == "severity"
    assert assessed(desk, supervision, severity=Severity.HEAVIER).measures


def test_a_violation_that_is_not_there(desk: Desk) -> None:
    with desk.read() as session, pytest.raises(UserError):
        assess(session, desk.office.id, "no-such", desk.law())
