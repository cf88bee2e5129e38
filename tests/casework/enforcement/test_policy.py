"""The ladder of sanctions: its invariants, its grounds, and how far the next step is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.workdays import load_calendar
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.enforcement.model import Breach, Measure, Severity
from corrdesk.casework.enforcement.policy import (
    BreachFacts,
    ConductFacts,
    DeviceFacts,
    DeviceGround,
    LostContactFacts,
    check_breach_known,
    commendation_eligible,
    location_device_order,
    lost_contact_steps,
    sanction_candidates,
)
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.facts import FactImpossible
from corrdesk.rules.law import Law

TODAY = date(2026, 6, 1)
LAW = Law(load_rulebook(), load_calendar(), TODAY)
FINAL = {
    Category.PROBATION: Measure.REVOKE_PROBATION,
    Category.PAROLE: Measure.REVOKE_PAROLE,
    Category.OUTSIDE_PRISON: Measure.RECOMMIT,
    Category.PUBLIC_SURVEILLANCE: Measure.SECURITY_PENALTY,
}
DECIDERS = {
    Measure.ADMONITION: "county",
    Measure.WARNING: "county",
    Measure.SECURITY_PENALTY: "police",
    Measure.REVOKE_PROBATION: "court",
    Measure.REVOKE_PAROLE: "court",
    Measure.RECOMMIT: "decision_organ",
}


def known(category: Category, breach: Breach) -> bool:
    try:
        check_breach_known(category, breach)
    except FactImpossible:
        return False
    return True


EVERY = [(category, breach) for category in Category for breach in Breach]
KNOWN = [pair for pair in EVERY if known(*pair)]


@st.composite
def breaches(draw: st.DrawFn, kinds: Iterable[Breach] = Breach) -> BreachFacts:
    category, breach = draw(st.sampled_from([pair for pair in KNOWN if pair[1] in set(kinds)]))
    since = TODAY - timedelta(days=draw(st.integers(0, 70)))
    return BreachFacts(
        category=category,
        breach=breach,
        justified=draw(st.booleans()),
        admonitions=draw(st.integers(0, 4)),
        warnings=draw(st.integers(0, 4)),
        penalties=draw(st.integers(0, 2)),
        since=since,
        until=draw(st.none() | st.dates(since, TODAY)),
        severity=draw(st.sampled_from(Severity)),
        taught=draw(st.none() | st.booleans()),
    )


@given(breaches())
def test_a_decision_is_whole(facts: BreachFacts) -> None:
    decision = sanction_candidates(facts, LAW)
    found = decision.value
    assert set(found.measures) == {ground.measure for ground in found.grounds}
    assert list(found.measures) == sorted(found.measures, key=list(Measure).index)
    assert found.strongest == (found.measures[-1] if found.measures else None)
    assert found.decider == (DECIDERS[found.strongest] if found.strongest else None)
    assert decision.cites("CCL-28")
    for ground in found.grounds:
        assert decision.citations_of(ground.rule)
        assert ground.rule in found.rules_for(ground.measure)
    if facts.justified:
        assert found.measures == ()
    if facts.category is Category.PAROLE:
        assert Measure.SECURITY_PENALTY not in found.measures
    for measure in (Measure.REVOKE_PROBATION, Measure.REVOKE_PAROLE, Measure.RECOMMIT):
        assert measure not in found.measures or FINAL[facts.category] is measure
    if Measure.SECURITY_PENALTY in found.measures:
        assert decision.cites("PSA")
    if found.legal_review:
        assert facts.category is Category.PAROLE


@given(breaches(), st.integers(0, 2), st.integers(0, 2), st.integers(0, 2))
def test_more_that_came_before_never_removes_a_ground(
    facts: BreachFacts, admonitions: int, warnings: int, penalties: int
) -> None:
    more = replace(
        facts,
        admonitions=facts.admonitions + admonitions,
        warnings=facts.warnings + warnings,
        penalties=facts.penalties + penalties,
    )
    before = sanction_candidates(facts, LAW).value
    after = sanction_candidates(more, LAW).value
    assert set(before.grounds) <= set(after.grounds)
    assert before.legal_review <= after.legal_review


@given(breaches())
def test_a_fact_that_is_added_never_removes_a_ground(facts: BreachFacts) -> None:
    before = sanction_candidates(replace(facts, taught=None), LAW).value.grounds
    after = sanction_candidates(replace(facts, taught=True), LAW).value.grounds
    assert set(before) <= set(after)


@given(breaches([Breach.ABSENT, Breach.LATE_REPORT_IN]), st.integers(1, 40))
def test_longer_away_is_never_milder(facts: BreachFacts, days: int) -> None:
    assert facts.since is not None
    longer = replace(facts, since=facts.since - timedelta(days=days))
    short = sanction_candidates(facts, LAW).value.strongest
    long = sanction_candidates(longer, LAW).value.strongest
    rank = [None, *Measure]
    assert rank.index(long) >= rank.index(short)


def facts(**changes: object) -> BreachFacts:
    given = BreachFacts(
        category=Category.PROBATION,
        breach=Breach.REPORT,
        justified=False,
        admonitions=0,
        warnings=0,
        penalties=0,
        severity=Severity.MINOR,
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def test_only_rules_that_are_met_are_grounds() -> None:
    decision = sanction_candidates(facts(), LAW)
    assert decision.value.rules_for(Measure.ADMONITION) == ("sanction.rules.minor",)
    assert decision.value.rules_for(Measure.WARNING) == ()
    cited = decision.citations_of(*decision.value.rules_for(Measure.ADMONITION))
    assert [each.id for each in cited] == ["IM-34(2)"]
    late = sanction_candidates(
        facts(breach=Breach.ABSENT, since=TODAY - timedelta(days=11), admonitions=2), LAW
    )
    cited = late.citations_of(*late.value.rules_for(Measure.WARNING))
    assert [each.id for each in cited] == ["IM-35(2)", "IM-35(5)"]
    assert late.value.rules_for(Measure.ADMONITION) == ()


@pytest.mark.parametrize(
    ("changes", "notes"),
    [
        ({}, ["再有 2 次训诫仍不改正，即可警告。", "再有 2 次警告仍不改正，即可提请撤销缓刑。"]),
        (
            {"admonitions": 1},
            ["再有 1 次训诫仍不改正，即可警告。", "再有 2 次警告仍不改正，即可提请撤销缓刑。"],
        ),
        ({"admonitions": 2, "warnings": 1}, ["再有 1 次警告仍不改正，即可提请撤销缓刑。"]),
        ({"warnings": 2}, ["再有 2 次训诫仍不改正，即可警告。"]),
        ({"admonitions": 2, "warnings": 2}, []),
        ({"severity": Severity.HEAVIER, "warnings": 2}, []),
        ({"justified": True}, []),
    ],
)
def test_how_far_the_next_step_is(changes: dict[str, object], notes: list[str]) -> None:
    assert list(sanction_candidates(facts(**changes), LAW).almost) == notes


def test_facts_that_were_used_are_kept() -> None:
    decision = sanction_candidates(facts(admonitions=2), LAW)
    assert dict(decision.facts_used)["admonitions"] == 2
    assert "since" not in dict(decision.facts_used)
    assert decision.facts_used[0] == ("category", "probation")


def test_a_commendation_that_lacks_only_time_says_when() -> None:
    good = ConductFacts(date(2026, 1, 15), True, True, True, True)
    assert commendation_eligible(good, LAW).almost == ("其他条件已具备，2026-07-15 起期限届满。",)
    bad = replace(good, obeys=False)
    assert commendation_eligible(bad, LAW).almost == ()
    assert commendation_eligible(bad, LAW).value.missing == ("obeys", "six_months")


def test_an_outstanding_deed_needs_no_other_facts() -> None:
    decision = commendation_eligible(ConductFacts(TODAY, outstanding_deed=True), LAW)
    assert decision.value.eligible
    assert decision.cites("IM-33")


def test_a_device_cites_every_ground_that_was_named() -> None:
    grounds = (DeviceGround.OTHER, DeviceGround.SECURITY_PENALTY, DeviceGround.INJUNCTION_BREACH)
    decision = location_device_order(DeviceFacts(grounds, TODAY), LAW)
    assert decision.cites("CCL-29(1)")
    assert decision.cites("CCL-29(4)")
    assert not decision.cites("CCL-29(2)")
    assert decision.value.approver == "justice_bureau_head"


@given(st.integers(0, 30), st.integers(0, 30))
def test_nothing_more_is_required_once_more_was_done(lost: int, told: int) -> None:
    day = TODAY - timedelta(days=lost)
    plain = LostContactFacts(day)
    done = replace(plain, procuratorate_told=min(TODAY, day + timedelta(days=told)))
    steps = lost_contact_steps(plain, LAW).value
    assert set(lost_contact_steps(done, LAW).value.required) < set(steps.required)
    assert steps.days == lost


def test_who_knows_which_breach() -> None:
    assert set(EVERY) - set(KNOWN) == {
        (Category.PAROLE, Breach.INJUNCTION),
        (Category.OUTSIDE_PRISON, Breach.INJUNCTION),
        (Category.PAROLE, Breach.MEDICAL_REVIEW),
        (Category.PROBATION, Breach.MEDICAL_REVIEW),
        (Category.PUBLIC_SURVEILLANCE, Breach.MEDICAL_REVIEW),
    }
