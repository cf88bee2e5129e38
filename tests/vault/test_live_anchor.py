"""The newest head: cheap to write, whole after a power cut, honest about damage."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from corrdesk.vault.anchor import Anchor
from corrdesk.vault.errors import AnchorDamaged
from corrdesk.vault.live_anchor import NAME, LiveAnchor

DEVICE = "0a" * 16
KEY = b"m" * 32
SECTOR = 512


def head(seq: int) -> str:
    return f"{seq:02x}" * 32


@pytest.fixture
def live(tmp_path: Path) -> LiveAnchor:
    made = LiveAnchor(tmp_path, DEVICE, KEY)
    assert made.read() is None
    made.start(1, head(1))
    return made


def test_the_newest_head_is_read_back(live: LiveAnchor) -> None:
    for seq in range(2, 9):
        live.note(seq, head(seq))
        assert live.read() == Anchor(DEVICE, seq, head(seq))
    live.sync()


def test_a_power_cut_leaves_the_old_or_the_new_one(live: LiveAnchor, tmp_path: Path) -> None:
    """Sectors are written whole or not at all, each by itself, in any order."""
    chance = random.Random(7)
    path = tmp_path / NAME
    for seq in range(2, 200):
        before = path.read_bytes()
        live.note(seq, head(seq))
        after = path.read_bytes()
        assert len(after) == 2 * SECTOR
        kept = [chance.choice((before, after))[start : start + SECTOR] for start in (0, SECTOR)]
        path.write_bytes(b"".join(kept))
        found = live.read()
        assert found is not None
        assert found.seq in {seq - 1, seq}
        path.write_bytes(after)


def test_damage_to_both_records_is_damage(live: LiveAnchor, tmp_path: Path) -> None:
    path = tmp_path / NAME
    live.note(2, head(2))
    raw = bytearray(path.read_bytes())
    raw[10] ^= 1
    path.write_bytes(raw)
    found = live.read()
    assert found is not None
    assert found.seq == 1  # record 2 stands in the first sector
    raw[SECTOR + 10] ^= 1
    for content in (bytes(raw), b"", b"\0" * 1024):
        path.write_bytes(content)
        with pytest.raises(AnchorDamaged):
            live.read()


def test_another_key_is_not_believed(live: LiveAnchor, tmp_path: Path) -> None:
    with pytest.raises(AnchorDamaged):
        LiveAnchor(tmp_path, DEVICE, b"x" * 32).read()


def test_another_device_may_have_written_last(live: LiveAnchor, tmp_path: Path) -> None:
    other = LiveAnchor(tmp_path, "0b" * 16, KEY)
    assert other.read() == Anchor(DEVICE, 1, head(1))
    other.start(5, head(5))
    assert other.read() == Anchor("0b" * 16, 5, head(5))


def test_a_late_writer_does_not_take_the_newest_away(live: LiveAnchor) -> None:
    live.note(3, head(3))
    live.note(2, head(2))
    assert live.read() == Anchor(DEVICE, 3, head(3))
