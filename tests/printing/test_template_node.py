"""Strict reading of a form's file."""

import pytest

from corrdesk.printing.template_node import Node
from corrdesk.rules.document import DocumentProblem, parse_document

TEXT = """\
title: 甲
list: [一, 二]
flag: true
size: 12
empty: []
wrong: "{"
"""


@pytest.fixture
def node() -> Node:
    return Node(parse_document(TEXT, "form.yaml"))


def test_values_are_read_by_their_kind(node: Node) -> None:
    assert node.at("title").text() == "甲"
    assert [each.text() for each in node.at("list").items()] == ["一", "二"]
    assert node.flag("flag", default=False)
    assert node.flag("none", default=True)
    assert node.at("size").size(default=1) == 12
    assert node.at("none").size(default=1) == 1
    assert node.at("size").text() == "12"
    assert node.at("title", "deeper").value() is None
    assert node.at("list", 9).value() is None


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (1, lambda node: node.at("title").items()),
        (1, lambda node: node.at("title").mapping()),
        (1, lambda node: node.at("title").size(default=1)),
        (1, lambda node: node.flag("title", default=False)),
        (1, lambda node: node.at("title").one_of(["乙"])),
        (1, lambda node: node.at("title").matching("[a-z]+")),
        (2, lambda node: node.at("list").text()),
        (3, lambda node: node.at("flag").text()),
        (4, lambda node: node.keys({"title", "list", "flag"})),
        (5, lambda node: node.at("empty").items()),
        (6, lambda node: node.at("wrong").wording()),
        (
            1,
            lambda node: node.keys(
                {*"title list flag size empty wrong".split()}, frozenset({"more"})
            ),
        ),
    ],
)
def test_a_fault_is_named_with_file_and_line(node: Node, line: int, read: object) -> None:
    with pytest.raises(DocumentProblem) as refusal:
        read(node)  # type: ignore[operator]
    assert str(refusal.value).startswith(f"form.yaml:{line}: ")
