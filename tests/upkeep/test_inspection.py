"""What an inspector gets, and that the standalone script finds every change in it."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from corrdesk.base.errors import UserError
from corrdesk.base.resources import resource_path
from corrdesk.store.runs import RunDamaged
from corrdesk.sync.replica import Replica
from corrdesk.upkeep.inspection import Exported, export_period, export_person
from corrdesk.vault.errors import VaultExists
from tests.casework.people import new_person
from tests.sync.worlds import Device
from tests.upkeep.offices import DAY, Place, work

TOOL = resource_path("tools", "verify_export.py")


def checked(folder: Path, *more: str) -> tuple[int, set[str]]:
    """Run the script as an inspector would, isolated from corrdesk."""
    run = subprocess.run(
        [sys.executable, "-I", str(TOOL), str(folder), "--json", *more],
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(run.stdout)["problems"] if run.stdout else []
    return run.returncode, {problem["kind"] for problem in found}


@pytest.fixture
def exported(place: Place, tmp_path: Path) -> tuple[Path, Exported, str]:
    desk = place.desk()
    person = work(desk, 5)
    short = desk.head().short
    desk.save_anchor()
    done = export_period(desk.vault, (DAY, DAY), tmp_path / "out", place.clock)
    assert person
    desk.close()
    return tmp_path / "out", done, short


def test_a_period_holds(exported: tuple[Path, Exported, str]) -> None:
    folder, done, short = exported
    assert done.entries == done.chain == 10
    assert done.documents == 1
    assert checked(folder) == (0, set())
    assert checked(folder, "--head", short) == (0, set())
    assert checked(folder, "--head", "0" * 12) == (1, {"head"})
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert checked(folder, "--key", manifest["public_key"]) == (0, set())
    assert checked(folder, "--key", "ab" * 32) == (1, {"signature"})


def test_the_script_needs_nothing_of_ours() -> None:
    text = TOOL.read_text("utf-8")
    assert "import corrdesk" not in text
    assert "from corrdesk" not in text


def test_every_changed_byte_shows(exported: tuple[Path, Exported, str]) -> None:
    folder, _done, _short = exported
    chance = random.Random(20261120)
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".py"]
    for path in files * 4:
        sound = path.read_bytes()
        damaged = bytearray(sound)
        if not damaged:
            continue
        damaged[chance.randrange(len(damaged) - 1)] ^= 1 << chance.randrange(7)
        path.write_bytes(damaged)
        assert checked(folder)[0] in {1, 2}, path.name
        path.write_bytes(sound)
    assert checked(folder) == (0, set())


def test_files_added_and_taken_away_show(exported: tuple[Path, Exported, str]) -> None:
    folder, _done, _short = exported
    (folder / "more.txt").write_text("x")
    assert checked(folder) == (1, {"file"})
    (folder / "more.txt").unlink()
    next((folder / "documents").iterdir()).unlink()
    assert checked(folder) == (1, {"file"})


def test_a_forged_entry_shows_even_under_a_new_manifest(
    exported: tuple[Path, Exported, str], place: Place
) -> None:
    """Whoever holds the device key can sign anew, and still not change what was hashed."""
    folder, _done, _short = exported
    lines = (folder / "entries.jsonl").read_text("utf-8").splitlines()
    entry = json.loads(lines[3])
    entry["reason"] = "forged"
    lines[3] = json.dumps(entry, ensure_ascii=False, sort_keys=True)
    (folder / "entries.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    assert checked(folder) == (1, {"edited", "file"})


def test_a_persons_file_tells_nothing_of_others(place: Place, tmp_path: Path) -> None:
    desk = place.desk()
    person = work(desk, 3)
    other, _supervision = new_person(desk, 77, "欧阳平翊")
    done = export_person(desk.vault, person, tmp_path / "out", place.clock)
    assert 4 <= done.entries < done.chain
    everything = b"".join(
        path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()
    )
    assert "欧阳平翊".encode() not in everything
    assert other.encode() not in everything
    assert checked(tmp_path / "out") == (0, set())
    with pytest.raises(VaultExists):
        export_person(desk.vault, person, tmp_path / "out", place.clock)
    with pytest.raises(UserError):
        export_person(desk.vault, "nobody", tmp_path / "none", place.clock)
    assert not (tmp_path / "none").exists()
    desk.close()


def test_days_outside_a_period_are_not_disclosed(place: Place, tmp_path: Path) -> None:
    vault = place.vault()
    later = DAY + timedelta(days=1)
    done = export_period(vault, (later, None), tmp_path / "out", place.clock)
    assert (done.entries, done.chain) == (0, 5)
    assert checked(tmp_path / "out") == (0, set())
    vault.close()


def test_entries_that_cannot_be_read_are_told_and_nothing_goes_out(
    place: Place, tmp_path: Path
) -> None:
    desk = place.desk()
    person = work(desk, 2)
    desk.close()
    columns = "office_id, 'e', 1, 5, previous, hash, hlc, x'00'"
    place.tamper(f"INSERT INTO journal_run SELECT {columns} FROM journal_entry LIMIT 1")
    vault = place.vault()
    out = tmp_path / "out"
    with pytest.raises(RunDamaged):
        export_person(vault, person, out, place.clock)
    with pytest.raises(RunDamaged):
        export_period(vault, (DAY, DAY), out, place.clock)
    assert list(out.iterdir()) == []
    vault.close()


@pytest.mark.parametrize(
    "body",
    [b"\xff", b"\x01", b"\x81\x00", b"\x81\x84\x01\x02\xa0\xa0", b"\x81\x84\x61a\x61b\x03\x04"],
)
def test_what_another_pc_wrote_without_form_keeps_nobody_from_inspecting(
    place: Place, tmp_path: Path, body: bytes
) -> None:
    """It lies in the chain, set aside, and says nothing of anybody."""
    desk = place.desk()
    person = work(desk, 2)
    other = Device("x", office=desk.office.id)
    other.act(body=body)
    other.misdate("yesterday")
    replica = Replica(desk._store, desk.office.id)
    assert replica.take(other.segment(), {}).set_aside == 1
    desk.save_anchor()
    done = export_period(desk.vault, (DAY, DAY), tmp_path / "period", place.clock)
    export_person(desk.vault, person, tmp_path / "person", place.clock)
    desk.close()
    assert (done.entries, done.chain) == (7, 8)
    assert checked(tmp_path / "period") == (0, set())
    assert checked(tmp_path / "person") == (0, set())
