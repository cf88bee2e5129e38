"""All witnesses together: what each says, what is missed, and going on by a person's word."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrdesk.base.clock import FixedClock
from corrdesk.vault import seals
from corrdesk.vault.device_secret import FileStore, KeyringStore
from corrdesk.vault.errors import DeviceStoreFailed
from corrdesk.vault.rest_mark import AtRest
from corrdesk.vault.watch import LIVE, OUTSIDE, SAVED, SIGNED, Notes, Watch
from tests.vault.conftest import Made, MemoryKeyring

VAULT, DEVICE = "0a" * 16, "0b" * 16
HEAD = "{:02x}".format


def watch(
    folder: Path, clock: FixedClock, notes: Notes | None = None, secret: bytes = b"d"
) -> Watch:
    folder.mkdir(exist_ok=True)
    return Watch(
        folder,
        vault_id=VAULT,
        device_id=DEVICE,
        mac_key=b"m" * 32,
        device_secret=secret * 32,
        notes=notes or FileStore(folder.parent / "secret"),
        clock=clock,
    )


def sources(made: Watch) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for witness in made.testimony().witnesses:
        found.setdefault(witness.source, []).append(witness.seq)
    return found


@pytest.fixture
def made_watch(tmp_path: Path, fixed_clock: FixedClock) -> Watch:
    made = watch(tmp_path / "v", fixed_clock)
    assert made.testimony().fresh
    made.save(1, HEAD(1) * 32)
    made.committed(2, HEAD(2) * 32)
    made.save(3, HEAD(3) * 32)
    made.committed(4, HEAD(4) * 32)
    return made


def test_every_witness_says_what_it_saw(made_watch: Watch) -> None:
    assert sources(made_watch) == {LIVE: [4], SAVED: [3], SIGNED: [1, 3], OUTSIDE: [3]}
    testimony = made_watch.testimony()
    assert (testimony.broken, testimony.fresh) == ((), False)


def test_the_same_head_is_sealed_once(made_watch: Watch, tmp_path: Path) -> None:
    made_watch.save(5, HEAD(5) * 32)
    made_watch.save(5, HEAD(5) * 32)
    assert len(seals.read(tmp_path / "v")) == 3


@pytest.mark.parametrize(
    ("name", "broken"),
    [("anchor.live", LIVE), ("anchor.json", SAVED), ("seals.jsonl", SIGNED)],
)
def test_a_witness_that_is_gone_or_damaged_is_named(
    made_watch: Watch, tmp_path: Path, name: str, broken: str
) -> None:
    path = tmp_path / "v" / name
    sound = path.read_bytes()
    path.unlink()
    assert made_watch.testimony().broken == (broken,)
    path.write_bytes(b"x" * len(sound) + b"\n")
    assert made_watch.testimony().broken == (broken,)
    path.write_bytes(sound)
    assert made_watch.testimony().broken == ()


def test_seals_cut_short_are_missed_by_the_note(made_watch: Watch, tmp_path: Path) -> None:
    path = tmp_path / "v" / "seals.jsonl"
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    assert made_watch.testimony().broken == (SIGNED,)


def test_seals_of_somebody_else_are_not_believed(
    made_watch: Watch, tmp_path: Path, fixed_clock: FixedClock
) -> None:
    """Whoever has the data key but not the device secret can write everything but a seal."""
    (tmp_path / "v" / "seals.jsonl").unlink()
    forger = watch(tmp_path / "v", fixed_clock, secret=b"f")
    forger.save(3, "ff" * 32)
    assert SIGNED in made_watch.testimony().broken


def test_a_note_that_was_altered_is_named(made_watch: Watch, tmp_path: Path) -> None:
    path = tmp_path / "secret.seen"
    sound = path.read_text()
    path.write_text(sound.replace('"seq\\": 3', '"seq\\": 1').replace("seq", "sEq", 1))
    assert made_watch.testimony().broken == (OUTSIDE,)
    path.write_text("{")
    assert made_watch.testimony().broken == (OUTSIDE,)
    made_watch.save(5, HEAD(5) * 32)
    assert made_watch.testimony().broken == ()


def test_notes_live_in_a_keyring_too(tmp_path: Path, fixed_clock: FixedClock) -> None:
    ring = MemoryKeyring()
    made = watch(tmp_path / "v", fixed_clock, KeyringStore(ring))
    made.save(1, HEAD(1) * 32)
    assert sources(made)[OUTSIDE] == [1]
    assert len(ring.entries["corrdesk", VAULT + ".seen"]) < 1000  # what Windows can hold
    ring.entries.clear()
    assert made.testimony().broken == ()  # an emptied keyring has nothing to say


def test_a_locked_keyring_stops_nothing(tmp_path: Path, fixed_clock: FixedClock) -> None:
    class Locked:
        def load_note(self, vault_id: str) -> str | None:
            raise DeviceStoreFailed("locked")

        def save_note(self, vault_id: str, note: str) -> None:
            raise DeviceStoreFailed("locked")

    made = watch(tmp_path / "v", fixed_clock, Locked())
    made.save(1, HEAD(1) * 32)
    assert made.testimony().broken == ()
    assert OUTSIDE not in sources(made)


def test_a_persons_word_sets_the_earlier_ones_aside(made_watch: Watch, tmp_path: Path) -> None:
    made_watch.save(2, "ee" * 32, kind=seals.ACCEPTED, reason="磁盘故障，已核对")
    assert sources(made_watch) == {LIVE: [2], SAVED: [2], SIGNED: [2], OUTSIDE: [2]}
    assert [seal.reason for seal in seals.read(tmp_path / "v")] == ["", "", "磁盘故障，已核对"]


def test_heads_from_elsewhere_are_kept(made_watch: Watch) -> None:
    made_watch.save(5, HEAD(5) * 32, others={"0c" * 16: (9, HEAD(9) * 32)})
    found = {w.device_id: w.seq for w in made_watch.testimony().witnesses if w.source == SAVED}
    assert found == {DEVICE: 5, "0c" * 16: 9}


def test_an_unwritable_anchor_fails_no_act(made_watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "v" / "anchor.live").unlink()
    made_watch.committed(9, HEAD(9) * 32)


def test_a_vault_marks_its_file_when_the_last_connection_is_closed(made: Made) -> None:
    vault = made.opened
    first = vault.connect()
    assert vault.watch.testimony().at_rest is AtRest.UNMARKED
    first.close()
    vault.close()
    again = made.open()
    second = again.connect()
    assert again.watch.testimony().at_rest is AtRest.SAME
    assert not (made.folder / "closed.json").exists()
    again.close()  # too early: a connection is open
    assert not (made.folder / "closed.json").exists()
    second.close()
