"""A packed run gives back what was packed, or says that it is damaged."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.store.chain import check_chains
from corrdesk.store.runs import RunDamaged, entries_in, readable
from corrdesk.sync.core.segment import packed_run
from tests.store.layouts import chain

ENTRIES = chain("a", 12)


@given(st.integers(0, 11), st.integers(1, 12))
def test_a_run_comes_back(first: int, count: int) -> None:
    part = ENTRIES[first : first + count]
    run = packed_run(part)
    assert entries_in(run) == part
    assert list(readable([run])) == part
    assert (run.first, run.last, run.hlc) == (part[0].seq, part[-1].seq, part[-1].hlc)


@given(st.data())
def test_no_changed_byte_goes_unseen(data: st.DataObject) -> None:
    run = packed_run(ENTRIES)
    body = bytearray(run.body)
    at = data.draw(st.integers(0, len(body) - 1))
    body[at] ^= data.draw(st.integers(1, 255))
    with suppress(RunDamaged):
        assert entries_in(run._replace(body=bytes(body))) == ENTRIES  # a bit that means nothing


@pytest.mark.parametrize(
    "field", [{"head": bytes(32)}, {"previous": b"x" * 32}, {"last": 11}, {"first": 2},
              {"hlc": ENTRIES[-1].hlc + 1},
              {"office_id": "ffffffffffff"}, {"device_id": "f" * 32}, {"body": b""}],
)  # fmt: skip
def test_a_run_under_other_words_is_damaged(field: dict[str, object]) -> None:
    run = packed_run(ENTRIES)._replace(**field)  # type: ignore[arg-type]
    with pytest.raises(RunDamaged):
        entries_in(run)
    (alone,) = readable([run])
    assert (alone.seq, alone.hash, alone.body) == (run.last, run.head, b"")
    assert list(check_chains([alone]))


def test_a_frame_that_says_it_is_too_large_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corrdesk.store.runs.LARGEST", 10)
    with pytest.raises(RunDamaged):
        entries_in(packed_run(ENTRIES))
