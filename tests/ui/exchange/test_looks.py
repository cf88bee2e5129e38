"""Sentences and lines of the exchange, as an officer reads them."""

from __future__ import annotations

from datetime import date

from corrdesk.bootstrap import Desk
from corrdesk.sync.core.merge import State
from corrdesk.sync.settling import Conflict, Said, SetAside
from corrdesk.sync.standing import Balance
from corrdesk.sync.telling import Teller
from corrdesk.ui.exchange.looks import (
    aside_lines,
    balance_words,
    bar_words,
    conflict_lines,
    waiting_lines,
)
from tests.sync.worlds import Device, officer

TODAY = date(2026, 6, 12)


def test_what_the_county_holds_in_one_sentence() -> None:
    device = Device("a")
    for number in range(3):
        device.act(officer(f"r{number}"))
    words = balance_words(Balance(215, 212, "", device.entries), TODAY)
    assert words.startswith("县级已收到您 215 条中的 212 条；3 条待送，最早的自")
    assert balance_words(Balance(5, 5, ""), TODAY).endswith("没有待送的。")
    assert [line.detail for line in waiting_lines(device.entries, TODAY)] == [
        "第 1 条", "第 2 条", "第 3 条"
    ]  # fmt: skip


def test_a_conflict_shows_both_values_in_words(desk: Desk) -> None:
    def conflict(kind: str, field: str, state: State, *values: object) -> Conflict:
        said = tuple(Said("a:1", value, "", "", "", "a") for value in values)
        return Conflict(kind, "p", field, state, said)

    conflicts = [
        conflict("person", "education", State.OPEN, "高中", ""),
        conflict("supervision", "officer_id", State.OPEN, desk.actor.officer_id, "f" * 32),
        conflict("supervision", "class_", State.OPEN, "strict", "light"),
        conflict("relocation", "proofs", State.OPEN, ["户口簿", "合同"], []),
        conflict("person", "id_number", State.DOUBLE, "p", "q"),
    ]
    with desk.read() as session:
        teller = Teller(session, desk.office.id)
        lines = conflict_lines(conflicts, teller, {("supervision", "p"): "张三"})
    assert [(line.what, line.detail) for line in lines] == [
        ("人员：文化程度", "高中　↔　（空）"),
        ("张三　矫正：责任人", "李明　↔　另一条记录（ffffffff）"),
        ("张三　矫正：管理类别", "严管　↔　宽管"),
        ("执行地变更：证明材料", "户口簿；合同　↔　（空）"),
        ("人员：身份证号码", "重复登记"),
    ]
    assert lines[2].values == ("严管", "宽管")
    assert lines[4].values == ("一条记录", "一条记录")


def test_a_change_that_was_set_aside_says_why() -> None:
    change = SetAside("a:1", 0, "check_in", "c", "value", "checkin.record", "2026-06-11T09:00:00")
    (line,) = aside_lines([change], TODAY)
    assert (line.what, "不合要求" in line.detail) == ("报到：报到", True)


def test_the_status_bar_says_since_when_as_people_do() -> None:
    device = Device("a")
    device.act(officer("r"))
    entry = device.entries[0]
    written = [entry._replace(entered_at=f"2026-{day}T09:00:00+08:00") for day in
               ("06-12", "06-09", "06-05", "05-28")]  # fmt: skip
    said = [bar_words(Balance(215, 212, "", [each]), TODAY) for each in written]
    assert said == [
        "县级已收 212/215，3 条待送，最早今天",
        "县级已收 212/215，3 条待送，最早周二",
        "县级已收 212/215，3 条待送，最早6月5日",
        "县级已收 212/215，3 条待送，最早5月28日",
    ]
    assert bar_words(Balance(5, 5, ""), TODAY) == "县级已收 5/5"
