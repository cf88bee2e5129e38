"""From the request for leave to the return by commands alone, and what each of them refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.script import TODAY, Run, Said, long_term

DAY = ("--as-of", TODAY)
BACK = ("--as-of", "2026-06-21")


@pytest.fixture
def name(office: Run) -> str:
    """Somebody of the ledger who is under supervision beyond the days of these tests."""
    return long_term(office)


def ask(office: Run, name: str, *more: object, last: str = "2026-06-21") -> Said:
    options = ["--depart", "2026-06-15", "--return", last, "--destination", "省城"]
    words = ["--kind", "medical", "--reason", "到省人民医院复查"]
    return office("leave request", name, *options, *words, *DAY, "--json", *more)


def asked(office: Run, name: str, *more: object) -> str:
    return str(ask(office, name, *more).json["leave"])


def delegated(office: Run) -> None:
    options = ["--document", "青矫委〔2026〕1号", "--from", "2026-01-01", *DAY]
    assert office("leave delegate", *options).code == 0


def decided(office: Run, leave: str, *more: object) -> Said:
    return office("leave decide", leave, "granted", *DAY, "--json", *more)


def lists(office: Run, *day: str) -> dict[str, list[str]]:
    found = office("leave list", *(day or DAY), "--json").json
    return {
        key: [line["leave_id"] for line in lines]
        for key, lines in found.items()
        if key != "as_of" and lines
    }


def test_the_whole_way_of_a_leave(office: Run, name: str, place: Path) -> None:
    delegated(office)
    scan = place / "诊断证明.pdf"
    scan.write_bytes(b"%PDF-1.4 scan")
    request = ask(office, name, "--file", scan).json
    assert (request["days"], request["days_in_window"], request["approver"]) == (7, 7, "office")
    assert request["apply_by"] == "2026-06-12"
    leave = request["leave"]
    assert lists(office) == {"requested": [leave]}
    assert decided(office, leave).json["outcome"] == "granted"
    assert lists(office) == {"upcoming": [leave]}
    out, copy = place / "证明.pdf", place / "copy.pdf"
    issued = office("leave certificate", leave, "--out", out, *DAY, "--json").json
    assert issued["serial"] == "（2026）青矫外字第1号"
    assert out.read_bytes().startswith(b"%PDF-")
    again = office("leave certificate", issued["check_code"], "--out", copy, *DAY, "--json").json
    assert (again["certificate"], copy.read_bytes()) == (issued["certificate"], out.read_bytes())
    assert lists(office, *BACK) == {"away": [leave]}
    done = office("leave return", leave, *BACK, "--json").json
    assert (done["returned_on"], done["days_overdue"]) == ("2026-06-21", 0)
    assert lists(office, *BACK) == {"ended": [leave]}
    assert office("verify", "--json").json["ok"] is True


def test_who_is_not_back_stands_on_the_desk(office: Run, name: str) -> None:
    delegated(office)
    leave = asked(office, name, "--proof", "诊断证明")
    decided(office, leave)
    late = ("--as-of", "2026-06-24")
    (line,) = office("desk", *late, "--json").json["leave_overdue"]
    assert (line["leave_id"], line["name"], line["days_overdue"]) == (leave, name, 3)
    assert f"leave_overdue\t{name}" in office("desk", *late).out
    said = office("leave return", leave, *late)
    assert (said.code, said.out) == (2, "")
    assert "情况" in said.err
    assert "3" in office("leave return", leave, "--note", "误车", *late).out


def test_nothing_delegated_nothing_granted_here(office: Run, name: str) -> None:
    leave = asked(office, name, "--proof", "诊断证明")
    said = decided(office, leave)
    assert (said.code, said.out) == (2, "")
    assert "没有委托" in said.err
    paper = ["--decider", "county", "--document", "青矫外〔2026〕9号"]
    assert decided(office, leave, *paper).code == 0


def test_a_refusal_of_a_proper_reason_names_the_law(office: Run, name: str) -> None:
    leave = asked(office, name)
    paper = ["--decider", "county", "--document", "青矫外〔2026〕9号", "--reason", "证明不实"]
    said = office("leave decide", leave, "refused", *paper, *DAY)
    assert (said.code, said.out) == (2, "")
    assert "法律依据" in said.err
    law = ["--legal-reason", "实施办法第二十七条"]
    assert office("leave decide", leave, "refused", *paper, *law, *DAY).code == 0


def test_longer_and_withdrawn(office: Run, name: str) -> None:
    delegated(office)
    leave = asked(office, name, "--proof", "诊断证明")
    decided(office, leave)
    options = ["--return", "2026-06-24", "--reason", "手术推迟", *DAY]
    longer = office("leave extend", leave, *options, "--json").json
    assert (longer["extends"], longer["days"], longer["approver"]) == (leave, 10, "county")
    for one, state in ((longer["leave"], "withdrawn"), (leave, "cancelled")):
        done = office("leave withdraw", one, "--reason", "改期", *DAY, "--json").json
        assert done["state"] == state
    assert lists(office) == {"ended": [leave]}
    (line,) = office("leave list", "--list", "ended", *DAY, "--json").json
    assert line["state"] == "cancelled"


def test_in_words(office: Run, name: str) -> None:
    words = office(
        "leave request", name, "--depart", "2026-06-15", "--return", "2026-07-20",
        "--destination", "省城", "--kind", "work", "--reason", "洽谈合同", *DAY,
    ).out  # fmt: skip
    assert "36 天" in words
    assert "上一级" in words
    listed = office("leave list", *DAY).out
    assert (name in listed, listed.split("\t")[0]) == (True, "待决定")


@pytest.mark.parametrize(
    ("more", "word"),
    [
        (("--abroad",), "不准出境"),
        (("--requested-on", "2026-06-11"), "申请日期"),
        (("--file", "no-such-file"), "读不出来"),
    ],
)
def test_an_impossible_request(office: Run, name: str, more: tuple[str, ...], word: str) -> None:
    said = ask(office, name, *more)
    assert (said.code, said.out) == (2, "")
    assert word in said.err
    assert lists(office) == {}


def test_what_is_not_there(office: Run, place: Path) -> None:
    out = place / "x.pdf"
    assert office("leave list", "--list", "everybody", *DAY).code == 2
    assert office("leave return", "nothing", *DAY).code == 2
    assert office("leave withdraw", "nothing", "--reason", "x", *DAY).code == 2
    assert office("leave certificate", "nothing", "--out", out, *DAY).code == 2
    assert not out.exists()
    out.write_bytes(b"mine")
    assert office("leave certificate", "nothing", "--out", out, *DAY).code == 2
    assert out.read_bytes() == b"mine"
