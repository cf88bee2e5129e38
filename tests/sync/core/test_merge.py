"""The rule of merging, by its cases and against every order."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.sync.core.merge import Side, State, Touch, merge

OWNERS = {"term": "county", "phone": "office"}


def touch(uid: str, hlc: int, replaced: str = "", side: Side = Side.OFFICE, **fields: Any) -> Touch:
    named = dict.fromkeys(fields, replaced) if replaced else {}
    return Touch(uid, hlc, side, fields, named, birth=not replaced)


BORN = touch("a:1", 1, name="甲", term=1, phone="1")


def merged(*touches: Touch) -> Any:
    found = [merge(order, OWNERS) for order in permutations(touches)]
    assert all(each == found[0] for each in found)
    return found[0]


def test_nobody_has_made_it_yet() -> None:
    assert merged(touch("b:1", 2, "a:1", name="乙")) is None


def test_a_change_that_names_what_stands_goes_forward() -> None:
    found = merged(BORN, touch("b:1", 2, "a:1", name="乙"), touch("a:2", 3, "b:1", name="丙"))
    assert (found.fields["name"], found.versions, found.conflicts) == ("丙", {"name": "a:2"}, {})


def test_an_earlier_clock_loses_nothing_that_it_knew() -> None:
    """I6: a value never beats one that knowingly replaced it, whatever the clocks say."""
    found = merged(BORN, touch("b:1", 900, "a:1", name="乙"), touch("a:2", 3, "b:1", name="丙"))
    assert found.fields["name"] == "丙"
    assert found.conflicts == {}


def test_two_that_did_not_know_of_each_other_are_for_a_person() -> None:
    found = merged(BORN, touch("b:1", 5, "a:1", name="乙"), touch("c:1", 4, "a:1", name="丙"))
    assert found.fields["name"] == "乙"
    assert found.conflicts["name"].state is State.OPEN
    assert found.conflicts["name"].versions == (("b:1", "乙"), ("c:1", "丙"))


def test_the_owner_of_the_field_goes_first() -> None:
    county = touch("k:1", 2, "a:1", Side.COUNTY, term=7, phone="7")
    office = touch("b:1", 9, "a:1", term=9, phone="9")
    found = merged(BORN, county, office)
    assert (found.fields["term"], found.fields["phone"]) == (7, "9")
    assert {name: each.state for name, each in found.conflicts.items()} == {
        "term": State.SETTLED,
        "phone": State.SETTLED,
    }


def test_the_county_with_itself_is_not_settled() -> None:
    one = touch("k:1", 2, "a:1", Side.COUNTY, term=7)
    two = touch("l:1", 3, "a:1", Side.COUNTY, term=8)
    assert merged(BORN, one, two).conflicts["term"].state is State.OPEN


def test_a_person_may_settle_several_at_once() -> None:
    one, two = touch("b:1", 5, "a:1", name="乙"), touch("c:1", 4, "a:1", name="丙")
    word = touch("a:2", 6, "b:1 c:1", name="丁")
    found = merged(BORN, one, two, word)
    assert (found.fields["name"], found.conflicts) == ("丁", {})


def test_the_same_record_made_twice_is_one() -> None:
    twin = touch("b:1", 2, name="甲", term=1, phone="1")
    found = merged(BORN, twin)
    assert (found.entry, found.versions, found.conflicts) == ("a:1", {}, {})
    later = merged(BORN, twin, touch("b:2", 3, "b:1", name="乙"))
    assert (later.fields["name"], later.conflicts) == ("乙", {})


def test_a_branch_that_two_desks_said_anew_is_one_word() -> None:
    """What was said anew twice is replaced when one of the two is."""
    one = replace(touch("b:1", 5, "a:1", name="乙"), former=frozenset({"z:3"}))
    again = replace(touch("c:9", 50, "x:1", name="乙"), former=frozenset({"z:3"}))
    found = merged(BORN, one, again)
    assert (found.fields["name"], found.versions, found.conflicts) == ("乙", {"name": "b:1"}, {})
    later = merged(BORN, one, again, touch("a:2", 7, "b:1", name="丙"))
    assert (later.fields["name"], later.conflicts) == ("丙", {})
    by_former_name = merged(BORN, one, again, touch("b:2", 7, "z:3", name="丁"))
    assert (by_former_name.fields["name"], by_former_name.conflicts) == ("丁", {})


@pytest.mark.parametrize("writer", ["a:2", "d:1", "z:4"])
def test_in_anothers_chain_a_former_name_settles_nothing(writer: str) -> None:
    """By seed 46787: a third entry of that name was seen, of a branch that nobody has any more."""
    anew = replace(touch("b:1", 5, "a:1", name="乙"), former=frozenset({"z:3"}))
    found = merged(BORN, anew, touch(writer, 7, "z:3", name="丁"))
    assert {value for _uid, value in found.conflicts["name"].versions} >= {"乙", "丁"}


def test_a_name_that_two_branches_gave_settles_nothing() -> None:
    branch = replace(touch("c:2", 5, "a:1", name="乙"), former=frozenset({"b:1"}))
    found = merged(
        BORN, touch("b:1", 4, "a:1", name="丙"), branch, touch("d:1", 6, "b:1", name="丁")
    )
    assert {value for _uid, value in found.conflicts["name"].versions} == {"乙", "丙", "丁"}


def test_the_same_value_on_two_ways_is_noted_and_asks_nobody() -> None:
    one = touch("b:1", 2, "a:1", name="乙")
    two = touch("c:1", 3, "a:1", name="丙")
    three = touch("c:2", 4, "c:1", name="乙")
    assert merged(BORN, one, two, three).conflicts["name"].state is State.ALIKE


def test_names_in_a_circle_replace_nothing() -> None:
    found = merged(touch("a:1", 1, name="甲"), touch("b:1", 2, "b:2 a:1", name="乙"),
                   touch("b:2", 3, "b:1", name="丙"))  # fmt: skip
    assert found.fields["name"] == "丙"


def test_fields_that_nobody_here_knows_are_merged_all_the_same() -> None:
    assert merged(BORN, touch("b:1", 2, "a:1", badge=7)).fields["badge"] == 7


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 3), st.sampled_from(list(Side))), max_size=6
    ),
    st.randoms(use_true_random=False),
)
def test_order_plays_no_part(steps: list[tuple[int, int, Side]], random: Any) -> None:
    touches = [BORN]
    for number, (base, value, side) in enumerate(steps, start=2):
        replaced = touches[min(base, len(touches) - 1)].uid
        touches.append(touch(f"d:{number}", number, replaced, side, name=value, term=value))
    expected = merge(touches, OWNERS)
    random.shuffle(touches)
    assert merge(touches, OWNERS) == expected
