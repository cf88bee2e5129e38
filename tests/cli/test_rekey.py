"""`rekey` on the command line: another key, another code, colleagues named to be set anew."""

from __future__ import annotations

from pathlib import Path

from tests.cli.script import Run


def test_the_key_is_changed_and_the_vault_opened_once(call: Run, home: Path) -> None:
    add = ("officer", "add", home / "v", "王芳", "--new-passphrase-file", home / "new")
    assert call(*add).code == 0
    said = call("rekey", home / "v", "--recovery-out", home / "code2", "--json")
    assert said.code == 0, said.err
    assert said.json == {"damaged_attachments": [], "officers_without_key": 1}
    assert "1 名" in said.err
    assert call("recovery-code", home / "v", "--check", home / "code2").code == 0
    assert call("recovery-code", home / "v", "--check", home / "code").code == 2
    assert call("verify", home / "v", "--json").json["ok"] is True
    assert call("doctor", home / "v", "--json").json["healthy"] is True
    assert call("backup", home / "v", "--rehearse", "--json").json["ok"] is True
    assert call("desk", home / "v", officer="王芳", words="new").code == 2
    reset = ("officer", "passphrase", home / "v", "--of", "王芳", "--new-passphrase-file")
    assert call(*reset, home / "new").code == 0
    assert call("desk", home / "v", officer="王芳", words="new").code == 0


def test_what_is_wrong_changes_nothing(call: Run, home: Path) -> None:
    assert call("rekey", home / "v", "--recovery-out", home / "code").code == 2  # is there already
    add = ("officer", "add", home / "v", "王芳", "--new-passphrase-file", home / "new")
    assert call(*add).code == 0
    said = call("rekey", home / "v", "--recovery-out", home / "c2", officer="王芳", words="new")
    assert (said.code, (home / "c2").exists()) == (2, False)
    assert call("rekey", home / "v", "--recovery-out", home / "c2", words="new").code == 2
    assert call("recovery-code", home / "v", "--check", home / "code").code == 0
