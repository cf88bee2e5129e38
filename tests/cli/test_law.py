"""`rules diff | switch | checklist | confirm` on a real vault."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from corrdesk.base.clock import FixedClock
from corrdesk.base.dates import parse_date
from corrdesk.bootstrap import Desk, open_desk
from corrdesk.casework.reporting.queries import duty_row
from corrdesk.casework.reporting.tables import Duty
from corrdesk.store.base import table_of
from tests.bench.large_office import make_large_office
from tests.cli.script import OFFICER, PASSPHRASE, TODAY, Run

KEY = "leave.office_max_days"
BY = ("--document", "青矫〔2026〕5号", "--by", "赵县")


def looked_at(place: Path, day: str = TODAY) -> Desk:
    return open_desk(
        place / "vault",
        officer=OFFICER,
        passphrase=PASSPHRASE,
        device_secret_file=place / "device.secret",
        clock=FixedClock(parse_date(day)),
    )


def windows(place: Path) -> dict[str, tuple[str, str, str]]:
    """Every stored window: the day it begins, its state and the rules that judged it."""
    desk = looked_at(place)
    table = table_of(Duty)
    with desk.read() as session:
        rows = session.execute(table.select()).all()
        assert duty_row(session, desk.office.id, rows[0].id) is not None
    desk.close()
    return {row.id: (row.period_start.isoformat(), row.state, row.rule_version) for row in rows}


def test_diff_says_who_moves_and_writes_nothing(office: Run, place: Path, bare: Run) -> None:
    before = windows(place)
    arguments = ("--vault", place / "vault", "--as-of", TODAY)
    said = bare("rules", "diff", "cn-example", "cn", *arguments, "--json").json
    counts = said["counts"]
    assert (said["pack_a"], said["pack_b"], said["as_of"]) == ("cn-example", "cn", TODAY)
    assert counts["people_moved"] == len(said["people"]) > 0
    assert (counts["added"], counts["changed"], counts["proposals"]) == (0, 0, 0)
    assert counts["removed"] == sum(len(person["removed"]) for person in said["people"]) > 0
    assert all("*" in person["id_number"] for person in said["people"])
    words = bare("rules", "diff", "cn-example", "cn", *arguments)
    assert words.code == 0
    assert said["people"][0]["name"] in words.out
    assert f"取消 {counts['removed']}" in words.out
    assert windows(place) == before


def test_a_pack_that_is_not_there_is_named(office: Run, place: Path, bare: Run) -> None:
    said = bare("rules", "diff", "cn", "nowhere", "--vault", place / "vault", "--as-of", TODAY)
    assert (said.code, said.out) == (2, "")
    assert "nowhere" in said.err


def test_a_switch_is_shown_first_and_never_rewrites_the_past(office: Run, place: Path) -> None:
    assert office("desk", "--as-of", TODAY).code == 0
    before = windows(place)
    rehearsed = office("rules switch", "cn", "--as-of", TODAY, "--json").json
    assert rehearsed["switched"] is False
    assert windows(place) == before

    done = office("rules switch", "cn", "--as-of", TODAY, "--yes", "--reason", "青矫〔2026〕5号")
    assert done.code == 0
    assert "已更换" in done.err
    assert windows(place) == before
    desk = looked_at(place)
    assert desk.office.pack_id == "cn"
    assert desk.verify() == []
    desk.close()

    assert office("desk", "--as-of", "2026-06-30").code == 0
    assert windows(place) == before  # the national rules name no numbers
    back = office("rules switch", "cn-example", "--as-of", "2026-06-30", "--yes")
    assert back.code == 0
    assert office("desk", "--as-of", "2026-07-08").code == 0
    after = windows(place)
    fresh = {key: value for key, value in after.items() if key not in before}
    assert {key: after[key] for key in before} == before
    assert fresh
    assert min(start for start, _state, _version in fresh.values()) > "2026-06-30"
    assert {version.split("@")[0] for _start, _state, version in fresh.values()} == {
        "cn+cn-example"
    }


def test_the_pack_in_force_needs_no_switch(office: Run) -> None:
    said = office("rules switch", "cn-example", "--as-of", TODAY, "--yes")
    assert said.code == 2
    assert "已经使用" in said.err


def test_windows_of_the_day_of_the_switch_are_judged_by_the_old_rules(
    office: Run, place: Path
) -> None:
    assert office("rules switch", "cn", "--as-of", "2026-06-15", "--yes").code == 0
    opened = windows(place)
    monday = [version for start, _state, version in opened.values() if start == "2026-06-15"]
    assert monday
    assert {version.split("@")[0] for version in monday} == {"cn+cn-example"}


def test_a_value_is_confirmed_and_changed(office: Run) -> None:
    listed = office("rules checklist", "--as-of", TODAY, "--json").json
    first = next(each for each in listed if each["key"] == KEY)
    assert (first["state"], first["value"], first["mark"], first["by"]) == ("open", 7, "C", None)
    assert first["citations"][0]["id"] == "IM-27"

    said = office("rules confirm", KEY, *BY, "--as-of", TODAY, "--json").json
    assert (said["verdict"], said["value"]) == ("confirmed", 7)
    changed = office("rules confirm", KEY, *BY, "--value", "5", "--as-of", TODAY)
    assert changed.out == f"{KEY}\t5\t已改为本县规定\n"

    listed = office("rules checklist", "--as-of", TODAY, "--json").json
    after = next(each for each in listed if each["key"] == KEY)
    assert (after["state"], after["value"], after["by"]) == ("changed", 5, "赵县")
    assert [word["value"] for word in after["history"]] == [5, 7]
    words = office("rules checklist", "--as-of", TODAY).out
    assert f"待核对 {len(listed) - 1} 条" in words
    assert "青矫〔2026〕5号" in words


def test_a_wrong_value_is_refused(office: Run) -> None:
    said = office("rules confirm", KEY, *BY, "--value", "soon", "--as-of", TODAY)
    assert (said.code, said.out) == (2, "")
    assert "不小于零的整数" in said.err


@pytest.mark.slow
def test_five_thousand_people_are_compared_in_time(tmp_path: Path) -> None:
    from corrdesk.cli.law import difference

    desk = make_large_office(tmp_path, 5_000, 5_000)
    begun = time.process_time()
    found = difference(desk, "cn-example", "cn")
    took = time.process_time() - begun
    desk.close()
    assert found.people == 5_000
    assert took < 10
