"""Blocks as files describe them."""

import pytest

from corrdesk.printing.blocks import Cell, Head, Opinion, Place, Seal, Table, Ticks
from corrdesk.printing.template_node import Node
from corrdesk.printing.template_parts import read_block, read_head
from corrdesk.rules.document import DocumentProblem, parse_document


def _node(text: str) -> Node:
    return Node(parse_document(text, "form.yaml"))


def _table(text: str) -> Table:
    shared = _node("person: [[姓名, '{name}']]").members()
    block = read_block(_node(text), dict(shared))
    assert isinstance(block, Table)
    return block


def test_the_last_cell_takes_the_columns_that_are_left() -> None:
    table = _table("table: {columns: [1, 2, 1, 2], rows: [[甲, '{a}'], [乙, '{b}', 丙, '{c}']]}")
    assert [[cell.span for cell in row.cells] for row in table.rows] == [[1, 3], [1, 1, 1, 1]]


def test_labels_values_ticks_and_opinions_are_told_apart() -> None:
    table = _table(
        "table: {columns: [1, 1], rows: [[甲, '{a}'], [乙, ''], {least: 20, cells: [丙, 丁]},"
        " [戊, {tick: t, options: [一, 二]}], [己, {opinion: '{o}', sign: 负责人}]]}"
    )
    kinds = [type(row.cells[1]) for row in table.rows]
    assert kinds == [Cell, Cell, Cell, Ticks, Opinion]
    assert [
        cell.place for row in table.rows[:3] for cell in row.cells if isinstance(cell, Cell)
    ] == [
        Place.LABEL,
        Place.VALUE,
    ] * 3
    assert table.rows[2].least == 20


def test_common_rows_are_taken_over() -> None:
    table = _table("table: {columns: [1, 1], rows: [{use: person}, [甲, '{a}']]}")
    assert len(table.rows) == 2


def test_a_head_names_its_own_title_or_takes_the_forms() -> None:
    assert read_head(_node("{number: 矫警}"), "标题").title.parts == ("标题",)
    head = read_block(_node("head: {title: 存根}"), {})
    assert isinstance(head, Head)
    assert head.title.parts == ("存根",)
    assert isinstance(read_block(_node("seal: {by: '{a}', date: '{b}'}"), {}), Seal)


@pytest.mark.parametrize(
    "text",
    [
        "unknown: 1",
        "{text: [甲], note: [乙]}",
        "seal: {by: 甲}",
        "head: {number: 甲}",
        "new_page: 1",
        "items: {field: 'A b'}",
        "table: {columns: [1], rows: [[甲, 乙]]}",
        "table: {columns: [1, 1], rows: [{use: nobody}]}",
        "table: {columns: [0], rows: [[甲]]}",
        "table: {columns: [1, 1], rows: [[甲, {tick: a}]]}",
        "table: {columns: [1, 1], rows: [[甲, {text: '{a}', colour: red}]]}",
        "sign: {lines: [{dated: true}]}",
    ],
)
def test_a_fault_is_refused(text: str) -> None:
    with pytest.raises(DocumentProblem, match=r"^form\.yaml:1: "):
        read_block(_node(text), {})
