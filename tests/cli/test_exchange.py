"""Enrolling and exchanging as scripts do it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from corrdesk.base.clock import FixedClock
from corrdesk.sync.core.enrolment import read_request
from corrdesk.sync.core.stops import Guard
from corrdesk.sync.transports.folder import FolderTransport
from tests.cli.script import Run
from tests.sync.bureau import Bureau
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
    assert set(first) == {"sent", "received", "held", "waiting", "conflicts", "set_aside"}
    assert first["sent"] == first["waiting"] > 0
    assert office("sync", *via, "--dry-run", "--json").json["sent"] == first["waiting"]
    bureau.serve(request.office, FolderTransport(stick))
    second = office("sync", *via, "--json").json
    assert (second["held"], second["waiting"], second["sent"]) == (first["sent"], 0, 0)
    assert "县级已收到本机" in office("sync", *via).out


def test_a_target_that_was_emptied_stops_until_confirmed(office: Run, tmp_path: Path) -> None:
    test_from_the_request_to_the_receipt(office, tmp_path)
    for path in sorted((tmp_path / "stick").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    via = ("--via", f"folder:{tmp_path / 'stick'}")
    stopped = office("sync", *via)
    assert (stopped.code, "空的" in stopped.err) == (2, True)
    assert office("sync", *via, "--confirm", Guard.FORK.value).code == 2
    assert office("sync", *via, "--confirm", Guard.EMPTIED.value).code == 0


def test_what_is_not_there_or_no_certificate(office: Run, tmp_path: Path) -> None:
    assert office("enrol accept", tmp_path / "none").code == 2
    (tmp_path / "junk").write_bytes(b"junk")
    assert office("enrol accept", tmp_path / "junk").code == 2
    assert office("sync", "--via", f"folder:{tmp_path / 'gone'}").code == 3
    assert office("sync", "--via", "pigeon:post").code == 2
