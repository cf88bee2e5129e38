"""`desk` and `checkin`: who is due, and that somebody reported, named without doubt."""

from __future__ import annotations

import pytest

from tests.cli.script import TODAY, Run

LISTS = ("due", "overdue", "waiting", "visits", "expired", "awaiting", "unclassed")


def test_the_desk_counts_what_it_lists(office: Run) -> None:
    found = office("desk", "--as-of", TODAY, "--json").json
    assert (found["as_of"], found["office"]) == (TODAY, "青石镇司法所")
    assert {name: len(found[name]) for name in LISTS} == found["counts"]
    assert found["counts"]["due"] > 0
    line = found["due"][0]
    assert "*" in line["masked_id"]
    again = office("desk", "--as-of", TODAY, "--json").json
    assert again == found


def test_the_desk_in_words(office: Run) -> None:
    said = office("desk", "--as-of", TODAY)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("青石镇司法所 2026-06-10")


def a_line(office: Run, name: str = "due", kind: str = "check_in") -> dict[str, str]:
    found = office("desk", "--as-of", TODAY, "--json").json
    line: dict[str, str] = next(each for each in found[name] if each["kind"] == kind)
    return line


def test_a_report_settles_its_window(office: Run) -> None:
    line = a_line(office)
    made = office("checkin", line["name"], "--as-of", TODAY, "--json").json
    assert (made["person"], made["kind"], made["outcome"]) == (
        line["person_id"],
        "check_in",
        "complied",
    )
    assert line["duty_id"] not in {each["duty_id"] for each in made["still_open"]}
    found = office("desk", "--as-of", TODAY, "--json").json
    assert line["duty_id"] not in {each["duty_id"] for each in found["due"]}


def test_a_late_entry_reaches_the_window_of_its_day(office: Run) -> None:
    line = a_line(office, "overdue")
    moment = f"{line['period_start']}T09:30"
    done = office("checkin", line["name"], "--as-of", TODAY, "--happened-at", moment, "--json").json
    assert done["happened_at"] == f"{line['period_start']}T09:30:00+08:00"
    found = office("desk", "--as-of", TODAY, "--json").json
    assert line["duty_id"] not in {each["duty_id"] for each in found["overdue"]}


def test_a_report_outside_the_window_it_names_is_not_said_to_count(office: Run) -> None:
    line = a_line(office, "overdue")
    who, duty = line["name"], line["duty_id"]
    late = office("checkin", who, "--kind", line["kind"], "--duty", duty, "--as-of", TODAY)
    assert "没有计入" in late.out
    found = office("desk", "--as-of", TODAY, "--json").json
    assert duty in {each["duty_id"] for each in found["overdue"]}


@pytest.mark.parametrize(
    "written", ["2026.6.9 9:30", "2026年6月9日 9点半", "2026-06-09T０９：３０"]
)
def test_a_moment_is_read_as_people_write_it(office: Run, written: str) -> None:
    who = a_line(office)["name"]
    free = ["--as-of", TODAY, "--happened-at", written, "--json"]
    assert office("checkin", who, *free).json["happened_at"] == "2026-06-09T09:30:00+08:00"


def test_a_named_window_can_wait_for_evidence(office: Run) -> None:
    line = a_line(office, "overdue")
    options = ["--duty", line["duty_id"], "--outcome", "waiting_evidence"]
    options += ["--evidence-due", "2026-06-20", "--reason", "住院"]
    office("checkin", line["name"], "--as-of", TODAY, "--json", *options).json  # noqa: B018
    found = office("desk", "--as-of", TODAY, "--json").json
    assert [each["duty_id"] for each in found["waiting"]] == [line["duty_id"]]
    assert found["waiting"][0]["evidence_due"] == "2026-06-20"


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--outcome", "excused"], "理由"),
        (["--outcome", "waiting_evidence"], "期限"),
        (["--outcome", "missed"], "届满"),
        (["--happened-at", "2026-06-11T09:00"], "晚于"),
        (["--happened-at", "yesterday"], "时间"),
        (["--evidence-due", "2026-02-30"], "日"),
        (["--duty", "no-such"], "没有找到"),
        (["--kind", "education"], "时长"),
    ],
)
def test_what_cannot_be_is_a_mistake(office: Run, options: list[str], word: str) -> None:
    line = a_line(office)
    said = office("checkin", line["name"], "--as-of", TODAY, "--json", *options)
    assert (said.code, said.out) == (2, "")
    assert word in said.err
    assert line["name"] not in said.err


@pytest.mark.parametrize("term", ["", "没有这个人", "%", "'; DROP TABLE person;--", "x" * 10_000])
def test_nobody_is_a_mistake_and_not_repeated(office: Run, term: str) -> None:
    said = office("checkin", term, "--as-of", TODAY)
    assert (said.code, said.out) == (2, "")
    assert not term or term not in said.err


def test_several_people_are_not_guessed(office: Run) -> None:
    said = office("checkin", "镇", "--as-of", TODAY)
    assert said.code == 2
    assert "人符合" in said.err
