"""Roster, scan, slip, record and certificate by script."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrdesk.printing.preview import extract_text, page_count
from tests.cli.script import Run
from tests.cli.test_programs import DAY, add, first_of, hours, plan
from tests.cli.test_programs import roster as invited
from tests.printing.rosters import signed_scan

__all__ = ["invited"]


@pytest.fixture
def sheet(office: Run, roster: str, tmp_path: Path) -> Path:
    out = tmp_path / "roster.pdf"
    said = office("programs roster", roster, "--out", out, "--as-of", DAY, "--json").json
    assert sum(said["lists"]) > 2
    return out


roster = invited


def test_a_roster_is_written_once(office: Run, sheet: Path, roster: str) -> None:
    assert page_count(sheet.read_bytes()) >= 1
    assert "活动签到表" in extract_text(sheet.read_bytes())
    assert office("programs roster", roster, "--out", sheet).code == 2


def test_a_signed_scan_records_who_was_there(office: Run, sheet: Path, tmp_path: Path) -> None:
    scan = tmp_path / "scan.png"
    scan.write_bytes(signed_scan(sheet.read_bytes(), {1, 3}, turn=2.0, noise=0.005))
    looked = office("programs scan", scan, "--as-of", DAY, "--json").json
    assert {row["number"] for row in looked["rows"] if row["signed"]} == {1, 3}
    assert looked["recorded"] == 0
    done = office("programs scan", scan, "--record", "--as-of", DAY, "--json").json
    assert done["recorded"] == len(looked["rows"])
    credited = [line for line in hours(office, "--kind", "education") if line["credited"]]
    assert len(credited) == 2
    again = office("programs scan", scan, "--record", "--as-of", DAY, "--json").json
    assert again["recorded"] == 0
    words = office("programs scan", scan, "--as-of", DAY)
    assert "已签名 2 行" in words.out


def test_what_is_no_roster_is_refused(office: Run, tmp_path: Path) -> None:
    assert office("programs scan", tmp_path / "nothing.png").code == 2
    junk = tmp_path / "junk.png"
    junk.write_bytes(b"junk")
    assert office("programs scan", junk).code == 2


def test_slip_record_and_certificate(office: Run, roster: str, tmp_path: Path) -> None:
    name = first_of(office, roster)
    slip, record = tmp_path / "slip.pdf", tmp_path / "record.pdf"
    office("programs slip", name, "--out", slip, "--as-of", DAY, "--json")
    office("programs record", name, "--out", record, "--as-of", DAY, "--json")
    assert name in extract_text(slip.read_bytes())
    assert "宪法学习" in extract_text(record.read_bytes())
    proof = tmp_path / "proof.pdf"
    made = office(
        "programs certificate", name, "--program", "宪法学习", "--out", proof,
        "--as-of", DAY, "--json",
    ).json  # fmt: skip
    assert made["serial"] in extract_text(proof.read_bytes())
    twice = office(
        "programs certificate", name, "--program", "宪法学习", "--out", tmp_path / "x.pdf",
        "--as-of", DAY,
    )  # fmt: skip
    assert twice.code == 2
    other = add(office)
    assert plan(office, other, "--on", DAY)["sessions"]
    clash = office("programs certificate", name, "--program", "宪法学习", "--out",
                   tmp_path / "y.pdf", "--as-of", DAY)  # fmt: skip
    assert clash.code == 2  # two programmes of one name
