"""A segment is what its device signed, whoever hands it on and however it is packed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from corrdesk.sync.core import segment as segments
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.segment import (
    Claim,
    Proof,
    claim_run,
    packed_run,
    parse_claim,
    read_claim,
    read_segment,
    write_segment,
)
from corrdesk.sync.core.wire import dumps, loads, pack, unpack
from tests.sync.worlds import COUNTY, OFFICE, SCHEMA, Device, officer, public, run_fact, signing

KEYS = {Device("a").id: public(signing("a"))}


@pytest.fixture
def device() -> Device:
    made = Device("a")
    for number in range(5):
        made.act(officer(f"r{number}"), run_fact(f"f{number}"))
    return made


def read(body: bytes, keys: dict[str, bytes] | None = None, **options: Any) -> Any:
    given = {"county": COUNTY, "office": OFFICE} | options
    return read_segment(body, KEYS if keys is None else keys, **given)


def reason(body: bytes, **options: Any) -> Reason:
    with pytest.raises(Refused) as refused:
        read(body, **options)
    return refused.value.reason


def test_entries_come_back_exactly(device: Device) -> None:
    found = read(device.body(2, 4))
    assert list(found.entries) == device.entries[1:4]
    assert (found.claim.first, found.claim.last, found.claim.schema) == (2, 4, SCHEMA)
    assert parse_claim(found.claim.raw()) == found.claim


def test_another_packing_of_the_same_run_holds(device: Device) -> None:
    claim, signature, packed = loads(device.body())
    assert read(dumps([claim, signature, pack(unpack(packed))])).entries[0] == device.entries[0]


def repacked(device: Device, change: Callable[[list[Any]], None]) -> bytes:
    """A segment whose claim is sound and whose entries somebody altered."""
    claim, signature, packed = loads(device.body())
    columns = loads(unpack(packed))
    change(columns)
    return dumps([claim, signature, pack(dumps(columns))])


def swapped(column: list[Any]) -> list[Any]:
    return [column[1], column[0], *column[2:]]


@pytest.mark.parametrize(
    "change",
    [
        lambda columns: columns[0].__setitem__(0, "other.act"),
        lambda columns: columns[2].__setitem__(1, 7),
        lambda columns: columns[5].__setitem__(1, "because"),
        lambda columns: columns[6].__setitem__(2, b"\x80"),
        lambda columns: columns.__setitem__(slice(None), [swapped(c) for c in columns]),
    ],
)
def test_altered_entries_do_not_lead_to_the_signed_head(device: Device, change: Any) -> None:
    assert reason(repacked(device, change)) is Reason.CHAIN


@pytest.mark.parametrize(
    "change",
    [
        lambda columns: columns.pop(),
        lambda columns: columns[0].pop(),
        lambda columns: [column.append(column[-1]) for column in columns],
        lambda columns: columns[2].__setitem__(0, "7"),
        lambda columns: columns[6].__setitem__(0, "text"),
        lambda columns: columns[0].__setitem__(0, "x" * 61),
    ],
)
def test_entries_of_another_form_are_refused(device: Device, change: Any) -> None:
    assert reason(repacked(device, change)) is Reason.FORM


def test_whose_it_is_and_for_whom(device: Device) -> None:
    assert reason(device.body(), keys={}) is Reason.STRANGER
    assert reason(device.body(), keys={device.id: public(signing("b"))}) is Reason.SIGNATURE
    assert reason(device.body(), county="0" * 32) is Reason.AUDIENCE
    assert reason(device.body(), office="ffffffffffff") is Reason.AUDIENCE


def test_a_claim_is_bounded_and_has_a_version(device: Device) -> None:
    proof = claim_run(packed_run(device.entries), COUNTY, SCHEMA, device.sign)
    later = dumps([2, *loads(proof.claim.raw())[1:]])
    huge = Claim(COUNTY, OFFICE, device.id, 1, 5001, bytes(32), bytes(32), SCHEMA).raw()
    for raw, expected in ((later, Reason.VERSION), (huge, Reason.SIZE)):
        signature = device.sign(segments.CONTEXT + raw)
        with pytest.raises(Refused) as refused:
            read_claim(raw, signature, KEYS[device.id])
        assert refused.value.reason is expected
    body = dumps([b"x" * 2000, bytes(64), b""])
    assert reason(body) is Reason.SIZE


def test_a_longer_claim_over_fewer_entries_is_refused(device: Device) -> None:
    proof = claim_run(packed_run(device.entries), COUNTY, SCHEMA, device.sign)
    assert reason(
        write_segment(Proof(proof.claim, proof.signature), packed_run(device.entries[:3]).body)
    ) is (Reason.FORM)
