"""Plain facts read for a form."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.errors import UserError
from corrdesk.printing.facts import FactProblem, read_facts
from corrdesk.printing.fonts import FontSet
from corrdesk.printing.templates import load_form
from tests.printing.form_facts import shortest, typical

FORM = load_form("leave-approval")


def _with(**changes: object) -> dict[str, object]:
    return {**typical(FORM), **changes}


def test_dates_numbers_and_lists_become_text(fonts: FontSet) -> None:
    facts = _with(
        start="2026.8.5", end=date(2026, 8, 9), applied_on=20260803, days="５", total_days=7.0
    )
    values = read_facts(FORM, facts, fonts)
    assert values["start"] == "2026年8月5日"
    assert values["end"] == "2026年8月9日"
    assert values["applied_on"] == "2026年8月3日"
    assert (values["days"], values["total_days"]) == ("5", "7")
    assert values["proofs"] == ("诊断证明", "住院通知单")
    assert read_facts(FORM, _with(days=0.5), fonts)["days"] == "0.5"


def test_only_texts_of_several_paragraphs_keep_their_lines(fonts: FontSet) -> None:
    values = read_facts(FORM, _with(reason="一\n二", person_name="一\n二"), fonts)
    assert values["reason"] == "一\n二"
    assert values["person_name"] == "一 二"


@pytest.mark.parametrize("empty", [None, "", "  ", "\u200b\u202e", "\n"])
def test_a_required_fact_that_says_nothing_is_missing(fonts: FontSet, empty: object) -> None:
    with pytest.raises(FactProblem, match="person_name") as refusal:
        read_facts(FORM, _with(person_name=empty), fonts)
    assert refusal.value.field == "person_name"
    assert refusal.value.exit_code == UserError.exit_code
    assert "transport" not in read_facts(FORM, _with(transport=empty), fonts)


@pytest.mark.parametrize("field", [field.name for field in FORM.fields if field.required])
def test_every_required_fact_is_asked_for(fonts: FontSet, field: str) -> None:
    facts = shortest(FORM)
    del facts[field]
    with pytest.raises(FactProblem, match="缺少必填项") as refusal:
        read_facts(FORM, facts, fonts)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("start", "2026-02-30"),
        ("start", "26-8-5"),
        ("start", ["2026-08-05"]),
        ("start", True),
        ("start", "明天"),
        ("start", 1.5),
        ("days", "五"),
        ("days", -1),
        ("days", True),
        ("days", float("nan")),
        ("days", float("inf")),
        ("days", 10**30),
        ("days", "9" * 5000),
        ("days", [5]),
        ("days", {}),
        ("proofs", "诊断证明"),
        ("proofs", ["一", 2]),
        ("proofs", ["一"] * 501),
        ("proofs", {"一": "二"}),
        ("person_name", 5),
        ("person_name", ["丁"]),
        ("person_name", "长" * 20_001),
        ("person_name", "م"),
        ("proofs", ["\ue000"]),
    ],
)
def test_an_impossible_fact_is_named_and_not_repeated(
    fonts: FontSet, field: str, value: object
) -> None:
    with pytest.raises(FactProblem) as refusal:
        read_facts(FORM, _with(**{field: value}), fonts)
    assert refusal.value.field == field
    assert f"“{field}”" in refusal.value.message
    assert len(str(refusal.value)) < 300


def test_a_name_no_form_knows_is_refused(fonts: FontSet) -> None:
    with pytest.raises(FactProblem, match="dayz") as refusal:
        read_facts(FORM, {**typical(FORM), "dayz": 5}, fonts)
    assert refusal.value.field == "dayz"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(field=st.sampled_from(FORM.fields), value=JSON)
def test_whatever_json_says_is_printed_or_refused_by_name(
    fonts: FontSet, field: Any, value: object
) -> None:
    problem: FactProblem | None = None
    values: Mapping[str, object] = {}
    try:
        values = read_facts(FORM, _with(**{field.name: value}), fonts)
    except FactProblem as refusal:
        problem = refusal
    assert all(isinstance(each, str | tuple) for each in values.values())
    assert problem is None or problem.field == field.name
