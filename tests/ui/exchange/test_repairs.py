"""Repairs as lines that say which record it was and what was done."""

from __future__ import annotations

from datetime import date

from corrdesk.sync.tables import SyncRepair
from corrdesk.ui.exchange.repairs import repair_lines

TODAY = date(2026, 6, 12)


def repair(kind: str, outcome: str, fields: list[list[object]]) -> SyncRepair:
    return SyncRepair(
        office_id="0123456789ab", number=1, at="2026-06-11T09:00:00+08:00", kind=kind,
        row_id="0" * 24 + "89abcdef", outcome=outcome, fields=fields,
    )  # fmt: skip


def test_a_line_says_which_record_which_fields_and_no_value() -> None:
    (line,) = repair_lines([repair("person", "altered", [["phone", "13800000000", "x"]])], TODAY)
    assert line.what == "人员（89abcdef）"
    assert line.detail == "内容与日志不符，已按日志改回：电话"
    assert "138" not in line.detail
    assert line.day


def test_a_name_says_more_than_a_number_and_no_field_keeps_a_foreign_one() -> None:
    fields: list[list[object]] = [["phone", "1", "2"], ["of_the_future", "x", "y"]]
    made = [repair("person", "altered", fields), repair("person", "altered", fields[1:])]
    some, none = repair_lines(made, TODAY, {("person", made[0].row_id): "张三"})
    assert some.what == "人员　张三"
    assert some.detail.endswith("：电话等 2 栏")
    assert none.detail.endswith("：1 栏")


def test_what_is_whole_or_of_no_record_names_no_field() -> None:
    gone, ghost, unclear = repair_lines(
        [
            repair("check_in", "missing", [["day", None, "x"]]),
            repair("check_in", "added", [["day", "x", None]]),
            repair("", "open", []),
        ],
        TODAY,
    )
    assert gone.detail.endswith("补上")
    assert "留存备查" in ghost.detail
    assert unclear.what == "整体核对"


def test_of_a_sealed_file_neither_kind_nor_number_is_shown() -> None:
    (line,) = repair_lines([repair("person", "altered", [["phone", "1", "2"]])], TODAY, sealed={1})
    assert line.what == "已封存的档案"
    assert line.detail == "内容与日志不符，已按日志改回"
