"""Hints by commands: listed, confirmed, dismissed, reopened; medical records behind one of them."""

from __future__ import annotations

from typing import Any

from tests.cli.script import TODAY, Run

DAY = ("--as-of", TODAY)


def listed(office: Run, name: str = "open") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office("case hint list", "--list", name, *DAY, "--json").json
    return found


def test_a_hint_becomes_a_violation(office: Run) -> None:
    first = listed(office)[0]
    assert first["kind"] == "missed_duty"
    assert first["clauses"]
    done = office("case hint confirm", first["hint_id"], "--severity", "minor", *DAY, "--json")
    (case,) = office("case list", "--json").json
    assert case["id"] == done.json["violation"]
    assert first["hint_id"] not in {each["hint_id"] for each in listed(office)}
    assert office("case hint confirm", first["hint_id"], *DAY).code == 2
    assert office("case hint confirm", "no-such", *DAY).code == 2


def test_a_dismissed_hint_keeps_its_reason_and_can_come_back(office: Run) -> None:
    hint = listed(office)[0]["hint_id"]
    assert office("case hint dismiss", hint, "--reason", " ", *DAY).code == 2
    office("case hint dismiss", hint, "--reason", "大雪封路", *DAY, "--json")
    (dismissed,) = listed(office, "dismissed")
    assert (dismissed["hint_id"], dismissed["reason"]) == (hint, "大雪封路")
    assert office("case hint reopen", hint, "--reason", "核实不属实", *DAY, "--json").json
    assert listed(office, "dismissed") == []


def test_words_and_a_list_that_does_not_exist(office: Run) -> None:
    said = office("case hint list", *DAY)
    assert (said.code, len(said.out.splitlines())) == (0, len(listed(office)))
    assert office("case hint list", "--list", "no-such", *DAY).code == 2


def test_medical_records_are_kept_for_those_outside_prison(office: Run) -> None:
    lines = office("desk", *DAY, "--json").json
    everybody = [line for name in ("due", "overdue") for line in lines[name]]
    outside = next(line for line in everybody if line["category"] == "outside_prison")
    other = next(line for line in everybody if line["category"] == "probation")
    what = ["reason", "--on", "2026-01-05", "--why", "medical", *DAY, "--json"]
    assert office("case medical", outside["name"], *what).json["record"]
    assert office("case medical", other["name"], *what).code == 2
    assert "medical_review" in {each["kind"] for each in listed(office)}
