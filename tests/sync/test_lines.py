"""One line for one record: the same on every engine, and the same before it is written as after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import corrdesk.sync.lines as lines_module
from corrdesk.base.ids import derived_id
from corrdesk.store.bulk import insert_columns
from corrdesk.store.engine import Store
from corrdesk.store.schema import upgrade
from corrdesk.sync.core.digests import digests_of
from corrdesk.sync.lines import canonical_json, canonical_text, lines_of
from corrdesk.sync.shapes import Shape, recorded_shapes, shape_of
from corrdesk.sync.state import writing
from tests.sync.values import of_shape
from tests.sync.worlds import OFFICE, memory_store

SHAPES = {shape.table.name: shape for shape in recorded_shapes()}
IDS = [derived_id("line", str(number)) for number in range(3)]
UIDS = [f"{derived_id('device', row_id)}:1" for row_id in IDS]  # what a device enters once


@pytest.fixture(scope="module")
def stores(postgres_url: str) -> Iterator[list[Store]]:
    server = Store.at(_own_database(postgres_url))
    upgrade(server.engine)
    both = [memory_store(), server]
    yield both
    for store in both:
        store.dispose()


def _own_database(url: str) -> str:
    import psycopg

    plain = url.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("CREATE DATABASE lines")
    return url.replace("/postgres?", "/lines?")


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_record_of_any_table(stores: list[Store], data: st.DataObject) -> None:
    shape = SHAPES[data.draw(st.sampled_from(sorted(SHAPES)))]
    said = [data.draw(of_shape(shape)) for _row_id in IDS]
    whole = [shape.whole(fields) for fields in said]
    columns = {name: [values[name] for values in whole] for name in shape.columns}
    reckoned = lines_of(shape).digests_of_new(IDS, UIDS, columns)
    assert len(set(reckoned.values())) == len(IDS)  # the id is part of it
    for store in stores:
        assert _read_back(store, shape, columns) == reckoned, store.engine.dialect.name


def _read_back(store: Store, shape: Shape, columns: dict[str, list[Any]]) -> dict[str, bytes]:
    """What is read once the records are written; they are taken out again."""
    table, count = shape.table, len(IDS)
    lead = {"office_id": [OFFICE] * count, "id": IDS, "entry": UIDS}
    if shape.is_form:
        lead["versions"] = [{}] * count  # type: ignore[list-item]
    with writing(store, OFFICE) as (_session, connection):
        if store.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        insert_columns(connection, table, lead | columns)
        lines = lines_of(shape)
        rows = [row for page in lines.between(connection, OFFICE, "", None) for row in page]
        found = dict(zip([row[0] for row in rows], lines.digests(rows, {}), strict=True))
        connection.execute(table.delete())
    return found


def test_pages_follow_one_another_and_end_where_they_should(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines_module, "AT_ONCE", 2)
    store, shape = memory_store(), SHAPES["duty_run"]
    lines = lines_module.Lines(shape)
    ids = [f"{number}" for number in range(7)]
    columns: dict[str, list[Any]] = {
        "office_id": [OFFICE] * 7, "id": ids, "entry": ["d:1"] * 7, "opened": [1] * 7,
        "until": [date(2026, 6, 30)] * 7, "rule_version": ["1"] * 7,
    }  # fmt: skip
    with writing(store, OFFICE) as (_session, connection):
        insert_columns(connection, shape.table, columns)
        for first, end in (("", None), ("2", None), ("2", "5"), ("0", "2"), ("9", None)):
            read = [
                row[0] for rows in lines.between(connection, OFFICE, first, end) for row in rows
            ]
            assert read == [n for n in ids if n >= first and (end is None or n < end)]
    store.dispose()


def test_what_was_changed_and_what_stands_beside_it_count() -> None:
    store, shape = memory_store(), SHAPES["officer"]
    lines = lines_of(shape)
    row = (IDS[0], "line", "{}")
    (plain,) = lines.digests([row], {})  # type: ignore[list-item]
    (changed,) = lines.digests([(*row[:2], '{"b": "d:2", "a": "d:1"}')], {})  # type: ignore[list-item]
    (same,) = lines.digests([(*row[:2], '{"a":"d:1","b":"d:2"}')], {})  # type: ignore[list-item]
    (disputed,) = lines.digests([row], {IDS[0]: [["name", "open", "[]"]]})  # type: ignore[list-item]
    assert changed == same
    assert len({plain, changed, disputed}) == 3
    assert [plain] == digests_of(["line\x1f{}"])
    store.dispose()


def test_json_has_one_form() -> None:
    assert canonical_json({"b": 1, "a": "字"}) == '{"a":"字","b":1}'
    assert canonical_text('{ "b": 1, "a": "字" }') == '{"a":"字","b":1}'
    assert canonical_text("{}") == "{}"


def test_a_line_is_read_by_one_statement_whose_text_is_the_same_for_every_engine() -> None:
    shape = shape_of("volunteer")
    assert shape is not None
    words = str(select(*lines_of(shape).columns))
    assert words.count("coalesce") == len(shape.columns)
