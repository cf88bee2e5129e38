"""From an overdue window to a notice, by commands alone, and what each of them refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.script import TODAY, Run, Said

DAY = ("--as-of", TODAY)


def overdue(office: Run) -> dict[str, str]:
    found = office("desk", *DAY, "--json").json
    line: dict[str, str] = next(each for each in found["overdue"] if each["kind"] == "check_in")
    return line


def opened(office: Run, *options: object) -> str:
    line = overdue(office)
    done = office(
        "case open", line["duty_id"], "--facts", "上周未按规定报到。", *DAY, "--json", *options
    )
    return str(done.json["violation"])


def proposed(office: Run, violation: str) -> str:
    return str(office("case propose", violation, "admonition", *DAY, "--json").json["proposal"])


def decide(office: Run, proposal: str, outcome: str = "granted", *more: object) -> Said:
    options = ["--document", "青矫决〔2026〕12号", "--decided-on", TODAY, *DAY, "--json", *more]
    return office("case decide", proposal, outcome, *options)


def listed(office: Run, name: str) -> list[str]:
    rows = office("case list", "--list", name, "--json").json
    return [row["id"] for row in rows]


def test_the_whole_way(office: Run, place: Path) -> None:
    scan = place / "笔录.pdf"
    scan.write_bytes(b"%PDF-1.4 scan")
    violation = opened(office, "--evidence", "谈话笔录", "--file", scan)
    assert listed(office, "open") == [violation]
    proposal = proposed(office, violation)
    assert listed(office, "submitted") == [violation]
    decision = decide(office, proposal).json["decision"]
    assert listed(office, "decided") == [violation]
    out = place / "notice.pdf"
    issued = office("notice", decision, "--out", out, *DAY, "--json").json
    assert issued["serial"] == "（2026）青矫训字第1号"
    assert out.read_bytes().startswith(b"%PDF-")
    assert out.stat().st_mode & 0o777 == 0o600
    copy = place / "copy.pdf"
    again = office("notice", issued["check_code"], "--out", copy, *DAY, "--json").json
    assert again["notice"] == issued["notice"]
    assert copy.read_bytes() == out.read_bytes()
    assert office("verify", "--json").json["ok"] is True


def test_a_case_leaves_the_list_of_the_overdue(office: Run) -> None:
    line = overdue(office)
    opened(office)
    found = office("desk", *DAY, "--json").json
    assert line["duty_id"] not in {each["duty_id"] for each in found["overdue"]}
    said = office("case open", line["duty_id"], "--facts", "再一次", *DAY)
    assert (said.code, said.out) == (2, "")


def test_a_case_with_a_file_that_cannot_be_read_leaves_nothing(office: Run, place: Path) -> None:
    line = overdue(office)
    options = ["--facts", "上周未报到。", "--file", place / "no-such", *DAY, "--json"]
    said = office("case open", line["duty_id"], *options)
    assert (said.code, said.out) == (2, "")
    assert listed(office, "open") == []
    assert overdue(office) == line


def test_refused_and_returned_go_on(office: Run) -> None:
    violation = opened(office)
    assert decide(office, proposed(office, violation), "refused").code == 0
    assert listed(office, "open") == [violation]
    second = proposed(office, violation)
    refusal = decide(office, second, "returned").json["decision"]
    said = office("notice", refusal, "--out", "x.pdf", *DAY)
    assert (said.code, said.out) == (2, "")


@pytest.mark.parametrize(
    ("options", "word"),
    [(["--document", " "], "文号"), (["--decided-on", "2026-06-11"], "决定日期")],
)
def test_an_impossible_paper(office: Run, options: list[str], word: str) -> None:
    said = decide(office, proposed(office, opened(office)), "granted", *options)
    assert (said.code, said.out) == (2, "")
    assert word in said.err


def test_what_the_rules_do_not_name(office: Run) -> None:
    said = office("case propose", opened(office), "warning", *DAY)
    assert (said.code, said.out) == (2, "")


def test_what_is_not_there(office: Run, place: Path) -> None:
    calls = [
        ("case open", "no-such", "--facts", "x"),
        ("case propose", "no-such", "admonition"),
        ("notice", "no-such", "--out", place / "n.pdf"),
    ]
    for command, *arguments in calls:
        said = office(command, *arguments, *DAY, "--json")
        assert (said.code, said.out) == (2, ""), command
    assert office("case list", "--list", "everything").code == 2
    assert not (place / "n.pdf").exists()


def test_a_notice_overwrites_nothing(office: Run, place: Path) -> None:
    out = place / "taken.pdf"
    out.write_text("older", "utf-8")
    decision = decide(office, proposed(office, opened(office))).json["decision"]
    assert office("notice", decision, "--out", out, *DAY).code == 2
    assert out.read_text("utf-8") == "older"


def test_a_notice_that_cannot_be_written_was_issued_and_can_be_taken_out(
    office: Run, place: Path
) -> None:
    decision = decide(office, proposed(office, opened(office))).json["decision"]
    said = office("notice", decision, "--out", place / "no-such" / "n.pdf", *DAY)
    assert (said.code, said.out) == (3, "")
    out = place / "n.pdf"
    found = office("notice", "（2026）青矫训字第1号", "--out", out, *DAY, "--json").json
    assert found["file"] == str(out)


def test_in_words(office: Run) -> None:
    violation = opened(office)
    said = office("case list")
    assert said.code == 0
    assert said.out.startswith(violation)


def test_the_head_checks_and_a_revoked_decision_counts_no_more(office: Run) -> None:
    lines = office("desk", *DAY, "--json").json["overdue"]
    names = [line["name"] for line in lines]
    name = max(names, key=names.count)
    first, second = [line["duty_id"] for line in lines if line["name"] == name][:2]
    what = ["--facts", "未按规定报告。", *DAY, "--json"]
    violation = str(office("case open", first, *what).json["violation"])
    proposal = proposed(office, violation)
    assert office("case check", proposal, *DAY).code == 2  # it lies before the county already
    decision = decide(office, proposal).json["decision"]
    revoke = ["case revoke", decision, "--document", "青矫撤〔2026〕1号", "--reason"]
    assert office(*revoke, " ", *DAY).code == 2
    assert office(*revoke, "申诉成立", *DAY, "--json").json["decision"] == decision
    again = str(office("case open", second, *what).json["violation"])
    found = office("case earlier", again, *DAY, "--json").json
    assert [each["why"] for each in found["earlier"]] == ["revoked"]
    assert found["measures"] == ["admonition"]
    assert found["decider"] == "county"
    said = office("case earlier", again, *DAY)
    assert "决定已被撤销" in said.out


def test_a_proposal_that_is_sent_back_needs_a_reason(office: Run) -> None:
    violation = opened(office)
    proposal = proposed(office, violation)
    decide(office, proposal, "returned", "--reason", "补充笔录")
    assert office("case check", proposal, "--back", *DAY).code == 2
    assert office("case check", proposal, "--back", "--note", "缺笔录", *DAY, "--json").json
    assert office("case check", proposal, *DAY, "--json").json
