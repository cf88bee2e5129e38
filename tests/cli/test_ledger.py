"""`import`: exactly what the public ledger's expected outcome says, and a second time nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.script import LEDGERS, TODAY, Run

EXPECTED = json.loads((LEDGERS / "ledger-office.expected.json").read_text("utf-8"))
FILES = ["ledger-office.xlsx", "ledger-office.gb18030.csv"]


def like_expected(found: dict[str, object]) -> dict[str, object]:
    """The part of an answer that the expected outcome speaks of."""
    part = {}
    for name, value in EXPECTED.items():
        held = found[name]
        if isinstance(value, list) and value and isinstance(held, list):
            held = [{key: item[key] for key in value[0]} for item in held]
        part[name] = held
    return part


def test_a_dry_run_reports_everything_and_writes_nothing(at_desk: Run) -> None:
    before = at_desk("verify", "--json").json["entries"]
    found = at_desk("import", LEDGERS / FILES[0], "--dry-run", "--json", "--as-of", TODAY).json
    assert like_expected(found) == EXPECTED
    assert (found["dry_run"], found["would_create"], found["already_known"]) == (True, 50, 0)
    assert at_desk("verify", "--json").json["entries"] == before


def test_an_import_and_the_same_again(at_desk: Run) -> None:
    first = at_desk("import", LEDGERS / FILES[0], "--json", "--as-of", TODAY).json
    assert like_expected(first) == EXPECTED
    assert (first["created"], first["unchanged"], first["differs"]) == (50, 0, [])
    entries = at_desk("verify", "--json").json["entries"]
    again = at_desk("import", LEDGERS / FILES[0], "--json", "--as-of", TODAY).json
    assert (again["created"], again["unchanged"], again["differs"]) == (0, 50, [])
    assert at_desk("verify", "--json").json["entries"] == entries
    dry = at_desk("import", LEDGERS / FILES[0], "--dry-run", "--json", "--as-of", TODAY).json
    assert (dry["would_create"], dry["already_known"]) == (0, 50)


def test_the_text_file_says_the_same(at_desk: Run) -> None:
    found = at_desk("import", LEDGERS / FILES[1], "--json", "--as-of", TODAY).json
    assert (found["accepted"], found["created"]) == (EXPECTED["accepted"], 50)


def test_rejected_rows_go_into_a_workbook(at_desk: Run, place: Path) -> None:
    out = place / "rejects.xlsx"
    said = at_desk("import", LEDGERS / FILES[0], "--rejects", out, "--as-of", TODAY)
    assert said.code == 0
    assert out.read_bytes().startswith(b"PK")
    assert "50" in said.out


@pytest.mark.parametrize("name", ["no-such-file.xlsx", "passphrase", "vault"])
def test_what_is_no_ledger(at_desk: Run, place: Path, name: str) -> None:
    said = at_desk("import", place / name, "--json")
    assert (said.code, said.out) == (2, "")
    assert said.err.strip()
