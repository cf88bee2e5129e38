"""The server's box keeps what every transport keeps: whole things under names written once."""

from __future__ import annotations

import pytest

from corrdesk.county.box import TableBox
from corrdesk.sync.core.wire import LARGEST_SEALED
from corrdesk.sync.transports.base import TransportFault
from tests.county.conftest import Bureau


@pytest.fixture
def box(bureau: Bureau) -> TableBox:
    return bureau.county.box


def test_what_is_left_is_there_whole_and_once(box: TableBox) -> None:
    box.put("o/in/a.seg", b"first")
    box.put("o/in/a.seg", b"second")
    assert box.get("o/in/a.seg") == b"first"
    assert box.get("o/in/b.seg") is None
    assert box.size() == (1, 5)


def test_names_are_listed_by_their_beginning(box: TableBox) -> None:
    for name in ("o/in/a", "o/in/b", "o/out/a", "p/in/a"):
        box.put(name, b"x")
    assert box.list("o/in/") == ["o/in/a", "o/in/b"]
    assert box.list("") == ["o/in/a", "o/in/b", "o/out/a", "p/in/a"]
    assert (box.count("o/in/"), box.count("o/"), box.count("q/")) == (2, 3, 0)
    box.clear(["o/in/a"])
    assert box.list("o/in/") == ["o/in/b"]


@pytest.mark.parametrize("name", ["", "../x", "o//x", "/x", "o/in/", "o/%", "名"])
def test_other_names_are_refused(box: TableBox, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        box.put(name, b"x")
    with pytest.raises(ValueError, match="name"):
        box.get(name)


def test_nothing_larger_than_is_ever_sent(box: TableBox) -> None:
    with pytest.raises(TransportFault):
        box.put("o/in/a", bytes(LARGEST_SEALED + 1))
    assert box.size() == (0, 0)
