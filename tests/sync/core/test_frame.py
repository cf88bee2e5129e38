"""Nothing of a frame is read before its signature holds; every bit counts."""

from __future__ import annotations

import pytest

from corrdesk.sync.core.frame import HEAD, Kind, frame, peek, read_frame
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.wire import LARGEST_SEALED
from tests.sync.worlds import Device, public, signing

A = Device("a")
KEYS = {A.id: public(signing("a"))}


def test_a_frame_comes_back_as_it_was() -> None:
    raw = frame(Kind.RECEIPT, A.id, b"body", A.sign)
    read = read_frame(raw, KEYS, Kind.RECEIPT)
    assert (read.kind, read.sender, read.body) == (Kind.RECEIPT, A.id, b"body")
    assert peek(raw) == (Kind.RECEIPT, A.id)


def test_every_flipped_bit_and_every_cut_is_refused() -> None:
    raw = frame(Kind.RECEIPT, A.id, b"body", A.sign)
    for position in range(len(raw) * 8):
        damaged = bytearray(raw)
        damaged[position // 8] ^= 1 << position % 8
        with pytest.raises(Refused):
            read_frame(bytes(damaged), KEYS, Kind.RECEIPT)
    for length in range(len(raw)):
        with pytest.raises(Refused):
            read_frame(raw[:length], KEYS, Kind.RECEIPT)
    with pytest.raises(Refused):
        read_frame(raw + b"x", KEYS, Kind.RECEIPT)


def test_what_is_wrong_has_its_name() -> None:
    raw = frame(Kind.RECEIPT, A.id, b"body", A.sign)
    cases = [
        (raw, {}, Reason.STRANGER),
        (raw, {A.id: public(signing("b"))}, Reason.SIGNATURE),
        (raw, {A.id: b"short"}, Reason.SIGNATURE),
        (raw[:6] + b"\x02" + raw[7:], KEYS, Reason.VERSION),
        (b"x" * HEAD, KEYS, Reason.FORM),
        (bytes(LARGEST_SEALED + 1), KEYS, Reason.SIZE),
    ]
    for content, keys, reason in cases:
        with pytest.raises(Refused) as refused:
            read_frame(content, keys, Kind.RECEIPT)
        assert refused.value.reason is reason
    with pytest.raises(Refused):
        read_frame(raw, KEYS, Kind.SEGMENT)


def test_a_sender_has_a_device_name() -> None:
    with pytest.raises(ValueError, match="32"):
        frame(Kind.RECEIPT, "device-1", b"", A.sign)
