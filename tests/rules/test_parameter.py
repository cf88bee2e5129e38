"""Rule files: what a good one says, and every fault that `rules check` must name."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.rules.document import DocumentProblem, parse_document
from corrdesk.rules.parameter import Citation, Parameter, in_words, parse_parameter

TITLES = {"IM": "中华人民共和国社区矫正法实施办法", "IDC": "公民身份号码"}
GOOD = """\
description: 外出七日以内
unit: day
inclusive: true
last_checked: 2026-07-15
values:
  2020-07-01:
    value: 7
    citations:
      - {id: IM-27, article: 第二十七条, title: 中华人民共和国社区矫正法实施办法, mark: C}
  2027-01-01:
    value: 10
    citations:
      - {id: IM-27(2), article: 第二十七条第二项, title: 中华人民共和国社区矫正法实施办法, mark: A}
"""


def read(text: str) -> Parameter:
    return parse_parameter("leave.days", parse_document(text, "f.yaml"), TITLES)


def test_a_good_file() -> None:
    parameter = parse_parameter("leave.days", parse_document(GOOD, "f.yaml"), TITLES)
    assert parameter.key == "leave.days"
    assert parameter.description == "外出七日以内"
    assert (parameter.unit, parameter.inclusive) == ("day", True)
    assert parameter.last_checked == date(2026, 7, 15)
    first, second = parameter.values
    assert first.citations[0].id == "IM-27"
    assert not first.fixed_by_statute
    assert second.fixed_by_statute


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2020, 6, 30), None),
        (date(2020, 7, 1), 7),
        (date(2026, 12, 31), 7),
        (date(2027, 1, 1), 10),
        (date(2040, 1, 1), 10),
    ],
)
def test_a_value_holds_until_the_next_date(day: date, value: int | None) -> None:
    parameter = parse_parameter("leave.days", parse_document(GOOD, "f.yaml"), TITLES)
    held = parameter.on(day)
    assert (None if held is None else held.value) == value


def test_null_ends() -> None:
    text = GOOD.replace("value: 10", "value: null")
    parameter = parse_parameter("leave.days", parse_document(text, "f.yaml"), TITLES)
    held = parameter.on(date(2027, 1, 1))
    assert held is not None
    assert held.value is None
    assert not held.fixed_by_statute


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("unit: day", "unit: day\nnote: x", 3),  # unknown key
        ("unit: day\n", "", 1),  # missing key
        ("last_checked: 2026-07-15\n", "", 1),  # no check date
        ("2026-07-15", "soon", 4),
        ("unit: day", "unit: fortnight", 2),
        ("inclusive: true", "inclusive: 1", 3),
        ("description: 外出七日以内", 'description: " "', 1),
        ("value: 7", "value: seven", 7),
        ("value: 7", "value: -7", 7),
        ("value: 7", "value: true", 7),
        ("value: 7", "value: 7\n    remark: x", 8),
        ("    value: 7\n", "", 6),
        ("2020-07-01", "2020-13-01", 6),
        ("2020-07-01", "2027-01-02", 10),  # out of order
        ("value: 7", "value: null", 10),  # a hole: nothing, then something
        ("id: IM-27,", "id: XX-27,", 9),
        ("id: IM-27,", "id: im27,", 9),
        ("id: IM-27,", "id: IM-28,", 9),  # the words say another article
        ("第二十七条第二项", "第二十七条第三项", 13),
        ("mark: C", "mark: Z", 9),
        ("article: 第二十七条, title: 中华人民共和国社区矫正法实施办法, mark: C", "mark: C", 9),
        ("第二十七条, title: 中华人民共和国社区矫正法实施办法", "第二十七条, title: 别的办法", 9),
    ],
)
def test_faults_are_named_with_their_line(old: str, new: str, line: int) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    with pytest.raises(DocumentProblem) as caught:
        read(text)
    assert (caught.value.source, caught.value.line) == ("f.yaml", line)


@pytest.mark.parametrize(
    "values",
    [
        "values: {}",
        "values: []",
        "values: {2020-07-01: 7}",
        "values: {2020-07-01: {value: 7, citations: []}}",
        "values: {2020-07-01: {value: 7, citations: none}}",
        "values: {2020-07-01: {value: 7, citations: [IM-27]}}",
    ],
)
def test_values_without_dates_or_clauses_are_refused(values: str) -> None:
    head = GOOD.split("values:", maxsplit=1)[0]
    with pytest.raises(DocumentProblem):
        read(head + values)


def test_a_file_must_be_a_mapping() -> None:
    with pytest.raises(DocumentProblem):
        read("- a\n")


@pytest.mark.parametrize(
    ("unit", "value", "good"),
    [
        ("count", "1", True),
        ("count", "0", False),
        ("day", "0", True),
        ("month", "9999", True),
        ("month", "10000", False),
        ("year", "100", True),
        ("year", "101", False),
        ("percent", "100", True),
        ("percent", "101", False),
        ("hour", "48", True),
        ("percent", "50", True),
        ("flag", "true", True),
        ("flag", "1", False),
        ("choice", "county", True),
        ("choice", "''", False),
        ("choices", "[county]", True),
        ("choices", "county", False),
        ("choices", "[1]", False),
        ("article", "PSA-72(4)", True),
        ("article", "72", False),
        ("duty", "{every: week, count: 1}", True),
        ("duty", "{every: month, hours: 12}", True),
        ("duty", "none", True),
        ("duty", "{every: week, count: 0}", False),
        ("duty", "{every: week}", False),
        ("duty", "{every: day, count: 1}", False),
        ("duty", "{every: week, count: 1, hours: 2}", False),
        ("duty", "{every: week, count: 1, place: office}", False),
        ("duty", "{count: 1, hours: 1}", False),
        ("duty", "weekly", False),
        ("duty", "{every: week, count: true}", False),
    ],
)
def test_values_fit_their_unit(unit: str, value: str, good: bool) -> None:
    text = GOOD.replace("value: 10", "value: null").replace("value: 7", f"value: {value}")
    text = text.replace("unit: day", f"unit: {unit}")
    if good:
        assert read(text) is not None
    else:
        with pytest.raises(DocumentProblem):
            read(text)


@pytest.mark.parametrize(
    ("unit", "value", "listed", "words"),
    [
        ("choice", "county", "", {"county"}),
        ("choice", "county", "words: [city]\n", {"county", "city"}),
        ("choices", "[county, police]", "words: [city]\n", {"county", "police", "city"}),
        ("duty", "none", "words: [hours]\n", {"hours"}),
        ("day", "7", "", set()),
        ("flag", "true", "", set()),
    ],
)
def test_a_rule_knows_the_words_of_its_values_and_those_it_lists(
    unit: str, value: str, listed: str, words: set[str]
) -> None:
    text = GOOD.replace("value: 10", "value: null").replace("value: 7", f"value: {value}")
    text = text.replace("unit: day", f"unit: {unit}").replace("values:", f"{listed}values:")
    assert read(text).words == words


@pytest.mark.parametrize("listed", ["words: city", "words: [1]", "words: null"])
def test_words_are_a_list_of_words(listed: str) -> None:
    with pytest.raises(DocumentProblem) as caught:
        read(GOOD.replace("values:", f"{listed}\nvalues:"))
    assert caught.value.line == GOOD[: GOOD.index("values:")].count("\n") + 1


def test_a_standard_is_cited_without_article() -> None:
    text = GOOD.replace("id: IM-27, article: 第二十七条,", "id: IDC, article: 全文,").replace(
        "title: 中华人民共和国社区矫正法实施办法, mark: C", "title: 公民身份号码, mark: B"
    )
    assert read(text) is not None


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (10, "十"),
        (14, "十四"),
        (20, "二十"),
        (34, "三十四"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (202, "二百零二"),
        (268, "二百六十八"),
        (545, "五百四十五"),
    ],
)
def test_articles_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


@pytest.mark.parametrize(
    ("ident", "wanted", "answers"),
    [
        ("IM-34(1)", "IM-34(1)", True),
        ("IM-34(1)", "IM-34", True),
        ("IM-34(1)", "IM", True),
        ("IM-34(1)", "IM-34(2)", False),
        ("IM-34(1)", "IM-3", False),
        ("IM-34", "IM-34(1)", False),
        ("IDC", "IDC", True),
        ("CCL-2", "CCL-21", False),
    ],
)
def test_a_clause_answers_to_its_article(ident: str, wanted: str, answers: bool) -> None:
    assert Citation(ident, "", "", "A").answers(wanted) is answers


@pytest.mark.parametrize(("mark", "confirmed"), [("A", 1), ("B", 1), ("C", 0), ("M", 0), ("L", 1)])
def test_marks_that_wait_for_the_official_text(mark: str, confirmed: int) -> None:
    assert Citation("IM-1", "", "", mark).confirmed is bool(confirmed)
