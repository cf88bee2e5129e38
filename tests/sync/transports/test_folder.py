"""A folder keeps the contract, also when the stick is pulled, full, or somebody else's."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from corrdesk.sync.core.wire import LARGEST_SEALED
from corrdesk.sync.transports import folder as folders
from corrdesk.sync.transports.base import Measured, Trouble
from corrdesk.sync.transports.folder import FolderTransport, open_folder
from tests.sync.transports.contract import Open, TransportContract


class TestFolder(TransportContract):
    @pytest.fixture
    def root(self, tmp_path: Path) -> Path:
        made = tmp_path / "U 盘"
        made.mkdir()
        return made

    @pytest.fixture
    def opens(self, root: Path) -> Open:
        return lambda: open_folder(f"folder:{root}")

    def test_a_folder_that_is_not_there_is_never_made(self, root: Path) -> None:
        assert self.trouble(lambda: FolderTransport(root / "gone")) is Trouble.GONE
        assert not (root / "gone").exists()
        (root / "file").write_text("x")
        assert self.trouble(lambda: FolderTransport(root / "file")) is Trouble.WRONG

    def test_a_stick_that_is_pulled_is_gone_and_not_empty(self, opens: Open, root: Path) -> None:
        way = opens()
        way.put("o/x", b"1")
        root.rename(root.with_name("elsewhere"))
        for call in (lambda: way.list(""), lambda: way.get("o/x"), lambda: way.put("o/y", b"2")):
            assert self.trouble(call) is Trouble.GONE
        assert not root.exists()

    @pytest.mark.parametrize(
        ("number", "expected"),
        [
            (errno.ENOSPC, Trouble.FULL),
            (errno.EIO, Trouble.BROKEN),
            (errno.EROFS, Trouble.FORBIDDEN),
            (errno.EACCES, Trouble.FORBIDDEN),
            (errno.ENODEV, Trouble.GONE),
            (errno.ETIMEDOUT, Trouble.SLOW),
        ],
    )
    @pytest.mark.parametrize("call", ["fsync", "replace"])
    def test_what_fails_leaves_nothing_to_read(
        self, opens: Open, root: Path, number: int, expected: Trouble, call: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        way = opens()
        way.put("o/x", b"1")

        def fail(*_arguments: Any, **_named: Any) -> None:
            raise OSError(number, "no")

        with monkeypatch.context() as patch:
            patch.setattr(os if call == "fsync" else Path, call, fail)
            assert self.trouble(lambda: way.put("o/y", b"2" * 9000)) is expected
        assert way.list("") == ["o/x"]
        assert [path.name for path in (root / "o").iterdir()] == ["x"]
        way.put("o/y", b"2")
        assert way.get("o/y") == b"2"

    def test_a_kill_while_writing_leaves_nothing_to_read(
        self, opens: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        way = opens()

        class Killed(BaseException):
            pass

        def killed(path: Path, content: bytes) -> None:
            path.write_bytes(content[:5])
            raise Killed

        monkeypatch.setattr(folders, "_write", killed)
        monkeypatch.setattr(Path, "unlink", lambda *_a, **_k: None)  # not even tidied up
        with pytest.raises(Killed):
            way.put("o/x", b"0123456789")
        assert way.list("") == []
        assert way.get("o/x") is None

    def test_a_half_file_of_a_torn_copy_is_written_anew(self, opens: Open, root: Path) -> None:
        (root / "o").mkdir()
        (root / "o" / "x").write_bytes(b"01234")
        opens().put("o/x", b"0123456789")
        assert opens().get("o/x") == b"0123456789"

    @pytest.mark.skipif(os.name == "nt", reason="links need a right there")
    def test_its_room_is_that_of_the_disk(self, opens: Open, root: Path) -> None:
        way = opens()
        assert isinstance(way, Measured)
        assert 0 < (way.room() or 0) <= shutil.disk_usage(root).total
        root.rmdir()
        assert self.trouble(way.room) is Trouble.GONE

    def test_links_and_hidden_things_are_not_followed(self, opens: Open, root: Path) -> None:
        secret = root.parent / "secret"
        secret.mkdir()
        (secret / "file").write_text("x")
        (root / "link").symlink_to(secret)
        (root / "file").symlink_to(secret / "file")
        (root / ".hidden").write_text("x")
        (root / "autorun.inf").write_text("x")
        assert opens().list("") == ["autorun.inf"]
        assert opens().get("file") is None

    def test_no_more_is_read_than_is_ever_sent(self, opens: Open, root: Path) -> None:
        with (root / "huge").open("wb") as file:
            file.truncate(LARGEST_SEALED * 4)
        content = opens().get("huge")
        assert content is not None
        assert len(content) == LARGEST_SEALED + 1
