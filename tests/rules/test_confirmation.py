"""The county's word over a rule book: marks lifted, values changed from a day on, the past kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from corrdesk.base.errors import UserError
from corrdesk.rules.catalog import RuleBook, load_rulebook
from corrdesk.rules.confirmation import (
    Confirmation,
    State,
    Verdict,
    as_written,
    checklist,
    overlaid,
    read_value,
)
from corrdesk.rules.parameter import CHECKED

KEY = "leave.office_max_days"  # IM 27, read from memory
DAY = date(2026, 6, 10)
EARLIER = date(2026, 6, 9)
PAPER = "青矫〔2026〕5号"


@pytest.fixture
def book() -> RuleBook:
    return load_rulebook("cn-example")


def said(
    value: object, verdict: Verdict = Verdict.CHANGED, key: str = KEY, on: date = DAY
) -> Confirmation:
    return Confirmation(key, verdict, value, PAPER, on)


def marks(book: RuleBook, key: str = KEY, on: date = DAY) -> list[str]:
    held = book.held(key, on)
    assert held is not None
    return [cited.mark for cited in held.citations]


def test_nothing_said_changes_nothing(book: RuleBook) -> None:
    assert overlaid(book, []) is book
    assert overlaid(book, [said(1, key="no.such.key")]) is book


def test_a_confirmed_value_loses_its_mark_and_nothing_else(book: RuleBook) -> None:
    assert "C" in marks(book)
    sure = overlaid(book, [said(book.value(KEY, DAY), Verdict.CONFIRMED)])
    assert set(marks(sure)) == {CHECKED}
    assert sure.value(KEY, DAY) == book.value(KEY, DAY)
    assert (sure.pack_id, sure.holds(DAY)) == (book.pack_id, True)
    assert sure.version != book.version
    assert sure.version.split("@")[0] == book.version.split("@")[0]
    held = sure.held(KEY, DAY)
    assert held is not None
    assert all(cited.confirmed for cited in held.citations)
    assert "C" in marks(book)  # the rule book itself stays as it was


def test_a_word_about_another_value_lifts_no_mark(book: RuleBook) -> None:
    value = book.value(KEY, DAY)
    assert isinstance(value, int)
    stale = overlaid(book, [said(value + 1, Verdict.CONFIRMED)])
    assert marks(stale) == marks(book)
    assert stale.value(KEY, DAY) == value


def test_a_changed_value_holds_from_its_day_on_by_its_document(book: RuleBook) -> None:
    after = overlaid(book, [said(3)])
    assert after.value(KEY, EARLIER) == book.value(KEY, EARLIER)
    assert after.value(KEY, DAY) == 3
    held = after.held(KEY, DAY)
    assert held is not None
    assert held.citations[0].article == PAPER
    assert held.citations[0].mark == "L"
    assert set(marks(after)) == {"L", CHECKED}
    assert marks(after, on=EARLIER) == marks(book, on=EARLIER)
    assert after.pack_id == "cn-example"
    assert after.parameter(KEY).unit == book.parameter(KEY).unit


def test_the_later_word_holds(book: RuleBook) -> None:
    later = date(2026, 7, 1)
    words = [said(3), said(4), said(5, on=later)]
    after = overlaid(book, words)
    assert [after.value(KEY, day) for day in (EARLIER, DAY, later)] == [
        book.value(KEY, EARLIER), 4, 5,
    ]  # fmt: skip
    back = overlaid(book, [*words, said(as_written(book.value(KEY, DAY)), on=date(2026, 8, 1))])
    assert back.value(KEY, date(2026, 8, 1)) == book.value(KEY, DAY)


def test_a_change_comes_before_the_county_pack(book: RuleBook) -> None:
    key = "class.strict.check_in"
    after = overlaid(book, [said({"every": "month", "count": 2}, key=key)])
    assert after.value(key, DAY) == {"every": "month", "count": 2}
    none = overlaid(book, [said("none", key=key)])
    assert none.value(key, DAY) == {}


def test_a_value_that_fits_no_longer_changes_nothing(book: RuleBook) -> None:
    assert overlaid(book, [said("many")]).value(KEY, DAY) == book.value(KEY, DAY)


def test_a_word_that_the_rule_no_longer_knows_changes_nothing(book: RuleBook) -> None:
    key = "commendation.conditions"
    after = overlaid(book, [said(["obeys", "smiles"], key=key)])
    assert after.value(key, DAY) == book.value(key, DAY)
    assert overlaid(book, [said(["obeys"], key=key)]).value(key, DAY) == ("obeys",)


def test_every_set_of_words_has_its_own_version(book: RuleBook) -> None:
    one, two = overlaid(book, [said(3)]), overlaid(book, [said(4)])
    assert len({book.version, one.version, two.version}) == 3
    assert overlaid(book, [said(3)]).version == one.version
    assert overlaid(load_rulebook(), [said(3)]).version != one.version


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        (KEY, "5", 5),
        ("class.strict.check_in", "{every: week, count: 2}", {"every": "week", "count": 2}),
        ("class.strict.check_in", "none", "none"),
        ("class.leave_substitute", "phone_report", "phone_report"),
        ("counting.remind_before_rest", "false", False),
    ],
)
def test_values_are_read_as_rule_files_write_them(
    book: RuleBook, key: str, text: str, value: object
) -> None:
    assert read_value(book, key, text) == value


@pytest.mark.parametrize(
    ("key", "text", "field"),
    [
        (KEY, "soon", "value"),
        (KEY, "-1", "value"),
        (KEY, "null", "value"),
        (KEY, "", "value"),
        (KEY, "[", "value"),
        ("class.strict.check_in", "{every: day, count: 1}", "value"),
        ("class.strict.check_in", "{every: month, hours: 1}", "value"),
        ("class.leave_substitute", "education", "value"),
        ("commendation.conditions", "[obeys, smiles]", "value"),
        ("sanction.repeat.admonitions", "0", "value"),
        ("counting.remind_before_rest", "3", "value"),
        ("no.such.key", "3", "key"),
        ("leave.needs_approval", "false", "key"),  # CCL 27, read in full
    ],
)
def test_what_is_no_value_is_refused_with_its_field(
    book: RuleBook, key: str, text: str, field: str
) -> None:
    with pytest.raises(UserError) as refused:
        read_value(book, key, text)
    assert refused.value.field == field


@pytest.mark.parametrize("unit", ["choice", "choices", "duty", "flag", "day"])
def test_a_refusal_says_how_a_value_is_written(book: RuleBook, unit: str) -> None:
    wrong = {"choice": "{a: 1}", "choices": "3", "duty": "3", "flag": "3", "day": "x"}[unit]
    key = next(
        key
        for key in sorted(book.national.parameters)
        if book.parameter(key).unit == unit
        and not any(each.fixed_by_statute for each in book.national.parameters[key].values)
    )
    with pytest.raises(UserError) as refused:
        read_value(book, key, wrong)
    assert refused.value.remedy.startswith("请写成")


def entry(book: RuleBook, words: list[Confirmation], key: str = KEY) -> Any:
    return next((each for each in checklist(book, words, DAY) if each.key == key), None)


def test_the_check_list_is_every_doubtful_value(book: RuleBook) -> None:
    listed = checklist(book, [], DAY)
    keys = [each.key for each in listed]
    assert keys == sorted(keys)
    doubtful = [
        key
        for key in sorted(book.national.parameters)
        if any(cited.mark in "CM" for cited in book.held(key, DAY).citations)  # type: ignore[union-attr]
    ]
    assert keys == doubtful
    assert {each.mark for each in listed} <= {"C", "M"}
    assert {each.state for each in listed} == {State.OPEN}
    assert entry(book, [], "class.strict.check_in") is None  # the county's own pack says it


def test_the_graver_doubt_is_named(book: RuleBook) -> None:
    for each in checklist(book, [], DAY):
        marks_ = {cited.mark for cited in each.citations}
        assert each.mark == ("M" if "M" in marks_ else "C")


def test_a_word_shows_on_the_check_list_until_the_value_moves(book: RuleBook) -> None:
    value = book.value(KEY, DAY)
    confirmed = entry(book, [said(value, Verdict.CONFIRMED)])
    assert (confirmed.state, confirmed.place, confirmed.value) == (State.CONFIRMED, 0, value)
    assert confirmed.mark == "C"  # what the programme itself knows is still named
    assert {cited.mark for cited in confirmed.citations} == {CHECKED}
    changed = entry(book, [said(value, Verdict.CONFIRMED), said(3)])
    assert (changed.state, changed.place, changed.value) == (State.CHANGED, 1, 3)
    assert changed.citations[0].article == PAPER
    stale = entry(book, [said(99, Verdict.CONFIRMED)])
    assert (stale.state, stale.place, stale.value) == (State.OPEN, 0, value)
    again = entry(book, [said(3), said(3, Verdict.CONFIRMED)])
    assert (again.state, again.value) == (State.CONFIRMED, 3)


def test_a_change_of_a_sure_value_is_listed_too(book: RuleBook) -> None:
    key = "class.strict.check_in"
    changed = entry(book, [said({"every": "month", "count": 2}, key=key)], key)
    assert (changed.state, changed.mark) == (State.CHANGED, "")


def test_one_word_does_not_hide_the_next(book: RuleBook) -> None:
    """A word that no longer fits is passed over, and those after it still count."""
    other = "leave.county_max_days"
    words = [
        said("many"),
        said(3, key=other),
        said(99, Verdict.CONFIRMED, "aftercare.released_prisoner_years"),
        said(book.value("counting.ages", DAY), Verdict.CONFIRMED, "counting.ages"),
    ]
    after = overlaid(book, words)
    assert after.value(other, DAY) == 3
    assert marks(after, "counting.ages") == [CHECKED]


def test_only_doubts_are_lifted(book: RuleBook) -> None:
    key = "leave.needs_approval"
    assert marks(book, key) == ["A", "M"]
    after = overlaid(book, [said(True, Verdict.CONFIRMED, key)])
    assert marks(after, key) == ["A", CHECKED]


def test_only_the_value_that_held_is_lifted(book: RuleBook) -> None:
    """What a rule said before another date keeps its mark."""
    key = next(
        key
        for key in sorted(book.national.parameters)
        if len(book.national.parameters[key].values) > 1
    )
    parameter = book.national.parameters[key]
    first, last = parameter.values[0], parameter.values[-1]
    word = said(as_written(last.value), Verdict.CONFIRMED, key, last.since)
    after = overlaid(book, [word]).national.parameters[key]
    assert after.values[0] == first
    assert after.values[-1].value == last.value


def test_a_packs_own_doubt_is_lifted_too(book: RuleBook) -> None:
    pack = book.packs[0]
    key = "class.strict.check_in"
    parameter = pack.values[key]
    doubtful = replace(parameter.values[0].citations[0], mark="M")
    values = (replace(parameter.values[0], citations=(doubtful,)),)
    unsure = replace(pack, values={**pack.values, key: replace(parameter, values=values)})
    shaky = RuleBook(book.national, (unsure,), book.digest)
    assert marks(shaky, key) == ["M"]
    word = said(as_written(shaky.value(key, DAY)), Verdict.CONFIRMED, key)
    assert marks(overlaid(shaky, [word]), key) == [CHECKED]


def test_the_check_list_carries_what_a_person_reads(book: RuleBook) -> None:
    listed = entry(book, [])
    parameter = book.parameter(KEY)
    assert (listed.description, listed.unit) == (parameter.description, parameter.unit)


def test_the_countys_paper_is_cited_as_such(book: RuleBook) -> None:
    held = overlaid(book, [said(3)]).held(KEY, DAY)
    assert held is not None
    cited = held.citations[0]
    assert (cited.id, cited.title) == (f"office-{PAPER}", "县级社区矫正机构文件")
