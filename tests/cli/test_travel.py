"""Recurring travel by commands alone: asked for, permitted, told trip by trip, ended."""

from __future__ import annotations

import pytest

from tests.cli.script import TODAY, Run, long_term

DAY = ("--as-of", TODAY)
PLACE = ("--place", "清水县农贸市场")


@pytest.fixture
def permit(office: Run) -> str:
    name = long_term(office)
    words = [*PLACE, "--times", "每周二", "--frequency", "每周一次", "--reason", "进货"]
    made = office("travel request", name, *words, *DAY, "--json").json["permit"]
    decided = office("travel decide", made, "granted", "--document", "9号", *DAY, "--json").json
    assert decided["valid_to"] <= "2026-12-10"
    return str(made)


def test_trips_are_told_one_by_one(office: Run, permit: str) -> None:
    trip = office("travel trip", permit, *PLACE, "--manner", "message", *DAY, "--json").json
    assert office("travel trip", permit, *PLACE, *DAY).code == 2
    back = office("travel back", permit, *DAY, "--json").json
    assert back == {"trip": trip["trip"], "back_on": TODAY}
    assert office("travel back", permit, *DAY).code == 2


def test_lists_and_the_end(office: Run, permit: str) -> None:
    lists = office("travel list", *DAY, "--json").json
    assert [line["permit"] for line in lists["permit_valid"]] == [permit]
    assert permit in office("travel list", *DAY).out
    assert office("travel end", permit, "--reason", "不再需要", *DAY).code == 0
    lists = office("travel list", *DAY, "--json").json
    assert [line["permit"] for line in lists["permit_past"]] == [permit]
