"""Special places and visitors by commands alone, and what nobody may approve."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.script import TODAY, Run, long_term

DAY = ("--as-of", TODAY)
SPAN = ("--from", "2026-06-15", "--until", "2026-06-16", "--reason", "派工")
PAPER = ("--document", "青矫批〔2026〕6号")


@pytest.fixture
def name(office: Run) -> str:
    return long_term(office, "probation")


def test_a_place_is_granted_and_told(office: Run, name: str, place: Path) -> None:
    words = ["--place", "中心网吧", "--injunction", "禁止进入网吧", *SPAN]
    approval = office("place request", name, *words, *DAY, "--json").json["approval"]
    granted = office("place decide", approval, "granted", *PAPER, *DAY, "--json").json
    assert granted["to_tell"] == ["original", "procuratorate"]
    told = office("place told", approval, "original", "--name", "青石县人民法院", *DAY, "--json")
    assert told.json["to_tell"] == ["procuratorate"]
    notice = office("place sheet", approval, "notice", "--out", place / "n.pdf", *DAY, "--json")
    assert notice.json["serial"]
    form = office("place sheet", approval, "form", "--out", place / "f.pdf", *DAY, "--json")
    assert Path(form.json["file"]).read_bytes().startswith(b"%PDF")
    lists = office("place list", *DAY, "--json").json
    assert [line["approval"] for line in lists["to_tell"]] == [approval]
    assert approval in office("place list", *DAY).out
    assert office("visit list", *DAY, "--json").json["valid"] == []


def test_a_visit_is_asked_for_and_taken_back(office: Run, name: str) -> None:
    words = ["--whom", "周某", *SPAN]
    refused = office("visit request", name, *words, "--contact", "accomplice", *DAY)
    assert refused.code == 2
    made = office("visit request", name, *words, "--contact", "victim", *DAY, "--json")
    approval = made.json["approval"]
    assert office("visit decide", approval, "refused", *PAPER, *DAY).code == 2
    assert office("visit withdraw", approval, "--reason", "不见了", *DAY).code == 0
    lists = office("visit list", *DAY, "--json").json
    assert [line["state"] for line in lists["past"]] == ["withdrawn"]


def test_a_mistake_is_the_users(office: Run, place: Path) -> None:
    assert office("place decide", "nothing", "granted", *PAPER, *DAY).code == 2
    assert office("place sheet", "nothing", "poem", "--out", place / "x.pdf", *DAY).code == 2
