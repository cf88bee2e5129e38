"""A backup is a vault that opens, or it is not there."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from corrdesk.vault import cipher, header
from corrdesk.vault.backup import backup
from corrdesk.vault.errors import BackupFailed
from corrdesk.vault.vault import Vault
from tests.vault.conftest import OFFICER, PASSPHRASE, Made


def write(made: Made, text: str) -> None:
    connection = made.opened.connect()
    connection.execute("CREATE TABLE IF NOT EXISTS note (text TEXT)")
    connection.execute("INSERT INTO note VALUES (?)", (text,))
    connection.close()


def test_a_backup_taken_while_working_opens_like_the_vault(made: Made, tmp_path: Path) -> None:
    write(made, "committed")
    working = made.opened.connect()
    working.execute("INSERT INTO note VALUES ('still in the WAL')")
    made.opened.watch.save(2, "0c" * 32)
    name = made.opened.attachments().put(b"letter" * 1000)
    report = backup(made.opened, tmp_path / "second disk", made.clock)
    working.close()
    assert report.folder.name == "corrdesk-20261120-090000"
    assert (report.attachments, report.damaged_attachments) == (1, ())
    assert report.database_bytes == (report.folder / "casework.db").stat().st_size
    assert sorted(p.name for p in report.folder.iterdir()) == [
        "anchor.json", "anchor.live", "attachments", "backups", "casework.db", "header.json",
        "header.json.bak", "seals.jsonl",
    ]  # fmt: skip

    made.opened.close()
    shutil.rmtree(made.folder)
    restored = Vault.open(
        report.folder,
        officer_name=OFFICER,
        passphrase=PASSPHRASE,
        device_store=made.store,
        clock=made.clock,
    )
    connection = restored.connect()
    assert connection.execute("SELECT count(*) FROM note").fetchone() == (2,)
    connection.close()
    assert restored.attachments().get(name) == b"letter" * 1000
    assert restored.watch.anchors().get(restored.device_id) is not None


def test_backups_stand_beside_each_other(made: Made) -> None:
    first = backup(made.opened, made.opened.backups_path, made.clock)
    again = backup(made.opened, made.opened.backups_path, made.clock)
    assert again.folder.name == "corrdesk-20261120-090001"
    made.clock.advance(timedelta(days=1))
    second = backup(made.opened, made.opened.backups_path, made.clock)
    assert sorted(made.opened.backups_path.iterdir()) == [
        first.folder, again.folder, second.folder,
    ]  # fmt: skip


def test_a_copy_that_fails_its_checks_is_thrown_away(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cipher, "integrity", lambda _connection: ["page 3: HMAC"])
    with pytest.raises(BackupFailed) as caught:
        backup(made.opened, tmp_path / "out", made.clock)
    assert caught.value.problems == 1
    assert list((tmp_path / "out").iterdir()) == []


def test_a_damaged_attachment_is_named_and_does_not_stop_the_backup(
    made: Made, tmp_path: Path
) -> None:
    name = made.opened.attachments().put(b"letter")
    (made.opened.attachments_path / name[:2] / name).write_bytes(b"rubbish")
    report = backup(made.opened, tmp_path / "out", made.clock)
    assert (report.attachments, report.damaged_attachments) == (1, (name,))


def test_the_backup_has_the_header_of_now(made: Made, tmp_path: Path) -> None:
    made.opened.new_recovery_code()
    report = backup(made.opened, tmp_path / "out", made.clock)
    assert header.load(report.folder).header == made.opened.header


class Hurry(Exception):
    """What somebody raises who cannot wait for a copy."""


@pytest.mark.parametrize("steps", [0, 1])
def test_a_copy_can_be_given_up_between_its_steps(made: Made, tmp_path: Path, steps: int) -> None:
    write(made, "x" * 100_000)
    asked: list[int] = []

    def check() -> None:
        asked.append(1)
        if len(asked) > steps:
            raise Hurry

    with pytest.raises(Hurry):
        backup(made.opened, tmp_path / "disk", made.clock, check=check)
    assert list((tmp_path / "disk").iterdir()) == []
    backup(made.opened, tmp_path / "disk", made.clock)


def test_what_an_ended_process_left_half_done_is_cleared_away(made: Made, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    old, new = (
        disk / ".corrdesk-20261119-090000.partial",
        disk / ".corrdesk-20261120-083000.partial",
    )
    other = disk / ".corrdesk-notes.partial"
    for folder in (old, new, other):
        folder.mkdir(parents=True)
    backup(made.opened, disk, made.clock)
    assert (old.exists(), new.exists(), other.exists()) == (False, True, True)
