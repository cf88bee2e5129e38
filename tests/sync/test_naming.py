"""What nobody has words for keeps its own name, so that a newer program's records are named too."""

from __future__ import annotations

import corrdesk.bootstrap  # noqa: F401 - every table has to be known
from corrdesk.casework.permissions import ACTIONS
from corrdesk.store.base import BOOKKEEPING
from corrdesk.sync.naming import (
    ACTS,
    FIELDS,
    KINDS,
    act_words,
    field_words,
    kind_words,
    value_words,
)
from corrdesk.sync.shapes import recorded_shapes


def test_what_nobody_has_words_for_keeps_its_name() -> None:
    assert (kind_words("of_the_future"), field_words("badge,name"), act_words("x.y")) == (
        "of_the_future", "badge、姓名或名称", "x.y"
    )  # fmt: skip
    assert [value_words("strict", field) for field in ("class_", "name", "")] == [
        "严管", "strict", "strict",
    ]  # fmt: skip
    assert [value_words(v) for v in (None, True, False, 3)] == ["（空）", "是", "否", "3"]


def test_whatever_a_person_may_be_asked_about_has_words() -> None:
    shapes = recorded_shapes()
    assert {each.table.name for each in shapes} - set(KINDS) == set()
    fields = {column.key for each in shapes if each.is_form for column in each.table.columns}
    assert fields - set(FIELDS) - BOOKKEEPING == set()
    assert {action.partition(".")[0] for action in ACTIONS} - set(ACTS) == set()
