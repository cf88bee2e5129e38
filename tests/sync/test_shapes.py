"""Every recorded table can be told by its columns; unfit values are named, never bent."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Date, Integer

from corrdesk.base import heads
from corrdesk.store.base import Base, is_recorded
from corrdesk.store.chain import Change, pack_changes
from corrdesk.store.types import Moment
from corrdesk.sync.shapes import Reference, Shape, ValueUnfit, recorded_shapes, shape_of
from tests.sync.worlds import OFFICE

assert OFFICE  # the tables are registered by it


def test_every_recorded_table_has_a_shape() -> None:
    recorded = {table.name for table in Base.metadata.tables.values() if is_recorded(table)}
    assert {shape.table.name for shape in recorded_shapes()} == recorded
    for name in recorded:
        shape = shape_of(name)
        assert shape is not None
        assert shape.columns


@pytest.mark.parametrize("name", ["journal_entry", "search_key", "sync_state", "nothing"])
def test_other_tables_have_none(name: str) -> None:
    assert shape_of(name) is None


def test_no_recorded_table_refuses_what_a_device_entered() -> None:
    """What may be entered once is the unit of work's care: see `once_per_device`."""
    assert not [i.name for s in recorded_shapes() for i in s.table.indexes if i.unique]


def test_references_and_what_is_entered_once() -> None:
    decision, document = shape_of("decision"), shape_of("document")
    assert decision is not None
    assert document is not None
    assert decision.references == (Reference("proposal_id", "proposal"),)
    assert ("word", "year", "number") in document.once


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("person", "name", "x" * 101),
        ("person", "name", None),
        ("person", "name", 1),
        ("person", "born", "2026-02-30"),
        ("person", "born", 5),
        ("check_in", "happened_at", "2026-06-10T09:00:00"),
        ("check_in", "happened_at", "tomorrow"),
        ("duty", "needed", True),
        ("duty", "needed", 1 << 31),
        ("duty", "needed", "1"),
        ("officer", "active", 1),
        ("document", "addressees", None),
    ],
)
def test_unfit_values(table: str, field: str, value: Any) -> None:
    shape = shape_of(table)
    assert shape is not None
    with pytest.raises(ValueUnfit):
        shape.values({field: value})
    with pytest.raises(ValueUnfit):
        shape.column(field, [value, value])


def test_what_is_missing_is_nothing_and_a_missing_day_is_unfit() -> None:
    leave = shape_of("leave_proof")
    assert leave is not None
    assert leave.whole({}) == {"subject_id": "", "title": "", "attachment_id": None}
    duty_run = shape_of("duty_run")
    assert duty_run is not None
    assert duty_run.whole({"until": "2026-06-30"})["until"] == date(2026, 6, 30)
    with pytest.raises(ValueUnfit):
        duty_run.whole({})


def test_unknown_fields_are_named() -> None:
    shape = shape_of("officer")
    assert shape is not None
    assert shape.unknown({"name": "x", "zeal": 1, "badge": 2}) == ["badge", "zeal"]


@pytest.mark.parametrize(
    ("code", "fits"), [("probation", True), ("", True), ("of_the_future", False)]
)
def test_a_code_is_one_that_this_program_knows(code: str, fits: bool) -> None:
    """A page that reads another one would fail on it; so the change waits for a newer program."""
    shape = shape_of("supervision")
    assert shape is not None
    if fits:
        assert shape.values({"category": code}) == {"category": code}
        assert list(shape.column("category", [code, code])) == [code, code]
        return
    with pytest.raises(ValueUnfit):
        shape.values({"category": code})
    with pytest.raises(ValueUnfit):
        shape.column("category", ["probation", code])


@pytest.mark.parametrize("value", [1, None, b"", True])
def test_a_code_is_a_text(value: Any) -> None:
    shape = shape_of("supervision")
    assert shape is not None
    with pytest.raises(ValueUnfit):
        shape.values({"category": value})


def emptiest(shape: Shape) -> Change:
    """The birth of a record in which nothing is said that need not be."""
    plain: dict[type, Any] = {Date: "2026-01-01", Boolean: False, Integer: 0, JSON: []}
    plain[Moment] = "2026-01-01T09:00:00.000+08:00"
    fields = {
        name: None if column.nullable else plain.get(type(column.type), "")
        for name, column in shape.columns.items()
    }
    return Change(shape.table.name, "b" * 32, fields, {})


@pytest.mark.parametrize("shape", recorded_shapes(), ids=lambda shape: shape.table.name)
def test_an_act_of_however_many_records_is_not_too_dense(
    shape: Shape, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is too dense is set aside by everybody, so no act of ours may ever be."""
    monkeypatch.setattr(heads, "LIGHT", 0)
    monkeypatch.setattr(heads, "MOST_VALUES", 0)
    assert not heads.is_too_dense(pack_changes([emptiest(shape)] * 100))
