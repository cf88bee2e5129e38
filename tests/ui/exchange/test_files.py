"""Files that wait, in words: how many, which way, how large."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from corrdesk.base.clock import CHINA
from corrdesk.sync.waiting import WaitingFile, Way
from corrdesk.ui.exchange.files import file_lines, file_words, stuck_words

AT = datetime(2026, 6, 9, 10, tzinfo=CHINA)


def files(*ways: Way) -> list[WaitingFile]:
    return [WaitingFile(str(n), f"扫描{n}.pdf", 300_000, AT, way) for n, way in enumerate(ways)]


def test_how_many_wait_and_which_way() -> None:
    assert file_words([]) == ""
    assert file_words(files(Way.OUT, Way.OUT_LATER)) == "附件 2 个待送。"
    assert file_words(files(Way.IN)) == "附件 1 个尚未送达本机。"
    assert file_words(files(Way.IN, Way.OUT)) == "附件 1 个待送，1 个尚未送达本机。"


def test_each_has_its_line() -> None:
    lines = file_lines(files(Way.OUT, Way.OUT_LATER, Way.IN), date(2026, 6, 10))
    assert [line.detail for line in lines] == [f"扫描{n}.pdf　293 KB" for n in range(3)]
    assert [line.what[0] for line in lines] == ["↑", "↑", "↓"]
    assert len({line.key for line in lines}) == 3


def test_what_no_name_is_left_for_stands_first_and_says_what_to_do() -> None:
    waiting = files(Way.OUT, Way.IN, Way.OUT)
    stuck = [replace(each, blocked=True) for each in waiting[1:]]
    lines = file_lines([waiting[0], *stuck], date(2026, 6, 10))
    assert [line.what[0] for line in lines] == ["▲", "▲", "↑"]
    words = stuck_words(lines, "5123456789ab")
    assert "2 个附件送不到" in words
    assert "删去其中的 5123456789ab/files 文件夹" in words
    assert stuck_words(lines[2:], "5123456789ab") == stuck_words([], "5123456789ab") == ""


def test_what_a_stick_has_no_room_for_is_told_with_the_way_on() -> None:
    waiting = files(Way.OUT, Way.OUT)
    large = replace(waiting[1], size=60 << 20, no_room=True)
    lines = file_lines([waiting[0], large], date(2026, 6, 10))
    assert [line.what for line in lines] == ["▲ 上次的地点放不下", "↑ 待送县级"]
    words = stuck_words(lines, "5123456789ab")
    assert "1 个附件" in words
    assert "60.0 MB" in words
    assert "更大的 U 盘" in words
