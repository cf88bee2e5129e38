"""Segments that are small on the way and large in memory: an enrolled device's, or a stolen key's.

What is not taken is refused before it is made; what is authentic is kept and set aside.
"""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from corrdesk.store.replay import unexplained
from corrdesk.sync.applying import FORM
from corrdesk.sync.core.frame import Kind, frame
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.segment import CONTEXT, claim_run, packed_run, write_segment
from corrdesk.sync.core.wire import dumps, pack
from tests.faults.test_hostile_segments import A, Attacked
from tests.sync.worlds import COUNTY, SCHEMA, Device

BAR = 64 << 20
MANY = 1_000_000
LIST, MAP = 0x9A, 0xBA


@pytest.fixture
def attacked() -> Iterator[Attacked]:
    made = Attacked()
    yield made
    made.store.dispose()


def head(kind: int, count: int) -> bytes:
    return bytes([kind]) + count.to_bytes(4)


def noise(size: int) -> bytes:
    """What does not pack, so that the whole is not refused for being packed too well."""
    return dumps(random.Random(size).randbytes(size // 150))


def peak(work: Callable[[], object]) -> int:
    """How much memory some work takes at its height."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def claimed(attacked: Attacked, raw: bytes) -> bytes:
    """A signed claim of honest entries, with other columns."""
    claim = claim_run(packed_run(attacked.honest.entries[4:]), COUNTY, SCHEMA, A.sign).claim
    body = dumps([claim.raw(), A.sign(CONTEXT + claim.raw()), pack(raw)])
    return attacked.seal(frame(Kind.SEGMENT, A.id, body, A.sign))


@pytest.mark.parametrize(
    "value", [b"\x80", b"\xa0", b"\x62ab", b"\x19\x7f\xff", b"\x81\x81\x81\x80", b"\xa1\x60\x80"]
)
@pytest.mark.parametrize("first", [MANY, 8])
def test_columns_of_many_values_are_not_made(attacked: Attacked, value: bytes, first: int) -> None:
    dense = head(LIST, MANY) + value * MANY
    fitting = head(LIST, 8) + b"\x60" * 8
    raw = b"\x87" + (dense if first == MANY else fitting) + dense * 2 + fitting * 3
    raw += head(LIST, 1) + noise(len(raw))
    sealed = claimed(attacked, raw)

    def take() -> None:
        with pytest.raises(Refused) as refused:
            attacked.side.take(sealed)
        assert refused.value.reason in {Reason.SIZE, Reason.FORM}

    assert peak(take) - len(raw) < BAR // 4
    assert attacked.ledger.heads()[A.id].seq == 4


@pytest.mark.parametrize("value", [b"\x80", b"\xa0", b"\x81\x81\x81\x80"])
def test_a_body_of_many_values_is_kept_and_set_aside(attacked: Attacked, value: bytes) -> None:
    """It is a link of the chain, so it is taken; nobody makes out what it says."""
    chain = Device("a")
    chain.entries = list(attacked.honest.entries[:4])
    body = b"\x82" + head(LIST, 2 * MANY) + value * (2 * MANY)
    chain.act(body=body + noise(len(body)))
    run = packed_run(chain.entries[4:])
    claim = claim_run(run, COUNTY, SCHEMA, A.sign)
    sealed = attacked.seal(frame(Kind.SEGMENT, A.id, write_segment(claim, run.body), A.sign))
    assert peak(lambda: attacked.side.take(sealed)) < BAR
    assert [(aside.seq, aside.reason) for aside in attacked.ledger.asides()] == [(5, FORM)]
    assert attacked.ledger.heads()[A.id].seq == 5
    with attacked.store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert peak(lambda: list(unexplained(driver))) < BAR


def test_many_small_frames_leave_nothing_behind(attacked: Attacked) -> None:
    """Hundreds of refused ones, one after another, take no more than one of them."""
    sealed = [attacked.flipped_inside() for _time in range(50)]
    sealed += [attacked.random.randbytes(600) for _time in range(50)]

    def refuse() -> None:
        for each in sealed * 5:
            with pytest.raises(Refused):
                attacked.side.take(each)

    refuse()
    assert peak(refuse) < 1 << 20
