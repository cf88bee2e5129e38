"""A relocation by commands alone, out of the office and into it, and what they refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from corrdesk.casework.relocation.model import PackKey
from tests.casework.moves import COMING_ID
from tests.cli.script import TODAY, Run, long_term

DAY = ("--as-of", TODAY)
COUNTY = ("--county", "云河县社区矫正管理局")
PAPER = ("--document", "8号")


@pytest.fixture
def case(office: Run) -> str:
    name = long_term(office)
    words = ["--address", "云河县长安路6号", *COUNTY, "--reason", "购房", "--proof", "房产证"]
    made = office("relocation request", name, "--move-on", "2026-07-20", *words, *DAY, "--json")
    return str(made.json["relocation"])


def step(office: Run, case: str, name: str, *more: object) -> Any:
    return office("relocation step", case, name, *DAY, "--json", *more).json


def agreed(office: Run, case: str) -> None:
    step(office, case, "opinion", "--outcome", "agreed", "--words", "属实")
    step(office, case, "letter", *PAPER)
    step(office, case, "reply", "--outcome", "agreed", *PAPER)
    assert step(office, case, "decision", "--outcome", "agreed", *PAPER)["next"] == "notified"


def shown(office: Run, case: str, day: str = TODAY) -> Any:
    return office("relocation show", case, "--as-of", day, "--json").json


def test_out_to_the_report_at_the_new_place(office: Run, case: str, place: Path) -> None:
    assert shown(office, case)["next"] == "opinion"
    assert shown(office, case, "2026-06-20")["overdue"] == {"letter": 5}
    agreed(office, case)
    step(office, case, "notified")
    found = shown(office, case, "2026-06-22")
    assert (found["responsible"], found["next"]) == ("old_agency", "no_show")
    present = [word for key in PackKey for word in ("--present", key.value)]
    packed = office("relocation pack", case, *present, "--missing", "测评报告", *DAY, "--json")
    assert packed.json["missing"] == ["测评报告"]
    issued = office("relocation sheet", case, "handover", "--out", place / "a.pdf", *DAY, "--json")
    assert "矫移" in issued.json["serial"]
    assert (place / "a.pdf").read_bytes().startswith(b"%PDF")
    form = office("relocation sheet", case, "approval", "--out", place / "b.pdf", *DAY, "--json")
    assert Path(form.json["file"]).is_file()
    step(office, case, "files")
    assert step(office, case, "reported")["next"] == "receipt"
    found = shown(office, case)
    assert (found["responsible"], found["state"]) == ("new_agency", "moved")
    lists = office("relocation list", *DAY, "--json").json
    assert [line["relocation_id"] for line in lists["closed"]] == [case]


def test_a_letter_from_another_county(office: Run) -> None:
    words = ["--name", "高远航", *COUNTY, *PAPER, "--address", "青石镇东街8号"]
    made = office("relocation receive", *words, "--id-number", COMING_ID, *DAY, "--json")
    case = made.json["relocation"]
    assert shown(office, case)["direction"] == "in"
    assert shown(office, case, "2026-06-17")["overdue"] == {"reply": 2}
    bad = office("relocation receive", *words, "--id-number", "123", *DAY)
    assert bad.code == 2


def test_steps_are_taken_back_and_a_case_withdrawn(office: Run, case: str) -> None:
    step(office, case, "opinion", "--outcome", "agreed", "--words", "属实")
    undone = office("relocation undo", case, "opinion", "--reason", "填错", *DAY, "--json")
    assert undone.json["step"] == "opinion"
    assert office("relocation undo", case, "opinion", "--reason", "填错", *DAY).code == 2
    assert office("relocation withdraw", case, "--reason", "不搬了", *DAY).code == 0
    assert shown(office, case)["state"] == "withdrawn"


@pytest.mark.parametrize(
    "words",
    [
        ("list", "--list", "nothing"),
        ("show", "nothing"),
        ("sheet", "nothing", "poem", "--out", "x.pdf"),
    ],
)
def test_a_mistake_is_the_users(office: Run, words: tuple[str, ...]) -> None:
    assert office(f"relocation {words[0]}", *words[1:], *DAY).code == 2


def test_people_read_the_same(office: Run, case: str) -> None:
    said = office("relocation show", case, *DAY)
    assert said.out.startswith("现在由原执行地县级社区矫正机构负责监督管理")
    assert case in office("relocation list", *DAY).out
    one = office("relocation list", "--list", "out", *DAY, "--json").json
    assert [line["relocation_id"] for line in one] == [case]
