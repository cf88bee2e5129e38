"""The chain heads outside the database."""

from dataclasses import replace
from pathlib import Path

import pytest

from corrdesk.vault import anchor
from corrdesk.vault.anchor import Anchor
from corrdesk.vault.errors import AnchorDamaged
from tests.vault.conftest import Made

KEY = b"m" * 32


def test_no_file_yet_means_no_anchor(tmp_path: Path) -> None:
    assert anchor.read_anchors(tmp_path, KEY) == {}


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    anchors = {d: Anchor(d, 7, "ab" * 32) for d in ("0a" * 16, "0b" * 16)}
    anchor.write_anchors(tmp_path, KEY, anchors)
    assert anchor.read_anchors(tmp_path, KEY) == anchors


def test_every_flipped_bit_is_noticed(tmp_path: Path) -> None:
    anchor.write_anchors(tmp_path, KEY, {"0a" * 16: Anchor("0a" * 16, 7, "ab" * 32)})
    raw = (tmp_path / anchor.NAME).read_bytes()
    for bit in range((len(raw) - 1) * 8):  # the last byte is the line end
        damaged = bytearray(raw)
        damaged[bit // 8] ^= 1 << bit % 8
        (tmp_path / anchor.NAME).write_bytes(damaged)
        with pytest.raises(AnchorDamaged):
            anchor.read_anchors(tmp_path, KEY)


def test_an_anchor_of_another_vault_is_not_believed(tmp_path: Path) -> None:
    anchor.write_anchors(tmp_path, b"x" * 32, {"0a" * 16: Anchor("0a" * 16, 7, "ab" * 32)})
    with pytest.raises(AnchorDamaged):
        anchor.read_anchors(tmp_path, KEY)


def test_an_open_vault_keeps_the_anchor_of_its_own_device_beside_others(made: Made) -> None:
    vault = made.opened
    assert vault.watch.anchors().get(vault.device_id) is None
    vault.watch.save(3, "0c" * 32)
    vault.watch.save(4, "0d" * 32)
    mine = Anchor(vault.device_id, 4, "0d" * 32)
    assert vault.watch.anchors().get(vault.device_id) == mine
    other = replace(mine, device_id="0f" * 16)
    anchor.write_anchors(
        vault.folder, vault.key.subkey("anchor"), vault.watch.anchors() | {other.device_id: other}
    )
    vault.watch.save(5, "0e" * 32)
    assert vault.watch.anchors()[other.device_id] == other
    again = made.open()
    assert again.watch.anchors()[again.device_id] == replace(mine, seq=5, head="0e" * 32)
