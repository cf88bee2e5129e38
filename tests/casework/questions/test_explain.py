"""The printable page: answer, facts, comparisons, gaps and every clause with its mark."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.base.i18n import set_language
from corrdesk.casework.questions import ask
from corrdesk.casework.questions.explain import citation_text, comparison_text, explain
from corrdesk.rules.decision import Comparison
from corrdesk.rules.parameter import Citation


@pytest.fixture(autouse=True)
def _chinese() -> None:
    set_language("zh_CN")


def test_a_page_for_a_leave() -> None:
    facts = {"depart": "2026-03-10", "return": "2026-03-17", "delegated": True, "previous": []}
    page = explain("leave.approval", ask("leave.approval", facts, "2026-03-02"))
    assert page.startswith("# 外出批准权限\n\n查询日：2026年3月2日　规则版本：cn@")
    assert page.endswith("\n")
    for line in (
        "## 结论（提示，不是决定）",
        "- 批准机关：县级社区矫正机构",
        "## 所据事实",
        "- 出发日：2026年3月10日",
        "## 比较",
        "- 天数 8，不超过 7：不成立",
        "## 依据",
    ):
        assert line in page.splitlines()
    assert "《中华人民共和国社区矫正法实施办法》第二十七条（C：凭记忆，有旁证，待核对原文）" in page
    assert "## 尚缺" not in page
    assert "## 还差一步" not in page


def test_what_is_missing_and_what_is_near_have_their_own_parts() -> None:
    facts: dict[str, object] = {
        "category": "probation",
        "breach": "report",
        "severity": "minor",
        "justified": False,
        "admonitions": 1,
        "warnings": 0,
        "penalties": 0,
    }
    page = explain("sanction.candidates", ask("sanction.candidates", facts, "2026-03-02"))
    assert "## 还差一步\n\n- 再有 1 次训诫仍不改正，即可警告。" in page
    assert "grounds" not in page
    taught = facts | {"breach": "education", "taught": False}
    page = explain("sanction.candidates", ask("sanction.candidates", taught, "2026-03-02"))
    assert "## 尚缺\n\n- 经教育仍不改正" in page


def test_a_year_without_calendar_is_said() -> None:
    known = ask("intake.report_deadline", {"effective": "2026-03-02"}, "2026-03-02")
    unknown = ask("intake.report_deadline", {"effective": "2026-12-30"}, "2026-12-30")
    assert "放假安排未导入" not in explain("intake.report_deadline", known)
    assert "放假安排未导入" in explain("intake.report_deadline", unknown)


@pytest.mark.parametrize(
    ("relation", "words"),
    [("<=", "不超过"), ("<", "少于"), (">=", "达到"), (">", "超过")],
)
def test_comparisons_in_words(relation: str, words: str) -> None:
    step = Comparison("days", 8, relation, 7, True, "k")
    assert comparison_text(step) == f"天数 8，{words} 7：成立"
    days = Comparison("until", date(2026, 1, 2), relation, date(2026, 1, 1), False, "k")
    assert comparison_text(days) == f"截止日 2026年1月2日，{words} 2026年1月1日：不成立"


def test_a_title_within_a_title_has_single_marks() -> None:
    cited = Citation("SPC-202", "第二百零二条", "关于适用《刑事诉讼法》的解释", "B")
    text = citation_text(cited)
    assert text == "《关于适用〈刑事诉讼法〉的解释》第二百零二条（B：据一份全文或者官方网页）"
