"""Values for the columns of any recorded table, drawn by Hypothesis as entries say them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Float, Integer, LargeBinary

from corrdesk.base.ids import derived_id
from corrdesk.store.types import Code, Moment
from corrdesk.sync.shapes import Shape

WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00"), min_size=0, max_size=12
) | st.sampled_from(["", "某\t某\\N\n厂", "'; --", "\x1f", "{}"])
DAYS = st.dates().map(lambda day: day.isoformat())
MOMENTS = st.sampled_from(
    [
        "2026-06-10T09:00:00.123+08:00",
        "2026-06-10T01:00:00+00:00",
        "2026-06-10T09:00:00.123456+08:00",
    ]
)
NESTED = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


def of_column(column: Column[Any]) -> st.SearchStrategy[Any]:
    """What may stand in a column."""
    kind = column.type
    found: st.SearchStrategy[Any]
    if isinstance(kind, Moment):
        found = MOMENTS
    elif isinstance(kind, Date):
        found = DAYS
    elif isinstance(kind, Boolean):
        found = st.booleans()
    elif isinstance(kind, JSON):
        found = st.lists(NESTED, max_size=2) | st.dictionaries(WORDS, NESTED, max_size=2)
    elif isinstance(kind, Float):
        found = st.floats(-1e6, 1e6)
    elif isinstance(kind, Integer):
        limit = 1 << 62 if isinstance(kind, BigInteger) else 1 << 30
        found = st.integers(-limit, limit)
    elif isinstance(kind, LargeBinary):
        found = st.binary(max_size=9)
    elif isinstance(kind, Code):
        found = st.sampled_from(sorted(kind.known))
    else:
        found = WORDS.map(lambda word: word[: getattr(kind, "length", None) or 40])
    return st.none() | found if column.nullable else found


def of_shape(shape: Shape) -> st.SearchStrategy[dict[str, Any]]:
    """The fields of a new record, which refers to nothing unless it has to."""
    found = {name: of_column(column) for name, column in shape.columns.items()}
    for each in shape.references:
        may_lack = shape.columns[each.column].nullable
        found[each.column] = st.none() if may_lack else st.just(derived_id("another"))
    return st.fixed_dictionaries(found)
