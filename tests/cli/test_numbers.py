"""Number ranges by commands alone: set aside, listed with what is left, and returned."""

from __future__ import annotations

from corrdesk.base.ids import derived_id
from tests.cli.script import TODAY, Run

SECOND = derived_id("device", "second")
DAY = ("--as-of", TODAY)
WANTED = ("--device", SECOND, "--word", "矫解通", "--count", "3")


def test_ranges_are_listed_with_what_is_left_of_them(office: Run) -> None:
    assert office("documents ranges", *DAY, "--json").json["ranges"] == []
    kept = office("documents reserve", *WANTED, *DAY, "--json").json
    shown = office("documents ranges", *DAY, "--json").json
    (known,) = shown["ranges"]
    assert (known["id"], known["device_id"], known["word"]) == (kept["range"], SECOND, "矫解通")
    assert (known["first"], known["last"], known["left"]) == (1, 3, 3)
    assert shown["free_device"] != SECOND
    assert [(word["word"], word["following"]) for word in shown["words"]] == [("矫解通", 4)]
    assert "还剩 3 个号" in office("documents ranges", *DAY).out


def test_a_returned_range_says_why_and_another_year_has_none(office: Run) -> None:
    kept = office("documents reserve", *WANTED, *DAY, "--json").json
    office("documents return", kept["range"], "--reason", "停用", *DAY)
    (known,) = office("documents ranges", *DAY, "--json").json["ranges"]
    assert (known["returned"], known["left"], known["reason"]) == (True, 0, "停用")
    assert "停用" in office("documents ranges", *DAY).out
    assert office("documents ranges", "--year", "2025", *DAY, "--json").json["ranges"] == []
