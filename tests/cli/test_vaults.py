"""`new` makes a whole vault or nothing; `verify` says whether its journal holds."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from corrdesk.base.clock import SystemClock
from corrdesk.bootstrap import open_desk
from tests.cli.script import OFFICER, PASSPHRASE, Run, Said


def new(bare: Run, folder: Path, passphrase: str = PASSPHRASE, **more: object) -> Said:
    (folder / "passphrase").write_text(passphrase, "utf-8")
    options = {
        "--office": "青石镇司法所",
        "--officer": OFFICER,
        "--passphrase-file": folder / "passphrase",
        "--recovery-out": folder / "recovery.txt",
        "--device-secret-file": folder / "device.secret",
        "--pack": "cn-example",
    } | {f"--{name.replace('_', '-')}": value for name, value in more.items()}
    return bare("new", folder / "vault", *(part for pair in options.items() for part in pair))


def test_a_new_vault_opens_and_its_recovery_code_is_written_once(bare: Run, tmp_path: Path) -> None:
    said = new(bare, tmp_path)
    assert (said.code, said.out) == (0, "")
    recovery = tmp_path / "recovery.txt"
    code = recovery.read_text("utf-8").strip()
    assert len(code) > 20
    assert code not in said.err
    assert stat.S_IMODE(recovery.stat().st_mode) == 0o600
    desk = open_desk(
        tmp_path / "vault",
        officer=OFFICER,
        passphrase=PASSPHRASE,
        device_secret_file=tmp_path / "device.secret",
        clock=SystemClock(),
    )
    assert (desk.office.name, desk.office.pack_id) == ("青石镇司法所", "cn-example")
    desk.close()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"passphrase": "123456"}, 2),
        ({"pack": "no-such-pack"}, 2),
        ({"recovery_out": Path("no-such-folder") / "r.txt"}, 3),
    ],
)
def test_what_fails_leaves_nothing(
    bare: Run, tmp_path: Path, more: dict[str, Any], code: int
) -> None:
    if "recovery_out" in more:
        more = {"recovery_out": tmp_path / str(more["recovery_out"])}
    said = new(bare, tmp_path, **more)
    assert (said.code, said.out) == (code, "")
    assert [path.name for path in tmp_path.iterdir()] == ["passphrase"]


def test_nothing_is_overwritten(bare: Run, tmp_path: Path) -> None:
    (tmp_path / "recovery.txt").write_text("older", "utf-8")
    assert new(bare, tmp_path).code == 2
    assert (tmp_path / "recovery.txt").read_text("utf-8") == "older"
    assert not (tmp_path / "vault").exists()
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "x").touch()
    said = new(bare, tmp_path, recovery_out=tmp_path / "another.txt")
    assert said.code == 2
    assert not (tmp_path / "another.txt").exists()


def test_verify_counts_the_entries(office: Run) -> None:
    found = office("verify", "--json").json
    assert (found["ok"], found["problems"]) == (True, [])
    assert found["entries"] > 1
    said = office("verify")
    assert str(found["entries"]) in said.out


def test_verify_tells_a_cut_end(office: Run, place: Path) -> None:
    (place / "vault" / "anchor.json").unlink()
    said = office("verify", "--json")
    assert said.code == 2
    assert '"ok": false' in said.out
