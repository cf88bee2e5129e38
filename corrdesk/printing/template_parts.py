"""The blocks of a form's file: one small reader per kind of block. Strict, draws nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from corrdesk.base.i18n import _
from corrdesk.printing.blocks import (
    Block,
    Cell,
    Copies,
    Cut,
    Head,
    Items,
    NewPage,
    Note,
    Opinion,
    Place,
    Row,
    Seal,
    Signature,
    Signatures,
    Table,
    Text,
    Ticks,
)
from corrdesk.printing.slots import Slot, Wording
from corrdesk.printing.template_node import Node

SharedRows = Mapping[str, Node]
"""Rows that several forms have in common, by name."""


def read_block(node: Node, shared: SharedRows) -> Block:
    """One block: a mapping with a single key that says what it is."""
    members = list(node.members())
    if len(members) != 1:
        raise node.problem(_("每一块只能有一个名称。"))
    name, content = members[0]
    if name == "table":
        return _table(content, shared)
    reader = _READERS.get(name)
    if reader is None:
        raise content.problem(_("不认识“{key}”。").format(key=name))
    return reader(content)


def read_head(node: Node, title: str = "") -> Head:
    """A head; inside a form it names its own title, at the top the form's."""
    node.keys({"title", "issuer", "number", "left", "letterhead"})
    own = node.optional_wording("title")
    if not own.parts and not title:
        raise node.problem(_("缺少“{key}”。").format(key="title"))
    return Head(
        title=own if own.parts else Wording((title,)),
        issuer=node.optional_wording("issuer"),
        number=node.at("number").text() if node.has("number") else "",
        left=node.optional_wording("left"),
        letterhead=node.flag("letterhead", default=False),
    )


def _text(node: Node) -> Text:
    return Text(node.wordings())


def _flush(node: Node) -> Text:
    return Text(node.wordings(), flush=True)


def _items(node: Node) -> Items:
    node.keys({"field", "lead"}, required=frozenset({"field"}))
    lead = node.at("lead").text() if node.has("lead") else ""
    return Items(_slot(node.at("field")), lead)


def _seal(node: Node) -> Seal:
    node.keys({"by", "date"}, required=frozenset({"by", "date"}))
    return Seal(node.at("by").wording(), node.at("date").wording())


def _sign(node: Node) -> Signatures:
    node.keys({"said", "lines"}, required=frozenset({"lines"}))
    lines = tuple(_signature(each) for each in node.at("lines").items())
    return Signatures(node.optional_wording("said"), lines)


def _signature(node: Node) -> Signature:
    if isinstance(node.value(), str):
        return Signature(node.wording())
    node.keys({"label", "dated"}, required=frozenset({"label"}))
    return Signature(node.at("label").wording(), node.flag("dated", default=True))


def _copies(node: Node) -> Copies:
    return Copies(node.wording())


def _note(node: Node) -> Note:
    return Note(node.wordings())


def _cut(node: Node) -> Cut:
    return Cut(node.text())


def _new_page(node: Node) -> NewPage:
    if node.value() is not True:
        raise node.problem(_("此处须为 true。"))
    return NewPage()


def _table(node: Node, shared: SharedRows) -> Table:
    node.keys({"columns", "rows"}, required=frozenset({"columns", "rows"}))
    columns = tuple(each.size(default=1.0) for each in node.at("columns").items())
    rows = tuple(
        _row(row, len(columns))
        for each in node.at("rows").items()
        for row in _same_rows(each, shared)
    )
    return Table(columns, rows)


def _same_rows(node: Node, shared: SharedRows) -> tuple[Node, ...]:
    """The row itself, or the common rows it names."""
    value = node.value()
    if not isinstance(value, dict) or "use" not in value:
        return (node,)
    node.keys({"use"})
    name = node.at("use").text()
    if name not in shared:
        raise node.problem(_("没有名为“{name}”的公用行。").format(name=name))
    return shared[name].items()


def _row(node: Node, columns: int) -> Row:
    least = 0.0
    cells = node
    if isinstance(node.value(), dict):
        node.keys({"cells", "least"}, required=frozenset({"cells"}))
        least = node.at("least").size(default=0.0)
        cells = node.at("cells")
    found = [_cell(each, position) for position, each in enumerate(cells.items())]
    left = columns - sum(cell.span for cell in found[:-1])
    if left < 1:
        raise node.problem(_("这一行的格子比表格的列多。"))
    return Row((*found[:-1], _spanning(found[-1], left)), least)


def _spanning(cell: Cell | Ticks | Opinion, span: int) -> Cell | Ticks | Opinion:
    """The last cell of a row takes the columns that are left."""
    if isinstance(cell, Cell):
        return Cell(cell.text, cell.place, span)
    if isinstance(cell, Ticks):
        return Ticks(cell.field, cell.options, span)
    return Opinion(cell.text, cell.sign, cell.date, cell.seal, span)


def _cell(node: Node, position: int) -> Cell | Ticks | Opinion:
    value = node.value()
    if value == "":
        return Cell(Wording(), Place.VALUE)
    if isinstance(value, str):
        return _plain_cell(node, position)
    if node.has("tick"):
        node.keys({"tick", "options", "span"}, required=frozenset({"options"}))
        options = tuple(each.text() for each in node.at("options").items())
        return Ticks(_slot(node.at("tick")), options, _span(node))
    if node.has("opinion"):
        node.keys({"opinion", "sign", "date", "seal", "span"})
        return Opinion(
            node.at("opinion").wording() if node.at("opinion").value() else Wording(),
            node.at("sign").text() if node.has("sign") else "",
            node.optional_wording("date"),
            node.flag("seal", default=True),
            _span(node),
        )
    node.keys({"text", "place", "span"}, required=frozenset({"text"}))
    place = Place(node.at("place").one_of(Place)) if node.has("place") else Place.VALUE
    return Cell(node.at("text").wording(), place, _span(node))


def _plain_cell(node: Node, position: int) -> Cell:
    """A text without slots in the place of a label is one; everything else is a value."""
    text = node.wording()
    label = position % 2 == 0 and not any(text.slots())
    return Cell(text, Place.LABEL if label else Place.VALUE)


def _span(node: Node) -> int:
    return int(node.at("span").size(default=1.0))


def _slot(node: Node) -> Slot:
    return Slot(node.matching(r"[a-z][a-z0-9_]*"))


_READERS: Mapping[str, Callable[[Node], Block]] = MappingProxyType(
    {
        "head": read_head,
        "text": _text,
        "flush": _flush,
        "items": _items,
        "seal": _seal,
        "sign": _sign,
        "copies": _copies,
        "note": _note,
        "cut": _cut,
        "new_page": _new_page,
    }
)
