"""From a programme to hours by script: every step answers in JSON, every mistake by its field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.script import Run

DAY = "2026-06-10"


def add(office: Run, *more: object) -> str:
    made = office("programs add", "宪法学习", "--type", "law", "--minutes", 120, *more, "--json")
    return str(made.json["program"])


def plan(office: Run, program: str, *more: object) -> dict[str, Any]:
    said = office("programs plan", program, "--starts", "9:00", *more, "--as-of", DAY, "--json")
    found: dict[str, Any] = said.json
    return found


def hours(office: Run, *more: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office("programs hours", *more, "--as-of", DAY, "--json").json
    return found


@pytest.fixture
def roster(office: Run) -> str:
    """A session of today to which everybody of the strict class is invited."""
    session = str(plan(office, add(office), "--on", DAY)["sessions"][0])
    office("programs invite", session, "--class", "strict", "--as-of", DAY, "--json")
    return session


def first_of(office: Run, roster: str) -> str:
    """Records the first of a roster as present; returns the name."""
    said = office("programs attend", roster, "--person", 1, "--as-of", DAY, "--json")
    return str(said.json["roster"][0]["name"])


def test_sessions_are_put_on_real_days(office: Run) -> None:
    program = add(office)
    found = plan(
        office, program, "--on", "2026-09-25", "--every", "week", "--count", 3, "--dry-run"
    )
    assert found["sessions"] == []
    assert [each["on"] for each in found["dates"]] == ["2026-09-28", "2026-10-08", "2026-10-09"]
    assert found["dates"][0]["why"] == "holiday"
    made = plan(office, "宪法学习", "--on", "2026-09-25", "--every", "week", "--count", 3)
    assert len(made["sessions"]) == 3
    listed = office("programs list", "--as-of", DAY, "--json").json
    assert [line["session_id"] for line in listed] == made["sessions"]
    assert office("programs list", "--list", "wrong").code == 2
    assert office("programs plan", "无此项目", "--on", DAY, "--starts", "9:00").code == 2


def test_everyone_but_two_of_a_roster(office: Run, roster: str) -> None:
    listed = office("programs list", "--list", "to_record", "--as-of", DAY, "--json").json
    invited = listed[0]["invited"]
    said = office(
        "programs attend", roster, "--everyone-but", 1, "--everyone-but", 2,
        "--make-up-by", "2026-06-20", "--as-of", DAY, "--json",
    ).json  # fmt: skip
    assert said["changed"] == invited == len(said["roster"])
    assert [line["turnout"] for line in said["roster"]][:3] == ["absent", "absent", "present"]
    lines = hours(office, "--kind", "education")
    assert len(lines) > invited
    for line in lines:
        total = sum(event["hours"] for event in line["events"])
        assert line["balance"] == total == (line["credited"] - line["penalty"] + line["adjusted"])
    strict = [line for line in lines if line["credited"]]
    assert len(strict) == invited - 2
    assert {line["credited"] for line in strict} == {2}
    assert {line["target"] for line in strict} == {12}
    assert {(line["period_start"], line["period_end"]) for line in strict} == {
        ("2026-06-01", "2026-06-30")
    }


def test_a_change_asks_for_reason_and_confirmation(office: Run, roster: str) -> None:
    first = ("programs attend", roster, "--person", 1, "--as-of", DAY)
    assert office(*first, "--json").json["changed"] == 1
    again = (*first, "--turnout", "absent")
    assert office(*again).code == 2
    refused = office(*again, "--reason", "点名有误")
    assert refused.code == 2
    assert "2 小时" in refused.err
    done = office(*again, "--reason", "点名有误", "--confirm", "--json").json
    assert done["roster"][0]["credited"] == 0
    assert office("programs attend", "nothing", "--everyone").code == 2


def test_an_adjustment_stands_in_the_account_of_one_person(office: Run, roster: str) -> None:
    name = first_of(office, roster)
    done = office(
        "programs adjust", name, "--hours", 1.5, "--reason", "补记", "--as-of", DAY, "--json"
    ).json
    office("programs adjust", name, "--hours", 1, "--sort", "penalty", "--reason", "玩手机",
           "--as-of", DAY)  # fmt: skip
    education, _service = hours(office, "--person", name)
    assert (education["credited"], education["penalty"], education["adjusted"]) == (2, 1, 1.5)
    assert education["balance"] == 2.5
    assert done["event"] in {event["id"] for event in education["events"]}
    assert {event["reason"] for event in education["events"]} >= {"补记", "玩手机"}
    wrong = office("programs adjust", name, "--hours", 1, "--reason", " ", "--as-of", DAY)
    assert wrong.code == 2
    words = office("programs hours", "--person", name, "--as-of", DAY)
    assert "2.5/12" in words.out


def test_nobody_is_invited_by_chance(office: Run, roster: str) -> None:
    assert office("programs invite", roster).code == 2
    everybody = office("programs invite", roster, "--all", "--as-of", DAY, "--json").json
    assert everybody["added"] > 0
    assert office("programs invite", roster, "--short", "--as-of", DAY, "--json").json["added"] == 0


def test_online_results_are_imported_once(office: Run, roster: str, tmp_path: Path) -> None:
    name = first_of(office, roster)
    path = tmp_path / "online.csv"
    path.write_text(
        f"姓名,课程,完成日期,学时\n{name},民法典,2026-06-05,1\n赵无名,宪法,2026-06-05,1\n"
    )
    tried = office("programs online", path, "--dry-run", "--as-of", DAY, "--json").json
    assert (tried["read"], tried["people"]) == (1, 0)
    first = office("programs online", path, "--as-of", DAY, "--json").json
    assert (first["read"], first["people"]) == (1, 1)
    assert first["rejected"] == [{"number": 3, "reason": "nobody"}]
    assert office("programs online", path, "--as-of", DAY, "--json").json["people"] == 0
    assert hours(office, "--person", name, "--kind", "education")[0]["credited"] == 3
    assert "在册人员中没有此人" in office("programs online", path, "--as-of", DAY).out
