"""A device that goes on under another name: its own key, kept with the vault, no other PC's."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrdesk.vault import identity, seals
from corrdesk.vault.identity import Identity

BASE, HEIR, LATER = "a" * 32, "b" * 32, "c" * 32
SECRET, VAULT = bytes(range(32)), "0f" * 16


def test_the_first_name_needs_no_file(tmp_path: Path) -> None:
    assert identity.read(tmp_path, BASE) == Identity(BASE)
    assert list(tmp_path.iterdir()) == []


def test_each_name_has_a_key_of_its_own(tmp_path: Path) -> None:
    second = identity.go_on(tmp_path, Identity(BASE), HEIR)
    third = identity.go_on(tmp_path, second, LATER)
    assert identity.read(tmp_path, BASE) == third
    assert third.former == (BASE, HEIR)
    keys = {
        seals.public_text(seals.signing_key(SECRET, VAULT, salt))
        for salt in ("", second.salt, third.salt)
    }
    assert len(keys) == 3


def test_the_file_of_another_pc_says_nothing(tmp_path: Path) -> None:
    identity.go_on(tmp_path, Identity(BASE), HEIR)
    assert identity.read(tmp_path, LATER) == Identity(LATER)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b'{"device": "x", "salt": "zz", "former": ["x"]}', b"\xff"]
)
def test_a_damaged_file_says_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / identity.NAME).write_bytes(content)
    assert identity.read(tmp_path, BASE) == Identity(BASE)


def test_it_is_carried_to_the_folder_that_takes_the_place(tmp_path: Path) -> None:
    for name in ("present", "side"):
        (tmp_path / name).mkdir()
    known = identity.go_on(tmp_path / "present", Identity(BASE), HEIR)
    identity.carry(tmp_path / "present", tmp_path / "side")
    assert identity.read(tmp_path / "side", BASE) == known
    (tmp_path / "present" / identity.NAME).unlink()
    identity.carry(tmp_path / "present", tmp_path / "side")
    assert identity.read(tmp_path / "side", BASE) == Identity(BASE)
