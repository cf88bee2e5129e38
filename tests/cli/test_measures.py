"""Measures by commands: a search from the loss to its end, a device with its paper, a refusal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.cli.script import TODAY, Run

DAY = ("--as-of", TODAY)


def somebody(office: Run, category: str = "probation", skip: int = 0) -> str:
    lines = office("desk", *DAY, "--json").json
    names = [line["name"] for line in lines["due"] if line["category"] == category]
    return str(list(dict.fromkeys(names))[skip])


def shown(office: Run, measure: str) -> dict[str, Any]:
    found: dict[str, Any] = office("case measure show", measure, *DAY, "--json").json
    return found


def take(office: Run, measure: str, step: str, *more: str) -> None:
    assert office("case measure step", measure, step, *more, *DAY, "--json").json["step"]


def test_a_search_is_carried_to_its_end(office: Run) -> None:
    name = somebody(office)
    made = office(
        "case measure start", name, "lost_contact", "--since", "2026-06-08", *DAY, "--json"
    )
    measure = made.json["measure"]
    assert [due["what"] for due in shown(office, measure)["dues"]] == [
        "search", "tell_police", "tell_procuratorate"
    ]  # fmt: skip
    take(office, measure, "search", "--note", "电话三次无人接听", "--at", f"{TODAY}T00:00")
    take(office, measure, "tell_police", "--who", "青石县公安局")
    lines = office("case measure list", *DAY, "--json").json
    assert measure in {line["measure_id"] for line in lines}
    take(office, measure, "find", "--note", "在邻县")
    take(office, measure, "tell_procuratorate", "--who", "青石县人民检察院")
    take(office, measure, "handle", "--note", "已登记违规")
    file = shown(office, measure)
    assert (file["stage"], file["next"]) == ("ended", [])
    assert len(file["steps"]) == 5
    said = office("case measure show", measure, *DAY)
    assert "电话三次无人接听" in said.out


def test_a_device_is_granted_and_put_on_paper(office: Run, place: Path) -> None:
    name = somebody(office, skip=1)
    begin = ["case measure start", name, "device", "--ground", "injunction_breach"]
    days = ["--since", TODAY, "--until"]
    assert office(*begin, *days, "2026-12-31", *DAY).code == 2  # longer than the law allows
    assert office(*begin, "--text", "no-equals-sign", *days, "2026-08-31", *DAY).code == 2
    texts = ["--text", "facts=多次违反禁止令", "--text", "requirements=按要求佩戴",
             "--text", "consequences=依法处理"]  # fmt: skip
    measure = office(*begin, *texts, *days, "2026-08-31", *DAY, "--json").json["measure"]
    specimen = place / "specimen.pdf"
    sheet = ["case measure sheet", measure, "location-device-decision", "--out"]
    office(*sheet, specimen, "--preview", *DAY, "--json")
    assert specimen.read_bytes().startswith(b"%PDF-")
    assert office(*sheet, place / "early.pdf", *DAY).code == 2
    take(office, measure, "check")
    take(office, measure, "submit")
    take(office, measure, "grant", "--document", "青司定〔2026〕1号", "--who", "青石县司法局")
    final = place / "decision.pdf"
    issued = office(*sheet, final, *DAY, "--json").json
    assert issued["serial"].endswith("号")
    assert office(*sheet, final, *DAY).code == 2  # never over a file
    take(office, measure, "inform")
    lines = office("case measure list", "--list", "devices", *DAY, "--json").json
    assert [(line["measure_id"], line["until"]) for line in lines] == [(measure, "2026-08-31")]
    said = office("case measure list", "--list", "devices", *DAY)
    assert measure in said.out


def test_what_does_not_exist_is_refused(office: Run) -> None:
    assert office("case measure show", "no-such", *DAY).code == 2
    assert office("case measure list", "--list", "no-such", *DAY).code == 2
    assert office("case measure step", "no-such", "search", "--at", "gestern", *DAY).code == 2
