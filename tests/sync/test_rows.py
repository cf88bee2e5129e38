"""Many ids are asked for in pieces."""

from __future__ import annotations

from corrdesk.sync.replica import Replica
from corrdesk.sync.rows import PIECE, known_ids, pieces
from tests.sync.worlds import OFFICE, Device, memory_store, run_fact


def test_pieces_hold_everything_once() -> None:
    ids = {f"{n:05d}" for n in range(2 * PIECE + 1)}
    found = list(pieces(ids))
    assert [len(piece) for piece in found] == [PIECE, PIECE, 1]
    assert {each for piece in found for each in piece} == ids


def test_only_those_of_the_office_are_known() -> None:
    store, device = memory_store(), Device("a")
    device.act(*(run_fact(f"f{n}") for n in range(PIECE + 5)))
    Replica(store, OFFICE).take(device.segment(), {})
    wanted = [f"f{n}" for n in range(PIECE + 9)]
    with store.engine.connect() as connection:
        assert len(known_ids(connection, OFFICE, "duty_run", wanted)) == PIECE + 5
        assert known_ids(connection, "ffffffffffff", "duty_run", wanted) == set()
    store.dispose()
