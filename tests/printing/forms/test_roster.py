"""The printed roster: every name once, its own pages for every list, nothing beyond the paper."""

from __future__ import annotations

import pytest

from corrdesk.base.errors import UserError
from corrdesk.casework.programs.sheet import RosterRow
from corrdesk.printing.forms.roster import COLUMNS, ROWS_PER_PAGE, TITLE, edges, render_rosters
from corrdesk.printing.layout import RIGHT
from corrdesk.printing.preview import extract_text, page_count
from tests.printing.rosters import CODE, roster


def test_a_roster_says_what_and_who() -> None:
    text = extract_text(render_rosters([roster(3)]))
    for words in (
        TITLE,
        "青石镇司法所",
        "宪法学习",
        "2026年6月10日",
        "司法所教育室",
        CODE,
        "欧阳青青",
    ):
        assert words in text
    assert "名单1" not in text
    assert "第 1 页 共 1 页" in text


def test_two_lists_never_share_a_page() -> None:
    adults = roster(part=1, parts=2, rows=(RosterRow(1, "王成年", "西河村"),))
    minors = roster(part=2, parts=2, rows=(RosterRow(2, "李少年", "东山村"),))
    pages = extract_text(render_rosters([adults, minors])).split("\f")
    assert len(pages) == 2
    assert "王成年" in pages[0]
    assert "李少年" not in pages[0]
    assert "李少年" in pages[1]
    assert "王成年" not in pages[1]
    assert "未成年" not in pages[1]


@pytest.mark.parametrize(
    ("count", "pages"), [(1, 1), (ROWS_PER_PAGE, 1), (ROWS_PER_PAGE + 1, 2), (40, 3)]
)
def test_pages_are_filled(count: int, pages: int) -> None:
    pdf = render_rosters([roster(count)])
    assert page_count(pdf) == pages
    assert pdf == render_rosters([roster(count)])


def test_a_long_name_keeps_to_its_box_and_a_strange_one_is_refused() -> None:
    long = RosterRow(1, "阿卜杜热西提·阿卜杜热合曼·买买提", "青石镇西河村民委员会第十二村民小组")
    assert "阿卜杜热西提" in extract_text(render_rosters([roster(rows=(long,))])).replace("\n", "")
    with pytest.raises(UserError):
        render_rosters([roster(rows=(RosterRow(1, "\U0010fffd", ""),))])


def test_the_columns_fill_the_measure() -> None:
    assert sum(COLUMNS) == 156
    assert edges()[-1][1] == pytest.approx(RIGHT)
