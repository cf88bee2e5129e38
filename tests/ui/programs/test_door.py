"""Who is meant at the door."""

from __future__ import annotations

import pytest

from corrdesk.casework.programs.queries import RosterLine
from corrdesk.ui.programs.door import Typed, matching, read_typed

CODE = "ABCD2345"


def line(number: int, name: str) -> RosterLine:
    return RosterLine(
        number, "supervision", f"s{number}", f"p{number}", name, "西河村", None, False, None, 0,
        "", None, "", 0,
    )  # fmt: skip


LINES = [line(1, "王小明"), line(2, "王晓敏"), line(12, "单雄信"), line(3, "李明")]


@pytest.mark.parametrize(
    ("term", "numbers"),
    [
        ("", [1, 2, 12, 3]),
        ("1", [1]),
        ("12", [12]),
        ("9", []),
        ("wxm", [1, 2]),
        ("王小明", [1]),
        ("明", [1, 3]),
        ("lm", [3]),
        ("l", [3]),
        ("dxx", [12]),
        ("SXX", [12]),
        ("x", [1, 2, 12]),
        (f"qd:{CODE.lower()}:2", [2]),
        ("QD:ZZZZ2345:2", []),
    ],
)
def test_who_is_meant(term: str, numbers: list[int]) -> None:
    assert [each.number for each in matching(LINES, term, CODE)] == numbers


def test_a_mark_is_read_only_where_there_is_a_test() -> None:
    assert read_typed(" wxm 85 ", marks=True) == Typed("wxm", 85)
    assert read_typed("wxm 85", marks=False) == Typed("wxm 85", None)
    assert read_typed("wxm85", marks=True) == Typed("wxm85", None)
    assert read_typed("85", marks=True) == Typed("85", None)
