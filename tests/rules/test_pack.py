"""Packs: what a local document may set, and every fault named with its line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corrdesk.rules.catalog import UnknownPack, check_rules, load_rulebook
from corrdesk.rules.document import DocumentProblem

LATER = """
  leave.days:
    2026-03-01:
      value: 5
      article: 第三条
      mark: L
    2026-09-01:
      value: null
      article: 第三条
      mark: L
"""


def test_before_its_own_date_and_after_null_a_key_falls_back_to_its_base(folder: Any) -> None:
    folder.add_pack("county-a", values=LATER)
    book = load_rulebook("county-a", folder.root)
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 8, 31), date(2026, 9, 1))
    assert [book.value("leave.days", day) for day in days] == [7, 5, 5, 7]
    assert check_rules(folder.root) == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("value: 5", "value: five", 12),
        ("value: 5", "value: null", 12),
        ("mark: L", "mark: X", 14),
        ("article: 第三条", "article: ''", 13),
        ("value: null\n      article: 第三条", "value: null\n      article: ''", 17),
        ("2026-03-01", "soon", 11),
        ("2026-03-01", "2026-09-02", 15),
        ("mark: L\n", "mark: L\n      remark: x\n", 15),
        ("leave.days", "leave.weeks", 10),
        ("leave.days", "intake.days", 10),
    ],
)
def test_faults_of_a_value_are_named_with_their_own_line(
    folder: Any, old: str, new: str, line: int
) -> None:
    folder.add_pack("county-a", values=LATER.replace(old, new, 1))
    assert [each.line for each in check_rules(folder.root)] == [line]


def test_a_document_may_hold_for_one_day(folder: Any) -> None:
    folder.add_pack("county-a", effective="\n  from: 2026-01-01\n  to: 2026-01-01")
    assert check_rules(folder.root) == []
    folder.add_pack("county-a", effective="\n  from: 2026-01-01\n  to: 2025-12-31")
    assert [each.line for each in check_rules(folder.root)] == [9]
    folder.add_pack("county-a", effective="\n  from: 2026-01-01\n  to: never")
    assert [each.line for each in check_rules(folder.root)] == [9]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"level": "village"}, 2),
        ({"level": "national"}, 2),
        ({"template": "perhaps"}, 4),
        ({"title": "''"}, 5),
        ({"number": "''"}, 6),
        ({"effective": "2026-01-01"}, 7),
        ({"effective": "{from: 2026-01-01}"}, 7),
        ({"effective": "{from: 2026-01-01, to: 2025-12-31}"}, 7),
        ({"last_checked": "null"}, 8),
        ({"values": "[]"}, 9),
        ({"values": "{leave.weeks: {2026-01-01: {value: 5, article: 一, mark: L}}}"}, 9),
        ({"values": "{intake.days: {2026-01-01: {value: 5, article: 一, mark: L}}}"}, 9),
        ({"values": "{leave.days: {2026-01-01: {value: five, article: 一, mark: L}}}"}, 9),
        ({"values": "{leave.days: {2026-01-01: {value: null, article: 一, mark: L}}}"}, 9),
        ({"values": "{leave.days: {2026-01-01: {value: 5, article: '', mark: L}}}"}, 9),
        ({"values": "{leave.days: {2026-01-01: {value: 5, article: 一, mark: X}}}"}, 9),
        ({"values": "{leave.days: {2026-01-01: {value: 5, article: 一}}}"}, 9),
        ({"values": "{leave.days: {}}"}, 9),
        ({"values": "{leave.days: {soon: {value: 5, article: 一, mark: L}}}"}, 9),
        ({"remark": "x"}, 10),
        ({"base": "nowhere"}, 3),
        ({"base": "county-b"}, 3),
        ({"base": "blank"}, 3),
    ],
)
def test_faults_of_a_pack_are_named_with_their_line(
    folder: Any, changes: dict[str, str], line: int
) -> None:
    folder.add_pack("county-b")
    folder.add_pack("blank", level="province", template="true", title="''", number="''")
    folder.add_pack("county-a", **changes)
    problems = check_rules(folder.root)
    assert [(each.source, each.line) for each in problems] == [("packs/county-a/pack.yaml", line)]
    with pytest.raises((UnknownPack, DocumentProblem)):
        load_rulebook("county-a", folder.root)


def test_a_template_may_leave_numbers_open(folder: Any) -> None:
    folder.add_pack(
        "blank",
        template="true",
        title="''",
        number="null",
        values="{leave.days: {2026-01-01: {value: null, article: '', mark: L}}}",
    )
    assert check_rules(folder.root) == []
    folder.add_pack("blank", template="true", title="[]")
    assert [each.line for each in check_rules(folder.root)] == [5]


CHOICE = """description: 说明
unit: choice
inclusive: null
words: [county, city]
last_checked: 2026-07-15
values:
  2020-07-01:
    value: county
    citations:
      - {id: IM-27, article: 第二十七条, title: 办法, mark: C}
"""


def test_a_pack_uses_only_words_that_the_rule_knows(folder: Any) -> None:
    folder.write("cn/leave/decider.yaml", CHOICE)
    entry = "{leave.decider: {2026-01-01: {value: WORD, article: 一, mark: L}}}"
    folder.add_pack("county-a", values=entry.replace("WORD", "city"))
    assert check_rules(folder.root) == []
    assert load_rulebook("county-a", folder.root).value("leave.decider", date(2026, 1, 1)) == "city"
    folder.add_pack("county-b", values=entry.replace("WORD", "sheriff"))
    (problem,) = check_rules(folder.root)
    assert (problem.source, problem.line) == ("packs/county-b/pack.yaml", 9)
    assert "city、county" in problem.problem
