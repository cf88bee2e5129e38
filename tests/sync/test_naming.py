"""What nobody has words for keeps its own name, so that a newer program's records are named too."""

from __future__ import annotations

import corrdesk.bootstrap  # noqa: F401 - every table has to be known
from corrdesk.casework.permissions import ACTIONS
from corrdesk.sync.naming import ACTS, KINDS, act_words, field_words, kind_words, value_words
from corrdesk.sync.shapes import recorded_shapes


def test_what_nobody_has_words_for_keeps_its_name() -> None:
    assert (kind_words("of_the_future"), field_words("badge,name"), act_words("x.y")) == (
        "of_the_future", "badge、姓名或名称", "x.y"
    )  # fmt: skip
    assert [value_words(v) for v in (None, True, False, 3)] == ["（空）", "是", "否", "3"]


def test_whatever_a_person_may_be_asked_about_has_words() -> None:
    asked = {each.table.name for each in recorded_shapes()}  # any of them waits for the county
    assert asked - set(KINDS) == set()
    assert {action.partition(".")[0] for action in ACTIONS} - set(ACTS) == set()
