"""The bytes of an entry are always the same, and its clock only goes forward."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.clock import CHINA
from corrdesk.store.engine import Store
from corrdesk.store.journal import (
    Change,
    entry_uid,
    newest_hlc,
    next_hlc,
    pack_changes,
    plain,
    unpack_changes,
)
from tests.store.conftest import OFFICE

VALUES = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text()
CHANGES = st.builds(
    Change,
    table=st.text(max_size=10),
    row_id=st.text(max_size=10),
    fields=st.dictionaries(st.text(max_size=5), VALUES),
    replaced=st.dictionaries(st.text(max_size=5), st.text(max_size=5)),
)


def test_no_other_device_was_heard_of_yet(store: Store) -> None:
    with store.read() as session:
        assert newest_hlc(session, OFFICE) == 0


@given(st.lists(CHANGES, max_size=4))
def test_changes_come_back_and_have_one_form(changes: list[Change]) -> None:
    packed = pack_changes(changes)
    assert unpack_changes(packed) == tuple(changes)
    again = [
        Change(c.table, c.row_id, dict(reversed(c.fields.items())), c.replaced) for c in changes
    ]
    assert pack_changes(again) == packed


@given(st.integers(0, 2**62), st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1)))
def test_the_hybrid_clock_only_goes_forward(last: int, now: datetime) -> None:
    assert next_hlc(last, now.replace(tzinfo=CHINA)) > last


def test_the_hybrid_clock_follows_the_wall() -> None:
    now = datetime(2026, 6, 10, 9, 0, tzinfo=CHINA)
    first = next_hlc(0, now)
    assert next_hlc(first, now) == first + 1
    assert next_hlc(first, now - timedelta(hours=1)) == first + 1
    assert next_hlc(first, now + timedelta(milliseconds=1)) == first + 65536


def test_values_are_kept_as_plain_text() -> None:
    assert plain(date(2026, 6, 10)) == "2026-06-10"
    assert plain(datetime(2026, 6, 10, 9, tzinfo=CHINA)) == "2026-06-10T09:00:00+08:00"
    assert plain(7) == 7
    assert entry_uid("d", 3) == "d:3"
