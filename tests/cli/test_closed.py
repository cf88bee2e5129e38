"""`closed …` as a script uses it; closed and unknown get the same answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corrdesk.bootstrap import open_desk
from corrdesk.casework.permissions import RecordState
from corrdesk.cli.opening import clock_for
from tests.casework.people import id_number
from tests.casework.roles import NAMES, SERIALS, file_in
from tests.cli.script import OFFICER, PASSPHRASE, TODAY, Run

DAY = ("--as-of", TODAY)
WHY = ("--reason", "检察机关依法查询", "--document", "青检函〔2026〕3号")
ENDED = RecordState.ENDED


@pytest.fixture
def with_people(place: Path, at_desk: Run) -> Run:
    """An office with somebody ordinary and somebody who may be sealed."""
    desk = open_desk(
        place / "vault",
        officer=OFFICER,
        passphrase=PASSPHRASE,
        device_secret_file=place / "device.secret",
        clock=clock_for(TODAY),
    )
    for state in (RecordState.ORDINARY, ENDED):
        file_in(desk, state)
    desk.close()
    return at_desk


def test_seal_open_unseal(with_people: Run) -> None:
    number = id_number(SERIALS[ENDED])
    sealed = with_people("closed seal", NAMES[ENDED], *WHY, *DAY, "--json").json
    found = with_people("closed open", number, *WHY, *DAY, "--json").json
    assert found["person"]["id"] == sealed["person"]
    assert found["person"]["name"] == NAMES[ENDED]
    assert found["states"] == ["ended", "ordinary", "sealed"]
    assert {each["kind"] for each in found["accesses"]} == {"sealed", "opened"}
    assert with_people("closed unseal", number, *WHY, *DAY, "--json").json == sealed
    assert with_people("closed open", number, *WHY, *DAY).code == 2


def test_in_words(with_people: Run) -> None:
    with_people("closed seal", NAMES[ENDED], *WHY, *DAY)
    said = with_people("closed open", id_number(SERIALS[ENDED]), *WHY, *DAY)
    assert said.code == 0
    assert said.out.startswith(NAMES[ENDED])
    assert "检察机关依法查询" in said.out


@pytest.mark.parametrize("number", [id_number(SERIALS[RecordState.ORDINARY]), id_number(999)])
def test_nothing_closed_of_this_number(with_people: Run, number: str) -> None:
    for command in ("open", "unseal"):
        said = with_people(f"closed {command}", number, *WHY, *DAY)
        assert (said.code, said.out) == (2, "")
        assert "没有这个身份证号码的不公开档案" in said.err


def test_sealed_and_unknown_are_the_same_to_every_command(with_people: Run, place: Path) -> None:
    number, stranger = id_number(SERIALS[ENDED]), id_number(999)
    with_people("closed seal", NAMES[ENDED], *WHY, *DAY)
    for command, *more in (
        ("checkin", *DAY),
        ("export inspection",),
        ("leave request",),
        ("closed seal", *WHY, *DAY),
    ):
        answers = []
        for who in (number, stranger):
            name = ("--person", who, "--out", place / "out") if "export" in command else (who,)
            said = with_people(command, *name, *more)
            answers.append((said.code, said.out, said.err.replace(who, "")))
        assert answers[0] == answers[1], command
        assert answers[0][0] == 2
        assert not (place / "out").exists()


def test_a_sealed_file_is_handed_out_for_a_reason(with_people: Run, place: Path) -> None:
    number = id_number(SERIALS[ENDED])
    with_people("closed seal", NAMES[ENDED], *WHY, *DAY)
    out = place / "out"
    assert with_people("export inspection", "--person", number, "--out", out, *WHY).code == 0
    assert NAMES[ENDED] in (out / "entries.jsonl").read_text("utf-8")
    period = place / "period"
    said = with_people("export inspection", "--from", "2020-01-01", "--out", period, "--json")
    assert said.code == 0
    for path in period.rglob("*"):
        if path.is_file() and path.suffix in {".jsonl", ".json", ".txt"}:
            assert NAMES[ENDED] not in path.read_text("utf-8")
    names = [
        json.loads(line) for line in (period / "entries.jsonl").read_text("utf-8").splitlines()
    ]
    assert names
