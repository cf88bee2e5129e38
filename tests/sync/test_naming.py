"""What nobody has words for keeps its own name, so that a newer program's records are named too."""

from __future__ import annotations

import corrdesk.bootstrap  # noqa: F401 - every table has to be known
from corrdesk.casework.permissions import ACTIONS
from corrdesk.sync.naming import (
    ACTS,
    FIELDS,
    KINDS,
    OWN,
    act_words,
    field_words,
    has_words,
    kind_words,
    value_words,
)
from corrdesk.sync.shapes import recorded_shapes
from corrdesk.sync.telling import TECHNICAL


def test_what_nobody_has_words_for_keeps_its_name() -> None:
    assert (kind_words("of_the_future"), field_words("badge,name"), act_words("x.y")) == (
        "of_the_future", "badge、姓名或名称", "x.y"
    )  # fmt: skip
    assert [value_words("strict", field, "supervision") for field in ("class_", "name", "")] == [
        "严管", "strict", "strict",
    ]  # fmt: skip
    assert [value_words(v) for v in (None, True, False, 3)] == ["（空）", "是", "否", "3"]


def test_a_field_is_called_as_its_kind_of_record_calls_it() -> None:
    assert field_words("subject", "approval") == "对象"
    assert field_words("subject", "plan_goal") == "要求"
    assert field_words("name,sex", "person") == "姓名、性别"
    assert not has_words("badge", "person")
    assert value_words("letter", "step", "relocation_step") == (
        "书面征求新执行地意见／收到征求意见函"
    )
    assert value_words("／", "note", "person") == "／"  # what people wrote stays as it is


def test_every_kind_and_every_field_of_it_has_words() -> None:
    shapes = recorded_shapes()
    assert {each.table.name for each in shapes} - set(KINDS) == set()
    columns = {(each.table.name, name) for each in shapes for name in each.columns}
    wordless = {(kind, name) for kind, name in columns if not has_words(name, kind)}
    assert {name for _kind, name in wordless} == {"address", "file_sha256", "sha256"}
    assert {name for _kind, name in wordless} < TECHNICAL
    assert set(OWN) - {f"{kind}.{name}" for kind, name in columns} == set()
    assert {action.partition(".")[0] for action in ACTIONS} - set(ACTS) == set()


def test_no_field_is_told_raw() -> None:
    assert all(not words.isascii() for words in (*FIELDS.values(), *OWN.values()))
