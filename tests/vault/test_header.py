"""The header: every damage noticed, the duplicate takes over, a kill never loses it."""

import json
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from corrdesk.vault import header
from corrdesk.vault.errors import HeaderChanged, HeaderDamaged, NewerVault, NotAVault
from corrdesk.vault.header import Header, KeySlot
from tests.vault.conftest import OFFICER, Made

MAC_KEY = b"m" * 32


def a_slot(number: int = 1) -> KeySlot:
    return KeySlot(
        slot_id=f"{number:016x}",
        kind="officer",
        officer_id="0b" * 16,
        name_tag="0c" * 16,
        device="0d" * 8,
        created="2026-11-20T09:00:00+08:00",
        params={"kdf": "argon2id", "memory_kib": 64, "passes": 1, "lanes": 1, "salt": "0e" * 16},
        wrapped="AAAA",
    )


@pytest.fixture
def stored(tmp_path: Path) -> Header:
    fresh = header.new_header("0f" * 16, "2026-11-20T09:00:00+08:00")
    return header.save(tmp_path, replace(fresh, slots=(a_slot(), a_slot(2))), MAC_KEY)


def test_what_is_saved_is_read_back_from_either_file(tmp_path: Path, stored: Header) -> None:
    assert header.load(tmp_path) == header.LoadedHeader(stored, needs_repair=False)
    stored.require_mac(MAC_KEY)
    for name in (header.NAME, header.DUPLICATE):
        kept = (tmp_path / name).read_bytes()
        (tmp_path / name).unlink()
        assert header.load(tmp_path) == header.LoadedHeader(stored, needs_repair=True)
        (tmp_path / name).write_bytes(kept)
    assert {p.name for p in tmp_path.iterdir()} == {header.NAME, header.DUPLICATE}


def test_every_flipped_bit_is_noticed_and_the_duplicate_takes_over(
    tmp_path: Path, stored: Header
) -> None:
    """300 single-bit flips out of all of them, chosen by a fixed seed."""
    raw = (tmp_path / header.NAME).read_bytes()
    for bit in random.Random(7).sample(range(len(raw) * 8), 300):
        damaged = bytearray(raw)
        damaged[bit // 8] ^= 1 << bit % 8
        with pytest.raises((HeaderDamaged, NewerVault)):
            header.decode(bytes(damaged))
        (tmp_path / header.NAME).write_bytes(damaged)
        assert header.load(tmp_path) == header.LoadedHeader(stored, needs_repair=True), bit


def test_every_truncation_is_noticed(stored: Header) -> None:
    raw = header.encode(stored)
    for size in range(len(raw)):
        with pytest.raises(HeaderDamaged):
            header.decode(raw[:size])


@pytest.mark.parametrize(
    "junk", [b"", b"null", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b"1e999"]
)
def test_junk_is_damage(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / header.NAME).write_bytes(junk)
    with pytest.raises(HeaderDamaged):
        header.load(tmp_path)


def test_an_empty_folder_is_no_vault(tmp_path: Path) -> None:
    with pytest.raises(NotAVault):
        header.load(tmp_path)


def newer(stored: Header) -> bytes:
    body = stored.body() | {"version": header.VERSION + 1, "something": "new", "mac": stored.mac}
    return header._layout(body)


def test_a_newer_vault_is_refused_politely_and_left_alone(tmp_path: Path, stored: Header) -> None:
    for name in (header.NAME, header.DUPLICATE):
        (tmp_path / name).write_bytes(newer(stored))
    with pytest.raises(NewerVault) as caught:
        header.load(tmp_path)
    assert "升级" in str(caught.value)
    assert caught.value.exit_code == 3
    assert (tmp_path / header.NAME).read_bytes() == newer(stored)


def test_members_that_are_unknown_missing_or_of_another_type_are_damage(stored: Header) -> None:
    good = stored.body() | {"mac": stored.mac}
    slot = good["keyslots"][0]
    changes: list[dict[str, object]] = [
        {"extra": 1},
        {"vault_id": "zz"},
        {"revision": -1},
        {"revision": True},
        {"keyslots": {}},
        {"keyslots": [slot] * 300},
        {"keyslots": [slot | {"extra": 1}]},
        {"keyslots": [slot | {"params": {"memory_kib": [1]}}]},
        {"keyslots": [{k: v for k, v in slot.items() if k != "wrapped"}]},
        {"mac": 5},
    ]
    assert header.decode(header._layout(good)) == stored
    for change in changes:
        with pytest.raises(HeaderDamaged):
            header.decode(header._layout(good | change))


def test_a_change_without_the_key_is_noticed(stored: Header) -> None:
    without_one = replace(stored, slots=stored.slots[:1])
    with pytest.raises(HeaderChanged):
        without_one.require_mac(MAC_KEY)
    with pytest.raises(HeaderChanged):
        stored.require_mac(b"x" * 32)


def test_an_older_header_put_back_alone_loses_to_its_duplicate(
    tmp_path: Path, stored: Header
) -> None:
    old = (tmp_path / header.NAME).read_bytes()
    later = header.save(tmp_path, replace(stored, slots=stored.slots[:1]), MAC_KEY)
    (tmp_path / header.NAME).write_bytes(old)
    assert header.load(tmp_path) == header.LoadedHeader(later, needs_repair=True)


def test_two_processes_do_not_overwrite_each_other(tmp_path: Path, stored: Header) -> None:
    header.save(tmp_path, stored, MAC_KEY)
    with pytest.raises(HeaderChanged):
        header.save(tmp_path, stored, MAC_KEY)


def test_the_header_names_nobody(made: Made) -> None:
    raw = (made.folder / header.NAME).read_text("ascii")
    assert OFFICER not in json.dumps(json.loads(raw), ensure_ascii=False)
    assert made.opened.header.name_tag(OFFICER) in raw


SAVER = """
import sys
from pathlib import Path
from corrdesk.vault import header
folder = Path(sys.argv[1])
found = header.load(folder).header
while True:
    found = header.save(folder, found, b"m" * 32)
    sys.stdout.write(f"{found.revision}\\n")
    sys.stdout.flush()
"""


@pytest.mark.slow
def test_a_hundred_kills_while_saving_lose_nothing(tmp_path: Path, stored: Header) -> None:
    """The process is killed with SIGKILL; acknowledged means that its parent read the number.

    It has to be well at work by then, however slow the machine is: counted in saves, not in time.
    """
    rng = random.Random(100)
    root = Path(header.__file__).parents[2]
    reached = 0
    for _kill in range(100):
        child = subprocess.Popen(
            [sys.executable, "-S", "-c", SAVER, str(tmp_path)],
            stdout=subprocess.PIPE, cwd=root, text=True,
        )  # fmt: skip
        assert child.stdout is not None
        acknowledged = [child.stdout.readline() for _save in range(rng.randint(2, 5))]
        time.sleep(rng.random() * 0.02)
        child.kill()
        acknowledged += child.stdout.read().splitlines()
        child.stdout.close()
        child.wait()
        last = max(int(line) for line in acknowledged if line.strip())
        found = header.load(tmp_path).header
        found.require_mac(MAC_KEY)
        assert found.revision >= last > reached
        assert found.slots == stored.slots
        reached = last
    assert reached > 200
