"""Enrolling and exchanging as scripts do it."""

from __future__ import annotations

import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from corrdesk.base.clock import FixedClock
from corrdesk.casework.caseload.service import add_attachment
from corrdesk.casework.reporting.tables import CheckIn
from corrdesk.sync.core import files
from corrdesk.sync.core.enrolment import read_request
from corrdesk.sync.core.files import secret_key
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import chunk_name, file_name
from corrdesk.sync.core.stops import Guard
from corrdesk.sync.transports.folder import FolderTransport
from tests.cli.script import OFFICER, PASSPHRASE, TODAY, Run, Said
from tests.sync.bureau import ROOT, Bureau
from tests.sync.test_shelf import SCAN
from tests.sync.worlds import COUNTY


def test_from_the_request_to_the_receipt(office: Run, tmp_path: Path) -> None:
    county, stick = tmp_path / "county", tmp_path / "stick"
    county.mkdir()
    stick.mkdir()
    bureau = Bureau(county, FixedClock(date(2026, 6, 10)))
    via = ("--via", f"folder:{stick}")
    assert office("sync", *via).code == 2
    asked = office("enrol request", "--out", tmp_path / "r", "--label", "一号机", "--json").json
    assert len(asked["words"].split()) == 8
    request = read_request((tmp_path / "r").read_bytes())
    assert (request.label, request.device) == ("一号机", asked["device"])
    (tmp_path / "c").write_bytes(bureau.grant((tmp_path / "r").read_bytes()))
    accepted = office("enrol accept", tmp_path / "c", "--json").json
    assert (accepted["county"], accepted["name"]) == (COUNTY, "测试县社区矫正管理局")
    first = office("sync", *via, "--json").json
    promised = {"sent", "received", "held", "waiting", "conflicts", "set_aside"}
    assert set(first) == promised | {"files", "clock_suspect"}
    assert first["sent"] == first["waiting"] > 0
    tried = office("sync", *via, "--dry-run").out
    assert f"试运行，没有收送：会送出 {first['sent']} 条" in tried
    assert f"{first['sent']} 条待送，最早的自 2" in tried
    assert office("sync", *via, "--dry-run", "--json").json["sent"] == first["waiting"]
    bureau.serve(request.office, FolderTransport(stick))
    second = office("sync", *via, "--json").json
    assert (second["held"], second["waiting"], second["sent"]) == (first["sent"], 0, 0)
    assert f"{first['sent']} 条中的 {first['sent']} 条，没有待送" in office("sync", *via).out
    none = {"chunks_sent": 0, "chunks_received": 0, "arrived": 0, "waiting": [], "coming": []}
    assert second["files"] == none
    with bureau.unit_of_work(request.office) as uow:
        add_attachment(
            uow, "1" * 32, SCAN, name="决定书.pdf", media_type="", seal=bureau.sealed.put
        )
        uow.commit()
    bureau.serve(request.office, FolderTransport(stick))
    (coming,) = office("sync", *via, "--json").json["files"]["coming"]
    assert (coming["name"], coming["size"], coming["way"]) == ("决定书.pdf", len(SCAN), "in")
    assert "1 个尚未送达本机" in office("sync", *via).out
    bureau.serve(request.office, FolderTransport(stick))
    arrived = office("sync", *via, "--json").json["files"]
    assert arrived == none | {"chunks_received": 3, "arrived": 1}


def test_a_target_that_was_emptied_stops_until_confirmed(office: Run, tmp_path: Path) -> None:
    test_from_the_request_to_the_receipt(office, tmp_path)
    for path in sorted((tmp_path / "stick").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    via = ("--via", f"folder:{tmp_path / 'stick'}")
    stopped = office("sync", *via)
    assert (stopped.code, "空的" in stopped.err) == (2, True)
    assert "--confirm emptied" in stopped.err
    assert office("sync", *via, "--confirm", Guard.FORK.value).code == 2
    told = office("sync", *via, "--confirm", Guard.EMPTIED.value, "--json").json
    assert told["held"] > 0  # the last receipt proves it, though none lies here any more


def test_what_is_not_there_or_no_certificate(office: Run, tmp_path: Path) -> None:
    assert office("enrol accept", tmp_path / "none").code == 2
    (tmp_path / "junk").write_bytes(b"junk")
    assert office("enrol accept", tmp_path / "junk").code == 2
    assert office("sync", "--via", f"folder:{tmp_path / 'gone'}").code == 3
    assert office("sync", "--via", "pigeon:post").code == 2


def test_a_vault_that_went_on_after_a_copy_takes_a_new_identity(
    office: Run, bare: Run, place: Path, tmp_path: Path
) -> None:
    for name in ("county", "stick", "copy"):
        (tmp_path / name).mkdir()
    bureau = Bureau(tmp_path / "county", FixedClock(date(2026, 6, 10)))
    stick, copy = FolderTransport(tmp_path / "stick"), tmp_path / "copy"
    via = ("--via", f"folder:{tmp_path / 'stick'}")
    office("enrol request", "--out", tmp_path / "r")
    asked = read_request((tmp_path / "r").read_bytes())
    (tmp_path / "c").write_bytes(bureau.grant((tmp_path / "r").read_bytes()))
    assert office("enrol accept", tmp_path / "c").code == 0
    assert office("sync", *via).code == 0
    bureau.serve(asked.office, stick)
    assert office("sync", *via).code == 0
    shutil.copytree(place / "vault", copy / "vault")
    for name in ("device.secret", "device.secret.seen"):
        shutil.copyfile(place / name, copy / name)

    def other(command: str, *arguments: object) -> Said:
        secret = ("--device-secret-file", copy / "device.secret")
        return bare(*command.split(" "), copy / "vault", *arguments, *secret)

    due = [line["name"] for line in office("desk", "--as-of", TODAY, "--json").json["due"]]
    assert office("checkin", due[0], "--as-of", TODAY).code == 0
    assert other("checkin", due[1], "--as-of", TODAY).code == 0
    assert office("sync", *via).code == 0
    bureau.serve(asked.office, stick)
    assert other("sync", *via).code == 2
    bureau.serve(asked.office, stick)

    shown = other("enrol renew", *via, "--json").json
    assert (shown["done"], shown["device"]) == (False, asked.device)
    assert "checkin.record" in {act for _seq, act, _at in shown["entries"]}
    assert "checkin.record" not in other("enrol renew", *via).out  # but in words
    for wrong in (("--confirm", "继续", "--out", tmp_path / "r2"), ("--confirm", "改用新身份")):
        assert other("enrol renew", *via, *wrong).code == 2
    confirmed = ("--confirm", "改用新身份", "--out", tmp_path / "r2")
    done = other("enrol renew", *via, *confirmed, "--json").json
    assert (done["done"], done["count"]) == (True, shown["count"])
    assert done["device"] == read_request((tmp_path / "r2").read_bytes()).device != asked.device
    assert other("enrol renew", *via).code == 2  # nothing parts any more

    (tmp_path / "c2").write_bytes(bureau.grant((tmp_path / "r2").read_bytes()))
    assert other("enrol accept", tmp_path / "c2").code == 0
    for run in (other, other, office, other):
        assert run("sync", *via).code == 0
        bureau.serve(asked.office, stick)
    for run in (office, other):
        assert run("verify").code == 0
        held = run("sync", *via, "--json").json
        assert held["waiting"] == 0
        assert held["conflicts"] == 0
    with bureau.store.read() as session:
        assert session.query(CheckIn).count() == 2


def test_another_pc_of_the_office_begins_with_an_invitation(
    office: Run, bare: Run, tmp_path: Path
) -> None:
    for name in ("county", "stick"):
        (tmp_path / name).mkdir()
    bureau, stick = Bureau(tmp_path / "county", FixedClock(date(2026, 6, 10))), tmp_path / "stick"
    office("enrol request", "--out", tmp_path / "r")
    (tmp_path / "c").write_bytes(bureau.grant((tmp_path / "r").read_bytes()))
    office("enrol accept", tmp_path / "c")
    via = ("--via", f"folder:{stick}")
    for _round in range(2):
        office("sync", *via)
        bureau.serve(read_request((tmp_path / "r").read_bytes()).office, FolderTransport(stick))
    assert office("enrol invite", "--for", "无此人", "--out", tmp_path / "i").code == 2
    assert office("enrol invite", "--for", OFFICER, "--out", tmp_path / "i", "--json").json

    (tmp_path / "words").write_text(PASSPHRASE + "\n", "utf-8")
    keys = ("--passphrase-file", tmp_path / "words", "--device-secret-file", tmp_path / "ds2")
    new = ("new", tmp_path / "v2", "--recovery-out", tmp_path / "code2", *keys)
    assert bare(*new).code == 2  # neither names nor an invitation
    assert bare(*new, "--join", tmp_path / "r").code == 2
    made = bare(*new, "--join", tmp_path / "i")
    assert made.code == 0, made.err

    def second(*arguments: object) -> Said:
        command, *rest = arguments
        return bare(*str(command).split(), tmp_path / "v2", *rest, "--officer", OFFICER, *keys)

    assert second("verify", "--json").json["ok"] is True
    asked = second("enrol request", "--out", tmp_path / "r2", "--json").json
    request = read_request((tmp_path / "r2").read_bytes())
    assert (request.device, request.office) == (
        asked["device"], read_request((tmp_path / "r").read_bytes()).office
    )  # fmt: skip
    (tmp_path / "c2").write_bytes(bureau.grant((tmp_path / "r2").read_bytes()))
    assert second("enrol accept", tmp_path / "c2").code == 0
    written = office("verify", "--json").json["entries"]
    received, offered = 0, list[Path]()
    for _round in range(2):
        received += second("sync", *via, "--json").json["received"]
        offered = list(stick.rglob("snapshot-*.snp"))
        bureau.serve(request.office, FolderTransport(stick))
    assert received == written
    assert offered  # it came with one, which has served its turn now
    assert not list(stick.rglob("snapshot-*.snp"))
    assert second("verify", "--json").json["ok"] is True
    assert second("doctor", "--json").code == 0
    theirs, mine = office("desk", "--json").json, second("desk", "--json").json
    assert mine == theirs


def test_a_file_that_comes_under_none_of_its_names_is_told(
    office: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "ATTEMPTS", 1)
    monkeypatch.setattr(files, "REFUSALS", 1)
    for folder in ("county", "stick"):
        (tmp_path / folder).mkdir()
    bureau, stick = Bureau(tmp_path / "county", FixedClock(date(2026, 6, 10))), tmp_path / "stick"
    via = ("--via", f"folder:{stick}", "--json")
    office("enrol request", "--out", tmp_path / "r")
    (tmp_path / "c").write_bytes(bureau.grant((tmp_path / "r").read_bytes()))
    office("enrol accept", tmp_path / "c")
    (place,) = bureau.rosters
    with bureau.unit_of_work(place) as uow:
        add_attachment(uow, "1" * 32, SCAN, name="函.pdf", media_type="", seal=bureau.sealed.put)
        uow.commit()
    bureau.serve(place, FolderTransport(stick))
    assert not office("sync", *via).json["files"]["coming"][0]["blocked"]
    key, digest = secret_key(ROOT.sign, bureau.rosters[place]), sha256(SCAN).hexdigest()
    name = file_name(key, digest, Side.OFFICE)
    FolderTransport(stick).put(chunk_name(place, name, 0), b"junk")
    told = office("sync", *via)
    assert told.json["files"]["coming"][0]["blocked"]
    assert f"删去其中的 {place}/files 文件夹" in told.err
    for _round in range(2):  # the folder let go of it, so the file is handed on again
        bureau.serve(place, FolderTransport(stick))
        office("sync", *via)
    assert office("sync", *via).json["files"]["coming"] == []
