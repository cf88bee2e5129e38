"""Issued sheets by commands alone: issue, find, stamp, serve, file, scan, void, register."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corrdesk.base.ids import derived_id
from tests.cli.script import TODAY, Run

SECOND = derived_id("device", "second")
DAY = ("--as-of", TODAY)
FACTS = {
    "addressee": "青石县人民法院",
    "discharged_on": "2026-06-10",
    "ground": "社区矫正期限届满",
    "legal_basis": ["《中华人民共和国社区矫正法》第四十四条"],
    "signed_on": "2026-06-10",
}


@pytest.fixture
def person(office: Run) -> str:
    found = office("desk", *DAY, "--json").json
    return str(found["overdue"][0]["name"])


def issue(office: Run, place: Path, person: str, *more: object, **facts: object) -> dict[str, Any]:
    said = place / "facts.json"
    said.write_text(json.dumps(FACTS | facts, ensure_ascii=False), encoding="utf-8")
    out = place / f"{len(list(place.glob('*.pdf')))}.pdf"
    command = ["documents issue", "discharge-notice", person, "--facts", said, "--out", out]
    done: dict[str, Any] = office(*command, *DAY, "--json", *more).json
    assert Path(done["file"]).read_bytes().startswith(b"%PDF-")
    return done


def test_from_the_printer_to_the_file(office: Run, place: Path, person: str) -> None:
    made = issue(office, place, person)
    code = made["check_code"]
    assert made["serial"].endswith("矫解通字第1号")
    listed = office("documents list", "--list", "to_stamp", "--json").json
    assert [row["check_code"] for row in listed] == [code]
    assert office("documents stamp", code, *DAY, "--json").json["state"] == "stamped"
    refused = ("--manner", "refused")
    assert office("documents serve", code, *refused, *DAY).code == 2
    served = office("documents serve", code, *refused, "--witness", "村委会", *DAY, "--json").json
    assert served["state"] == "served"
    assert office("documents file", code.lower(), *DAY, "--json").json["state"] == "filed"
    shown = office("documents show", made["serial"], "--json").json
    assert [step["step"] for step in shown["steps"]] == ["printed", "stamped", "served", "filed"]
    assert (shown["manner"], shown["witness"]) == ("refused", "村委会")
    assert office("documents void", code, "--reason", "有误", *DAY).code == 2


def test_a_scan_finds_its_sheet(office: Run, place: Path, person: str) -> None:
    made = issue(office, place, person)
    done = office("documents scan", made["file"], *DAY, "--json").json
    assert (done["document"], done["step"], done["state"]) == (
        made["document"],
        "stamped",
        "stamped",
    )
    stranger = place / "letter.txt"
    stranger.write_text("no scan")
    assert office("documents scan", stranger, *DAY).code == 2
    assert office("documents scan", place / "missing.pdf", *DAY).code == 2


def test_the_old_code_does_not_close_the_new_version(office: Run, place: Path, person: str) -> None:
    first = issue(office, place, person)
    again = ("--replaces", first["check_code"], "--reason", "日期有误")
    second = issue(office, place, person, *again, discharged_on="2026-06-09")
    said = office("documents scan", first["file"], *DAY)
    assert said.code == 2
    assert second["serial"] in said.err
    shown = office("documents show", first["check_code"], "--json").json
    assert (shown["state"], shown["current"]["check_code"]) == ("void", second["check_code"])


def test_the_register_and_reserved_numbers(office: Run, place: Path, person: str) -> None:
    made = issue(office, place, person)
    office("documents void", made["check_code"], "--reason", "打印污损", *DAY)
    more = ("--device", SECOND, "--word", "矫解通", "--count", "3")
    kept = office("documents reserve", *more, *DAY, "--json").json
    assert (kept["first"], kept["last"]) == ("2", "4")
    issue(office, place, person)
    assert office("documents return", kept["range"], "--reason", "停用", *DAY).code == 0
    (page,) = office("documents register", *DAY, "--json").json
    assert [line["number"] for line in page["numbers"]] == [1, 5]
    assert [(gap["first"], gap["last"]) for gap in page["gaps"]] == [(2, 4)]
    assert page["unexplained"] == []
    out = place / "register.pdf"
    assert office("documents register", "--word", "矫解通", "--out", out, *DAY).code == 0
    assert out.read_bytes().startswith(b"%PDF-")
    assert "已退回" in office("documents register", *DAY).out
    assert office("documents take-over", "--reason", "换机", *DAY).code == 2


def test_what_stands_on_a_decision_is_not_issued_by_itself(
    office: Run, place: Path, person: str
) -> None:
    out = place / "x.pdf"
    for form in ("warning-decision", "leave-certificate", "no-such-form"):
        assert office("documents issue", form, person, "--out", out, *DAY).code == 2
    said = office("documents issue", "discharge-notice", person, "--out", out, *DAY)
    assert said.code == 2
    assert "缺少必填项" in said.err
    assert not out.exists()
    assert office("documents register", *DAY, "--json").json == []


@pytest.mark.parametrize(
    "command",
    [
        ("documents list", "--list", "nothing"),
        ("documents show", "ZZZZZZZZ"),
        ("documents stamp", "ZZZZZZZZ"),
        ("documents register", "--out", "x.pdf"),
        ("documents return", "no-such-range", "--reason", "停用"),
    ],
)
def test_mistakes_are_told(office: Run, command: tuple[str, ...]) -> None:
    assert office(*command).code == 2


def test_a_dossier_is_bound_and_says_what_is_missing(office: Run, place: Path, person: str) -> None:
    issue(office, place, person)
    out = place / "dossier.pdf"
    made = office("documents bind", person, "--out", out, *DAY, "--json").json
    assert made["papers"] == 1
    assert "社区矫正小组责任书" in made["missing"]
    assert out.read_bytes().startswith(b"%PDF-")
    assert office("documents bind", person, "--out", out, *DAY).code == 2
