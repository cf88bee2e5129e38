"""The printed code on the command line: given out, tried, used when everything else is lost."""

from __future__ import annotations

import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from corrdesk.printing.preview import extract_text
from tests.cli.script import OFFICER, Run


def test_a_lost_keyring_is_recovered_by_code_and_by_escrow(
    bare: Run, call: Run, home: Path
) -> None:
    private = X25519PrivateKey.generate()
    (home / "county.pub").write_text(private.public_key().public_bytes_raw().hex() + "\n")
    (home / "county.key").write_text(private.private_bytes_raw().hex() + "\n")
    assert call("escrow", home / "v", "--public-key-file", home / "county.pub").code == 0

    def recover(*how: object) -> int:
        return bare(
            "recover", home / "v", "--officer", OFFICER, "--passphrase-file", home / "new",
            "--device-secret-file", home / "ds", *how,
        ).code  # fmt: skip

    (home / "ds").unlink()
    assert call("verify", home / "v").code == 3
    assert recover() == 2
    assert recover("--code-file", home / "none") == 3
    assert recover("--code-file", home / "county.pub") == 2
    assert recover("--code-file", home / "code", "--new-code-out", home / "code2") == 0
    assert call("verify", home / "v", words="new").code == 0
    assert recover("--code-file", home / "code") == 2  # void since the new one
    (home / "ds").unlink()
    assert recover("--escrow-key-file", home / "county.key") == 0
    assert call("verify", home / "v", words="new").code == 0


def test_a_new_code_is_written_as_a_sheet_and_tried(call: Run, home: Path) -> None:
    issue = ("recovery-code", home / "v")
    assert call(*issue).code == 2
    assert call(*issue, "--check", home / "code").code == 0
    said = call(*issue, "--out", home / "sheet.PDF")
    assert said.code == 0, said.err
    assert stat.S_IMODE((home / "sheet.PDF").stat().st_mode) == 0o600
    words = extract_text((home / "sheet.PDF").read_bytes())
    groups = [part for part in words.split() if len(part) == 5 and part.isascii()]
    code = "-".join(groups[:8])
    assert code not in said.err + said.out
    (home / "typed").write_text(code.lower().replace("-", " ") + "\n")
    assert call(*issue, "--check", home / "typed").code == 0
    assert call(*issue, "--check", home / "code").code == 2  # void since the new one
    assert call(*issue, "--out", home / "sheet.PDF").code == 2  # it is there already
    (home / "typed").write_text(code[:-1] + ("0" if code[-1] != "0" else "2"))
    said = call(*issue, "--check", home / "typed")
    assert (said.code, "第 8 组" in said.err) == (2, True)


def test_a_code_that_cannot_be_written_changes_nothing(call: Run, home: Path) -> None:
    assert call("recovery-code", home / "v", "--out", home / "no" / "folder.txt").code == 3
    assert call("recovery-code", home / "v", "--check", home / "code").code == 0


def test_an_assistant_gives_out_no_codes(call: Run, home: Path) -> None:
    add = ("officer", "add", home / "v", "王芳", "--new-passphrase-file", home / "new")
    assert call(*add, "--role", "assistant").code == 0
    said = call("recovery-code", home / "v", "--out", home / "c", officer="王芳", words="new")
    assert (said.code, (home / "c").exists()) == (2, False)
