"""Small files: the old one or the new one."""

import os
from pathlib import Path

import pytest

from corrdesk.vault import files
from corrdesk.vault.errors import VaultNotWritable


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    files.write_atomically(path, b"old")
    files.write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("step", ["fsync", "open"])
def test_a_disk_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "a.json"
    files.write_atomically(path, b"old")

    def broken(*args: object, **kwargs: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, broken)
    with pytest.raises(VaultNotWritable):
        files.write_atomically(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_the_content_is_on_the_disk_before_the_name_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        steps.append("sync")
        real_sync(descriptor)

    def replaced(self: Path, target: Path) -> Path:
        steps.append("rename")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    files.write_atomically(tmp_path / "a.json", b"x")
    assert steps == (["sync", "rename", "sync"] if os.name == "posix" else ["sync", "rename"])


def test_a_folder_that_is_gone_is_the_environments_fault(tmp_path: Path) -> None:
    with pytest.raises(VaultNotWritable):
        files.write_atomically(tmp_path / "gone" / "a.json", b"x")


def test_a_file_of_somebody_else_can_be_made_durable(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"content")
    files.sync_file(path)
    assert path.read_bytes() == b"content"
