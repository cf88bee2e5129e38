"""Sealed for some, closed to all others; every damage is noticed."""

from __future__ import annotations

import pytest

from corrdesk.sync.box import AgeBox, is_recipient, new_identity
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.wire import LARGEST_SEALED


def test_the_readers_and_nobody_else() -> None:
    mine, other, stranger = (AgeBox(new_identity()) for _ in range(3))
    sealed = mine.seal("案卷".encode(), [mine.recipient, other.recipient])
    assert mine.open(sealed) == other.open(sealed) == "案卷".encode()
    with pytest.raises(Refused) as refused:
        stranger.open(sealed)
    assert refused.value.reason is Reason.SEALED
    assert "SECRET" not in repr(mine)


def test_every_flipped_bit_is_noticed() -> None:
    box = AgeBox(new_identity())
    sealed = box.seal(b"x" * 50, [box.recipient])
    for position in range(0, len(sealed) * 8, 3):
        damaged = bytearray(sealed)
        damaged[position // 8] ^= 1 << position % 8
        with pytest.raises(Refused):
            box.open(bytes(damaged))


def test_a_recipient_is_told_from_nonsense() -> None:
    assert is_recipient(AgeBox(new_identity()).recipient)
    for text in ("", "age1nonsense", new_identity(), "中"):
        assert not is_recipient(text)


def test_nobody_and_nonsense_are_no_recipients() -> None:
    box = AgeBox(new_identity())
    for recipients in ([], ["age1nonsense"]):
        with pytest.raises(ValueError, match=r"sealed|recipient"):
            box.seal(b"x", recipients)
    with pytest.raises(Refused) as refused:
        box.open(bytes(LARGEST_SEALED + 1))
    assert refused.value.reason is Reason.SIZE
