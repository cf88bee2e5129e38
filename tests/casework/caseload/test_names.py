"""Every service takes the same names, stores them in one way and names the field it refuses."""

from __future__ import annotations

import pytest

from corrdesk.base.errors import UserError
from corrdesk.casework.caseload.names import name_of_person


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" 黄　庆 ", "黄庆"),
        ("艾力.买买提", "艾力·买买提"),
        ("J. Smith", "J. Smith"),
        ("〇一", "〇一"),
    ],
)
def test_names_are_stored_in_one_way(typed: str, stored: str) -> None:
    assert name_of_person(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "　",
        "甲1",
        "=1+1",
        "<b>甲</b>",
        "甲\n乙",
        "甲\x00",
        "甲\u202e",
        "甲😀",
        "甲" * 61,
        "'; --",
    ],
)
def test_what_is_no_name_is_refused_by_field(typed: str) -> None:
    with pytest.raises(UserError) as caught:
        name_of_person(typed, "person_name")
    assert caught.value.field == "person_name"
    assert not typed.strip() or typed not in str(caught.value)
