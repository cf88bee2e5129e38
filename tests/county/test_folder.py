"""The county's folder: all or nothing, secrets for the owner alone, faults in words."""

from __future__ import annotations

import json
import os
import ssl
from datetime import datetime
from pathlib import Path

import pytest

from corrdesk.base.clock import CHINA
from corrdesk.county import folder as folders
from corrdesk.county import pki
from corrdesk.county.errors import (
    CardDamaged,
    CountyExists,
    FolderNotWritable,
    KeyLost,
    KeyOpen,
    NewerCounty,
    NoAccess,
    NotACounty,
    NotAHost,
)
from corrdesk.county.folder import KEYS, NAME, make_folder, read_folder
from corrdesk.vault.errors import VaultNotWritable
from corrdesk.vault.files import write_atomically

NOW = datetime(2026, 6, 10, 9, tzinfo=CHINA)


def test_a_folder_is_made_and_read(tmp_path: Path) -> None:
    made = make_folder(tmp_path / "县", name="石桥县", now=NOW, database="postgresql://u:p@h/d")
    found = read_folder(tmp_path / "县")
    assert found.card == made.card
    assert found.database_url == "postgresql://u:p@h/d"
    assert "p@h" not in (found.path / NAME).read_text("utf-8")
    keys = {found.key(name) for name in KEYS}
    assert len(keys) == len(KEYS)
    ssl.create_default_context(cafile=found.root_certificate)


def test_secrets_are_the_owners_alone(tmp_path: Path) -> None:
    made = make_folder(tmp_path / "county", name="石桥县", now=NOW)
    secret = [*(made.path / "keys").iterdir(), *(made.path / "tls").glob("*.key")]
    assert len(secret) == len(KEYS) + 3  # and what opens sealed things
    assert {path.stat().st_mode & 0o077 for path in secret} == {0}
    if os.name == "posix":
        (made.path / "keys" / "session").chmod(0o644)
        with pytest.raises(KeyOpen, match="session"):
            made.key("session")


def test_a_failure_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pki, "make_server", lambda *_words: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_folder(tmp_path / "county", name="石桥县", now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("keep")
    with pytest.raises(CountyExists):
        make_folder(tmp_path, name="石桥县", now=NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    with pytest.raises(CountyExists):
        make_folder(tmp_path / "notes.txt", name="石桥县", now=NOW)


def test_a_place_where_nothing_can_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("keep")
    with pytest.raises(FolderNotWritable):
        make_folder(tmp_path / "file" / "county", name="石桥县", now=NOW)

    def full(*_arguments: object) -> None:
        raise VaultNotWritable

    monkeypatch.setattr("corrdesk.county.folder.write_atomically", full)
    with pytest.raises(FolderNotWritable):
        make_folder(tmp_path / "county", name="石桥县", now=NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_is_no_county(tmp_path: Path) -> None:
    with pytest.raises(NotACounty):
        read_folder(tmp_path)
    for text in ("", "{}", "[]", '{"format": "other"}'):
        (tmp_path / NAME).write_text(text)
        with pytest.raises(NotACounty):
            read_folder(tmp_path)
    made = make_folder(tmp_path / "county", name="石桥县", now=NOW)
    raw = (made.path / NAME).read_bytes()
    for text in ("", "{broken", '{"format": "other"}'):
        (made.path / NAME).write_text(text)
        with pytest.raises(CardDamaged):
            read_folder(made.path)
    content = json.loads(raw) | {"version": 99}
    (made.path / NAME).write_text(json.dumps(content))
    with pytest.raises(NewerCounty):
        read_folder(made.path)


def test_epochs_that_offices_remember_are_noted_once(tmp_path: Path) -> None:
    made = make_folder(tmp_path / "county", name="石桥县", now=NOW)
    first = made.card.epoch
    made.new_epoch()
    made.note_ended([first, "f" * 32, made.card.epoch])
    made.note_ended(["f" * 32])
    assert read_folder(made.path).card.ended == (first, "f" * 32)


def test_a_damaged_key_is_named(tmp_path: Path) -> None:
    made = make_folder(tmp_path / "county", name="石桥县", now=NOW)
    (made.path / "keys" / "signing").write_text("00")
    with pytest.raises(KeyLost, match="signing"):
        made.key("signing")
    with pytest.raises(ValueError, match="no key"):
        made.key("../tls/ca.key")


def test_the_server_gets_a_new_certificate(tmp_path: Path) -> None:
    made = make_folder(tmp_path / "county", name="石桥县", now=NOW)
    before = made.server_certificate.read_bytes()
    made.renew_server_certificate(NOW, ["jz.example"])
    assert made.server_certificate.read_bytes() != before
    assert read_folder(made.path).card.hosts[0] == "jz.example"
    (made.path / "tls" / "ca.key").unlink()
    with pytest.raises(KeyLost, match="ca"):
        made.renew_server_certificate(NOW)


def test_whoever_may_not_read_it_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_folder(tmp_path / "county", name="石桥县", now=NOW)

    def refuse(*_words: object, **_more: object) -> str:
        raise PermissionError

    monkeypatch.setattr(Path, "read_text", refuse)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    for work in (
        lambda: read_folder(made.path),
        lambda: made.key("session"),
        made.sealing_identity,
    ):
        with pytest.raises(NoAccess):
            work()


@pytest.mark.parametrize("host", ["https://x.cn", "x.cn:8443", "bad host", "县.中国", "", "-x.cn"])
def test_what_is_no_host_gets_no_certificate(tmp_path: Path, host: str) -> None:
    with pytest.raises(NotAHost):
        make_folder(tmp_path / "county", name="某县", now=NOW, hosts=[host])
    assert not (tmp_path / "county").exists()
    made = make_folder(tmp_path / "county", name="某县", now=NOW, hosts=["x.cn", "10.0.0.7", "::2"])
    before = (made.server_key.read_bytes(), Path(made.server_certificate).read_bytes())
    with pytest.raises(NotAHost):
        made.renew_server_certificate(NOW, [host])
    assert before == (made.server_key.read_bytes(), Path(made.server_certificate).read_bytes())


def test_a_certificate_that_cannot_be_written_leaves_the_former_with_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_folder(tmp_path / "county", name="某县", now=NOW)
    before = (made.server_key.read_bytes(), Path(made.server_certificate).read_bytes())
    write = write_atomically

    def full(path: Path, content: bytes) -> None:
        if ".pem" in path.name:
            raise VaultNotWritable
        write(path, content)

    monkeypatch.setattr(folders, "write_atomically", full)
    with pytest.raises(VaultNotWritable):
        made.renew_server_certificate(NOW)
    assert before == (made.server_key.read_bytes(), Path(made.server_certificate).read_bytes())
    assert not [each for each in (made.path / "tls").iterdir() if each.name.startswith(".")]
