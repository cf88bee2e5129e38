"""Signed heads: each names the one before, and only the device can add one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corrdesk.vault import seals
from corrdesk.vault.errors import SealsDamaged
from corrdesk.vault.seals import SEALED, Seal

KEY = seals.signing_key(b"d" * 32, "0a" * 16)


def add(folder: Path, seq: int) -> Seal:
    unsigned = Seal("0b" * 16, seq, f"{seq:02x}" * 32, "2026-11-20", SEALED, "", "", "")
    return seals.append(folder, unsigned, KEY)


def test_seals_are_read_back_in_order(tmp_path: Path) -> None:
    assert seals.read(tmp_path) == []
    made = [add(tmp_path, seq) for seq in range(1, 6)]
    assert seals.read(tmp_path) == made
    assert all(seal.holds() for seal in made)


def test_the_key_is_of_one_device_and_one_vault() -> None:
    others = [seals.signing_key(b"e" * 32, "0a" * 16), seals.signing_key(b"d" * 32, "0b" * 16)]
    again = seals.signing_key(b"d" * 32, "0a" * 16)
    texts = [seals.public_text(key) for key in (KEY, *others)]
    assert len(set(texts)) == 3
    assert seals.public_text(again) == texts[0]


def test_a_line_cut_by_the_power_is_dropped_and_written_over(tmp_path: Path) -> None:
    made = [add(tmp_path, seq) for seq in (1, 2)]
    path = tmp_path / seals.NAME
    whole = path.read_bytes()
    end_of_first = whole.index(b"\n") + 1
    for length in range(end_of_first, len(whole)):
        path.write_bytes(whole[:length])
        assert seals.read(tmp_path) == made[:1]
    add(tmp_path, 3)
    assert [seal.seq for seal in seals.read(tmp_path)] == [1, 3]


def test_lines_that_were_altered_moved_or_left_out_are_damage(tmp_path: Path) -> None:
    for seq in range(1, 5):
        add(tmp_path, seq)
    path = tmp_path / seals.NAME
    lines = path.read_bytes().splitlines(keepends=True)
    for changed in (
        [lines[1], *lines[2:]],
        [lines[0], *lines[2:]],
        [lines[1], lines[0], *lines[2:]],
        [b"{}\n", *lines],
        [b"no json\n", *lines],
        [lines[0].replace(b'"seq":1', b'"seq":9'), *lines[1:]],
    ):
        path.write_bytes(b"".join(changed))
        with pytest.raises(SealsDamaged):
            seals.read(tmp_path)


def test_an_altered_last_line_does_not_hold(tmp_path: Path) -> None:
    add(tmp_path, 1)
    path = tmp_path / seals.NAME
    content = json.loads(path.read_bytes())
    content["head"] = "ff" * 32
    forged = Seal(**content)
    path.write_bytes(forged.line() + b"\n")
    assert seals.read(tmp_path) == [forged]
    assert not forged.holds()
    assert not Seal(**(content | {"public_key": "zz"})).holds()
