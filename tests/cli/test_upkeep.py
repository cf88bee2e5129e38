"""Care of a vault on the command line: answers, messages, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.script import OFFICER, Run

SECOND = "王芳"


def test_doctor_answers_in_the_agreed_shape(call: Run, home: Path) -> None:
    report = call("doctor", home / "v", "--json").json
    assert set(report) == {"healthy", "findings"}
    assert report["healthy"] is True
    for finding in report["findings"]:
        assert set(finding) == {"severity", "code", "message", "next"}
    said = call("doctor", home / "v")
    assert said.code == 0
    assert "backup.none" in said.out


def test_doctor_and_verify_say_so_when_a_vault_is_damaged(call: Run, home: Path) -> None:
    database = home / "v" / "casework.db"
    raw = bytearray(database.read_bytes())
    raw[len(raw) // 2] ^= 1
    database.write_bytes(raw)
    said = call("doctor", home / "v", "--json")
    assert said.code == 3
    report = json.loads(said.out)
    assert report["healthy"] is False
    assert "database.damaged" in {finding["code"] for finding in report["findings"]}
    said = call("verify", home / "v", "--json")
    assert said.code == 2
    assert json.loads(said.out)["ok"] is False


@pytest.mark.parametrize("harm", ["gone", "emptied", "foreign"])
def test_verify_answers_even_when_nothing_opens(call: Run, home: Path, harm: str) -> None:
    database = home / "v" / "casework.db"
    size = database.stat().st_size
    if harm == "gone":
        database.unlink()
    else:
        database.write_bytes(b"" if harm == "emptied" else b"x" * size)
    said = call("verify", home / "v", "--json")
    report = json.loads(said.out)
    assert (said.code, report["ok"]) == (2, False)
    assert set(report["problems"][0]) == {"entry", "kind", "message"}
    assert call("doctor", home / "v").code == 3


def test_a_header_that_is_gone_in_both_files_is_a_finding(call: Run, home: Path) -> None:
    for name in ("header.json", "header.json.bak"):
        (home / "v" / name).write_text("{}")
    report = json.loads(call("doctor", home / "v", "--json").out)
    assert [finding["code"] for finding in report["findings"]] == ["header"]
    assert call("doctor", home / "none").code == 2


def test_backup_rehearsal_and_restore(call: Run, home: Path) -> None:
    first = call("backup", home / "v", "--json").json
    assert first["second_medium_overdue"] is True
    assert Path(first["folder"]).is_dir()
    assert call("backup", home / "v", "--if-due", "--json").json["due"] is False
    assert call("backup", home / "v", "--to", home / "usb").code == 0
    rehearsal = call("backup", home / "v", "--rehearse", "--json").json
    assert rehearsal["ok"] is True
    assert rehearsal["content"]["entries"] == 1
    assert call("backup", home / "v", "--rehearse", "--to", home / "nowhere").code == 2

    add = ("officer", "add", home / "v", SECOND, "--new-passphrase-file", home / "new")
    assert call(*add).code == 0
    side = call("restore", first["folder"], "--into", home / "side", "--json").json
    assert (side["restored"]["entries"], side["replaced"], side["sync_waits"]) == (1, None, True)
    said = call("restore", first["folder"], "--into", home / "side")
    assert said.code == 2  # it is there already
    whole = call(
        "restore", first["folder"], "--into", home / "side2", "--instead-of", home / "v", "--json"
    ).json
    assert (whole["lost_entries"], whole["present"]["entries"]) == (1, 2)
    assert call("verify", home / "v", "--json").json["ok"] is True
    assert call("restore", home, "--into", home / "side3").code == 2


def test_officers_come_and_go(call: Run, home: Path) -> None:
    add = ("officer", "add", home / "v", SECOND, "--new-passphrase-file", home / "new")
    assert call(*add, "--role", "assistant").code == 0
    assert call(*add).code == 2
    listed = call("officer", "list", home / "v", "--json").json
    assert [(o["name"], o["role"], o["key"]) for o in listed] == [
        (OFFICER, "head", True), (SECOND, "assistant", True),
    ]  # fmt: skip
    as_second = {"officer": SECOND, "words": "new"}
    assert call("desk", home / "v", **as_second).code == 0
    assert call("verify", home / "v", **as_second).code == 2  # an assistant may not
    assert call(*add, **as_second).code == 2
    assert call("officer", "remove", home / "v", OFFICER, **as_second).code == 2
    assert call("officer", "remove", home / "v", OFFICER).code == 2  # not oneself
    assert call("officer", "remove", home / "v", "无此人").code == 2
    assert call("officer", "remove", home / "v", SECOND).code == 0
    assert call("desk", home / "v", **as_second).code == 2
    assert call("verify", home / "v", "--json").json["ok"] is True


def test_passphrases_are_changed_and_reset(call: Run, home: Path) -> None:
    change = ("officer", "passphrase", home / "v", "--new-passphrase-file")
    (home / "weak").write_text("123456\n")
    assert call(*change, home / "weak").code == 2
    assert call(*change, home / "new").code == 0
    assert call("verify", home / "v").code == 2
    assert call("verify", home / "v", words="new").code == 0
    (home / "third").write_text("纸船漂过十二座石桥看见灯火\n", "utf-8")
    add = ("officer", "add", home / "v", SECOND, "--new-passphrase-file", home / "third")
    assert call(*add, words="new").code == 0
    as_second = {"officer": SECOND, "words": "third"}
    assert call(*change, home / "pp", "--of", OFFICER, **as_second).code == 2
    assert call(*change, home / "pp", "--of", SECOND, words="new").code == 0
    assert call("desk", home / "v", officer=SECOND).code == 0


def test_an_alarm_is_accepted_with_a_reason(call: Run, home: Path) -> None:
    (home / "v" / "anchor.live").unlink()
    assert call("verify", home / "v").code == 2
    assert call("accept", home / "v", "--reason", " ").code == 2
    assert call("accept", home / "v", "--reason", "误删").code == 0
    assert call("verify", home / "v").code == 0


def test_a_lost_index_is_mended(call: Run, home: Path) -> None:
    assert call("doctor", home / "v", "--mend-index").code == 0


def test_an_inspection_is_exported(call: Run, home: Path) -> None:
    export = ("export", "inspection", home / "v", "--out", home / "out")
    assert call(*export).code == 2
    assert call(*export, "--person", "无此人").code == 2
    said = call(*export, "--from", "2020-01-01", "--until", "2099-01-01", "--json")
    assert said.json["entries"] == 1
    assert (home / "out" / "verify_export.py").is_file()
    assert call(*export, "--from", "2020-01-01").code == 2  # it is there already
