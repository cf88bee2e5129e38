"""The bureau's daily work by command, with an office on the other side of a stick."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from corrdesk.base.clock import FixedClock, SystemClock
from tests.cli.script import LEDGERS, TODAY, Run


@pytest.fixture
def county(tmp_path: Path, bare: Run) -> Path:
    folder = tmp_path / "county"
    assert bare("county", "init", folder, "--name", "青石县社区矫正管理局").code == 0
    return folder


@pytest.fixture
def enrolled(place: Path, county: Path, at_desk: Run, bare: Run) -> Path:
    """A stick with an enrolled office on its one side and its county on the other."""
    request, grant, stick = place / "request", place / "grant", place / "stick"
    stick.mkdir()
    asked = at_desk("enrol request", "--out", request, "--json").json
    made = bare("county", "enrol", county, request, "--out", grant, "--json").json
    assert made["words"] == asked["words"]
    assert at_desk("enrol accept", grant).code == 0
    return stick


def test_a_leave_goes_to_the_county_and_comes_home(
    enrolled: Path, county: Path, at_desk: Run, bare: Run, ledger: Path
) -> None:
    via = ("--via", f"folder:{enrolled}", "--json")
    leave = at_desk(
        "leave request", "罗翊艳", "--depart", "2026-06-15", "--return", "2026-06-30",
        "--destination", "省城", "--kind", "medical", "--reason", "住院", "--proof", "诊断证明",
        "--as-of", TODAY, "--json",
    ).json["leave"]  # fmt: skip
    assert at_desk("sync", *via).json["waiting"] > 0
    assert bare("county", "ingest", county, *via).json["received"] > 0
    (matter,) = bare("county", "queue", county, "--json").json
    assert (matter["id"], matter["person"]) == (leave, "罗翊艳")
    (line,) = bare("county", "queue", county).out.splitlines()
    assert line.endswith("最迟 2026-06-15 决定")
    returned = bare("county", "decide", county, leave, "return", "--reason", "材料不全")
    assert (returned.code, "联系司法所补齐" in returned.err) == (2, True)
    decided = bare("county", "decide", county, leave, "grant", "--as-of", TODAY, "--json").json
    assert decided["document"].endswith("1号")
    assert bare("county", "queue", county, "--json").json == []
    bare("county", "ingest", county, *via)
    assert at_desk("sync", *via).json["received"] == 1
    found = at_desk("leave list", "--as-of", TODAY, "--json").json
    assert [each["state"] for each in found["upcoming"]] == ["approved"]


def test_a_stick_too_small_for_a_file_is_told_to_both(
    enrolled: Path,
    county: Path,
    at_desk: Run,
    bare: Run,
    ledger: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert ledger.exists()
    via = ("--via", f"folder:{enrolled}")
    scan = enrolled.parent / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4" + bytes(3 << 20))
    assert at_desk(
        "leave request", "罗翊艳", "--depart", "2026-06-15", "--return", "2026-06-30",
        "--destination", "省城", "--kind", "medical", "--reason", "住院", "--file", scan,
        "--as-of", TODAY,
    ).code == 0  # fmt: skip
    at_desk("sync", *via)
    usage = shutil.disk_usage(enrolled)._replace(free=2 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    at_county = bare("county", "ingest", county, *via)
    assert "1 个附件（最大的 3.0 MB）" in at_county.err
    at_office = at_desk("sync", *via)
    assert "换一个空间更大的 U 盘" in at_office.err
    told = at_desk("sync", *via, "--json").json["files"]
    assert [(each["no_room"], each["way"]) for each in told["waiting"]] == [(True, "out")]
    assert bare("county", "ingest", county, *via, "--json").json["no_room"] == [scan.stat().st_size]


@pytest.fixture
def ledger(at_desk: Run) -> Path:
    path = LEDGERS / "ledger-office.xlsx"
    assert at_desk("import", path).code == 0
    return path


def test_devices_are_listed_and_revoked(enrolled: Path, county: Path, bare: Run) -> None:
    (device,) = bare("county", "devices", county, "--json").json
    assert device["revoked"] is False
    assert bare("county", "revoke", county, device["device_id"]).code == 0
    assert bare("county", "devices", county, "--json").json[0]["revoked"] is True
    assert "已吊销" in bare("county", "devices", county).out


def test_mistakes_are_said(county: Path, bare: Run, tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(b"no request")
    with (tmp_path / "film").open("wb") as film:
        film.truncate(1 << 40)  # more than any machine could read in
    for words in (
        ("enrol", county, tmp_path / "bad", "--out", tmp_path / "x"),
        ("enrol", county, tmp_path / "none", "--out", tmp_path / "x"),
        ("enrol", county, tmp_path / "film", "--out", tmp_path / "x"),
        ("decide", county, "nothing", "grant"),
        ("ingest", county, "--via", "nonsense"),
        ("queue", tmp_path / "nowhere"),
    ):
        said = bare("county", *words)
        assert said.code == 2, words
        assert said.err
    assert not (tmp_path / "x").exists()


def test_what_could_not_be_taken_is_told_in_words(
    enrolled: Path, county: Path, at_desk: Run, bare: Run
) -> None:
    via = ("--via", f"folder:{enrolled}")
    assert bare("county", "ingest", county, *via).code == 0
    assert at_desk("sync", *via).code == 0
    for run in (enrolled).rglob("in/*/*.seg"):
        run.write_bytes(b"\0" * 200)
    said = bare("county", "ingest", county, *via)
    assert "不是发给本机的，或已损坏。" in said.err
    assert "再交换一次" in said.err
    assert "sealed" not in said.err
    assert "送出 0 条" not in at_desk("sync", *via).out
    assert "收到 0 条" not in bare("county", "ingest", county, *via).out


def test_what_a_wrong_clock_stamped_is_taken_and_listed(
    enrolled: Path, county: Path, at_desk: Run, bare: Run
) -> None:
    via = ("--via", f"folder:{enrolled}", "--json")
    assert bare("county", "clocks", county).out == ""
    at_desk("sync", *via)
    bare("county", "ingest", county, *via)
    assert at_desk("sync", *via).json["clock_suspect"] == 0
    assert bare("county", "clocks", county, "--json").json == []
    behind = FixedClock(SystemClock().now() - timedelta(days=30))
    assert at_desk("sync", *via).json["waiting"] == 0
    at_desk("import", LEDGERS / "ledger-office.xlsx")
    at_desk("sync", *via)
    with patch("corrdesk.cli.county_options.clock_for", lambda _as_of: behind):
        served = bare("county", "ingest", county, *via).json
        (marked,) = bare("county", "clocks", county, "--json").json
        assert "比县级收到的时间晚" in bare("county", "clocks", county).out
    assert served["doubted"] == [marked["doubt"]["device"]]
    assert marked["doubt"]["sign"] == "ahead"
    said = at_desk("sync", *via)
    assert said.json["waiting"] == 0
    assert said.json["clock_suspect"] == marked["doubt"]["last"] - marked["doubt"]["first"] + 1
    assert "本机时钟可能不准" in said.err
    assert "本机时钟可能不准" not in at_desk("sync", *via).err  # once


def test_a_county_without_offices_says_so(county: Path, bare: Run, tmp_path: Path) -> None:
    said = bare("county", "ingest", county, "--via", f"folder:{tmp_path}")
    assert (said.code, "还没有登记司法所" in said.err) == (0, True)


def test_an_answer_that_is_none_is_told_in_the_words_of_the_rest(county: Path, bare: Run) -> None:
    said = bare("county", "decide", county, "0" * 32, "批准")
    assert said.code == 2
    wrong, help_ = said.err.splitlines()
    assert wrong == (
        "ANSWER（决定：批准、不批准或退回）不能是“批准”。可选：grant | refuse | return。"
    )
    assert help_ == "说明：corrdesk county decide --help"


def test_a_backup_and_the_escrow_key(county: Path, bare: Run, tmp_path: Path) -> None:
    made = bare("county", "backup", county, "--to", tmp_path / "copies", "--json").json
    assert Path(made["folder"]).is_dir()
    assert bare("county", "escrow-key", county, "--out", tmp_path / "public").code == 0
    assert len((tmp_path / "public").read_text().strip()) == 64


def test_the_tables_of_a_server_are_divided_by_office(
    bare: Run, tmp_path: Path, postgres_database: str
) -> None:
    folder = tmp_path / "province"
    assert bare("county", "init", folder, "--database", postgres_database).code == 0
    made = bare("county", "partition", folder, "--parts", "2", "--json").json
    assert made["parts"] == 2
    assert {"person", "journal_entry", "check_in"} <= set(made["tables"])
    again = bare("county", "partition", folder, "--json").json
    assert again == {"tables": [], "parts": 2}  # and not the sixteen that are usual


def test_a_file_is_not_divided(bare: Run, county: Path) -> None:
    refused = bare("county", "partition", county)
    assert refused.code != 0
    assert "PostgreSQL" in refused.err
