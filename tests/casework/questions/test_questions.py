"""Whatever is put to the law, it answers or refuses by name; it never breaks."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrdesk.base.errors import UserError
from corrdesk.casework.questions import REGISTRY, ask, refusal_of
from corrdesk.casework.questions.explain import explain
from corrdesk.casework.questions.registry import FACT_NAMES

WORDS = st.sampled_from(
    [
        "day",
        "month",
        "working_day",
        "probation",
        "parole",
        "outside_prison",
        "public_surveillance",
        "strict",
        "light",
        "female",
        "male",
        "absent",
        "leave",
        "injunction",
        "education",
        "serious",
        "medical",
        "arrest",
        "revocation",
        "released_prisoner",
        "supervision",
        "other",
        "33",
        "110105790412001",
        "",
    ]
)
DAYS = st.dates().map(str) | st.sampled_from(
    ["2026-02-28", "2024-02-29", "2026-02-30", "2026-03-02T09:30:00", "2199-12-31", "1800-01-01"]
)
PLAIN = st.none() | st.booleans() | st.integers(-2, 40) | st.integers() | st.floats() | WORDS | DAYS
ROWS = st.lists(
    st.dictionaries(st.sampled_from(["depart", "return", "from", "class", "sex", "role"]), PLAIN),
    max_size=3,
)
VALUES = PLAIN | ROWS | st.lists(PLAIN, max_size=3) | st.dictionaries(WORDS, PLAIN, max_size=2)


@st.composite
def questions(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    name = draw(st.sampled_from(sorted(REGISTRY)))
    names = REGISTRY[name].fact_names
    return name, {fact: draw(VALUES) for fact in names if draw(st.integers(0, 9))}


@settings(max_examples=1_500, deadline=None)
@given(questions(), st.sampled_from(["cn", "cn-example"]))
def test_an_answer_or_a_refusal_by_name(asked: tuple[str, dict[str, object]], pack: str) -> None:
    question, facts = asked
    try:
        decision = ask(question, facts, "2026-06-01", pack)
    except UserError as error:
        refusal = refusal_of(error)
        assert refusal.fact in FACT_NAMES | {"2027"} or refusal.fact.isdigit()
        assert refusal.message
        return
    assert set(decision.answer()) >= {field.name.rstrip("_") for field in fields(decision.value)}
    assert explain(question, decision)
    assert decision.citations


REPORT = {"category": "probation", "breach": "report", "justified": False, "severity": "minor"}
AWAY = {"category": "probation", "breach": "absent", "justified": False, "since": "2026-03-01"}


@pytest.mark.parametrize(
    ("question", "facts", "compared"),
    [
        (
            "sanction.candidates",
            AWAY | {"until": "2026-03-05", "admonitions": 0, "warnings": 0, "penalties": 0},
            {"days"},
        ),
        (
            "sanction.candidates",
            AWAY | {"until": "2026-05-05", "admonitions": 0, "warnings": 0, "penalties": 0},
            {"days", "until"},
        ),
        (
            "sanction.candidates",
            REPORT | {"admonitions": 2, "warnings": 2, "penalties": 1},
            {"admonitions", "warnings"},
        ),
        ("leave.return", {"return": "2026-05-01", "reported": "2026-05-03"}, {"reported"}),
    ],
)
def test_a_comparison_names_the_fact_that_was_compared(
    question: str, facts: dict[str, object], compared: set[str]
) -> None:
    decision = ask(question, facts, "2026-06-10")
    named = {step.what for step in decision.compared}
    assert compared <= named
    assert all(what and what.islower() and not what.startswith("x") for what in named)


@pytest.mark.parametrize(
    ("question", "facts", "keys"),
    [
        (
            "minor.applies",
            {"born": "2010-01-01", "offence_on": "2026-01-01"},
            {"minors.continues", "counting.ages"},
        ),
        (
            "discharge.plan",
            {"category": "probation", "end": "2026-12-31"},
            {"counting.terms", "discharge.certificate"},
        ),
    ],
)
def test_every_rule_that_took_part_is_cited(
    question: str, facts: dict[str, object], keys: set[str]
) -> None:
    decision = ask(question, facts, "2026-06-10")
    assert keys <= {rule.key for rule in decision.rules}
