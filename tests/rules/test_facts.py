"""Loose facts become typed ones, or the refusal names what is missing or impossible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

import pytest

from corrdesk.rules.facts import (
    FactImpossible,
    FactMissing,
    FactProblem,
    fact_names,
    given_facts,
    plain,
    read_facts,
)


class Colour(StrEnum):
    """Two colours."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Row:
    """A nested row."""

    depart: date
    return_: date
    note: str | None = None

    def __post_init__(self) -> None:
        if self.return_ < self.depart:
            raise FactImpossible("return", "backwards")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One of everything."""

    day: date
    flag: bool
    count: int
    text: str
    colour: Colour
    rows: tuple[Row, ...]
    from_: date | None = None
    moment: datetime | date | None = None
    colours: tuple[Colour, ...] = ()
    one: Row | None = None


GOOD: dict[str, object] = {
    "day": "2026-01-31",
    "flag": True,
    "count": 0,
    "text": "x",
    "colour": "red",
    "rows": [{"depart": "2026-01-01", "return": "2026-01-02"}],
}


def sheet(**changes: object) -> Sheet:
    return read_facts(Sheet, GOOD | changes)


def refused(**changes: object) -> FactProblem:
    with pytest.raises(FactProblem) as caught:
        sheet(**changes)
    return caught.value


def test_everything_is_read() -> None:
    read = sheet(**{"from": date(2026, 2, 1), "colours": ["blue"], "one": GOOD["rows"][0]})  # type: ignore[index]
    assert read.day == date(2026, 1, 31)
    assert read.rows == (Row(date(2026, 1, 1), date(2026, 1, 2)),)
    assert read.from_ == date(2026, 2, 1)
    assert read.colours == (Colour.BLUE,)
    assert read.one == read.rows[0]
    assert fact_names(Sheet)[:7] == ("day", "flag", "count", "text", "colour", "rows", "from")


@pytest.mark.parametrize("name", list(GOOD))
def test_a_required_fact_is_missing_when_absent_or_null(name: str) -> None:
    for given in ({k: v for k, v in GOOD.items() if k != name}, GOOD | {name: None}):
        with pytest.raises(FactMissing) as caught:
            read_facts(Sheet, given)
        assert caught.value.fact == name
        assert caught.value.field == name
        assert caught.value.exit_code == 2
        assert name in caught.value.message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("day", "2026-02-30"),
        ("day", "2026-1-31"),
        ("day", "31.1.2026"),
        ("day", "1799-12-31"),
        ("day", "2200-01-01"),
        ("day", 20260131),
        ("day", True),
        ("flag", 1),
        ("flag", "true"),
        ("count", -1),
        ("count", True),
        ("count", 1.0),
        ("count", "1"),
        ("text", 1.5),
        ("text", True),
        ("text", ["x"]),
        ("colour", "green"),
        ("colour", ["red"]),
        ("colour", 3),
        ("rows", "none"),
        ("rows", {"depart": "2026-01-01"}),
        ("rows", ["2026-01-01"]),
        ("colours", ["red", "green"]),
        ("one", "2026-01-01"),
        ("moment", "2026-01-31T25:00:00"),
        ("moment", "2026-01-31T09:30:00+08:00"),
        ("moment", "2026-01-31T09:30:00Z"),
        ("moment", datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
    ],
)
def test_an_impossible_fact_is_named_and_its_value_kept_out(name: str, value: object) -> None:
    problem = refused(**{name: value})
    assert isinstance(problem, FactImpossible)
    assert problem.fact == name
    assert name in problem.message
    if isinstance(value, str) and "-" in value and "26-01" not in value:
        assert value not in problem.message


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        (date(2026, 1, 31), date(2026, 1, 31)),
        ("2026-01-31T23:59:59", date(2026, 1, 31)),
        ("2026-01-31 08:00", date(2026, 1, 31)),
        (datetime(2026, 1, 31, 8), date(2026, 1, 31)),
        ("1800-01-01", date(1800, 1, 1)),
        ("2199-12-31", date(2199, 12, 31)),
    ],
)
def test_days_as_text_as_dates_and_from_moments(value: object, read: date) -> None:
    assert sheet(day=value).day == read
    assert type(sheet(day=value).day) is date


def test_moments_keep_their_hour() -> None:
    nine = datetime(2026, 1, 31, 9, 30)
    assert sheet(moment="2026-01-31T09:30:00").moment == nine
    assert sheet(moment="2026-01-31 09:30").moment == nine
    assert sheet(moment="2026-01-31").moment == date(2026, 1, 31)


def test_a_bare_number_is_text_where_text_is_wanted() -> None:
    assert sheet(text=33).text == "33"


def test_rows_are_named_by_list_and_by_fact() -> None:
    problem = refused(rows=[GOOD["rows"][0], {"depart": "2026-01-01"}])  # type: ignore[index]
    assert isinstance(problem, FactMissing)
    assert problem.names == ("rows", "return")
    assert "rows[1].return" in problem.message
    problem = refused(rows=[{"depart": "2026-01-02", "return": "2026-01-01"}])
    assert isinstance(problem, FactImpossible)
    assert problem.names == ("rows", "return")
    assert "rows[0].return" in problem.message
    assert problem.why == "backwards"
    problem = refused(rows=[{"depart": "someday", "return": "2026-01-01"}])
    assert problem.names == ("rows", "depart")
    problem = refused(one={"depart": "2026-01-02", "return": "2026-01-01"})
    assert problem.names == ("one", "return")
    assert refused(colours=["green"]).names == ("colours",)


def test_a_contradiction_at_the_top_keeps_its_own_name() -> None:
    with pytest.raises(FactImpossible) as caught:
        read_facts(Row, {"depart": "2026-01-02", "return": "2026-01-01"})
    assert caught.value.names == ("return",)


def test_given_facts_are_those_that_differ_from_their_default() -> None:
    assert given_facts(sheet()) == {
        "day": "2026-01-31",
        "flag": True,
        "count": 0,
        "text": "x",
        "colour": "red",
        "rows": [{"depart": "2026-01-01", "return": "2026-01-02"}],
    }
    assert given_facts(sheet(**{"from": "2026-02-01"}))["from"] == "2026-02-01"


def test_plain_values() -> None:
    assert plain({"a": (Colour.RED, date(2026, 1, 1))}) == {"a": ["red", "2026-01-01"]}
    assert type(plain(Colour.RED)) is str
    assert plain(None) is None
