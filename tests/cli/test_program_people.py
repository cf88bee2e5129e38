"""Partners, volunteers, exemptions and own training by script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.script import Run
from tests.cli.test_programs import DAY, first_of, hours
from tests.cli.test_programs import roster as invited

__all__ = ["invited"]

roster = invited
JUNE = ("--from", "2026-06-01", "--until", "2026-06-30")


@pytest.fixture
def name(office: Run, roster: str) -> str:
    return first_of(office, roster)


def staff(office: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office("programs staff list", "--as-of", DAY, "--json").json
    return found


def test_organisations_come_and_go(office: Run) -> None:
    new = ("programs partner add", "阳光社工", "--kind", "social_organisation")
    made = office(*new, "--contact", "周燕", "--json").json["partner"]
    assert office(*new).code == 2
    listed = office("programs partner list", "--json").json
    assert [(each["id"], each["contact"]) for each in listed] == [(made, "周燕")]
    assert "阳光社工" in office("programs partner list").out
    office("programs partner end", "阳光社工", "--as-of", DAY, "--json")
    assert office("programs partner list", "--json").json == []
    assert office("programs partner end", "阳光社工", "--as-of", DAY).code == 2


def test_a_volunteer_trains_is_qualified_and_leaves(office: Run) -> None:
    office("programs partner add", "阳光社工", "--kind", "social_organisation")
    new = ("programs volunteer add", "郑大山", "--partner", "阳光社工", "--as-of", DAY)
    assert office(*new, "--secrecy", "2026-12-01").code == 2
    office(*new, "--secrecy", "2026-06-01", "--skills", "法律", "--json")
    office("programs staff hours", "郑大山", "--hours", 3.5, "--reason", "县局培训",
           "--as-of", DAY, "--json")  # fmt: skip
    office("programs staff qualify", "郑大山", "--title", "社会工作师", "--issued", "2025-01-01",
           "--until", "2027-01-01", "--as-of", DAY, "--json")  # fmt: skip
    (mine,) = [each for each in staff(office) if each["name"] == "郑大山"]
    assert mine["balance"] == sum(event["hours"] for event in mine["events"]) == 3.5
    assert (mine["qualified"], mine["runs_out"]) == (["社会工作师"], "2027-01-01")
    assert "郑大山\tvolunteer\t3.5/" in office("programs staff list", "--as-of", DAY).out
    assert office("programs staff hours", "无此人", "--hours", 1, "--reason", "x").code == 2
    office("programs volunteer end", "郑大山", "--as-of", DAY, "--json")
    assert "郑大山" not in {each["name"] for each in staff(office)}


def test_an_officers_own_hours_are_penalised_too(office: Run) -> None:
    (officer,) = [each["name"] for each in staff(office) if each["learner"] == "officer"]
    for more in (("--hours", 2), ("--hours", 0.5, "--sort", "penalty")):
        office("programs staff hours", officer, *more, "--reason", "补记", "--as-of", DAY)
    (mine,) = [each for each in staff(office) if each["learner"] == "officer"]
    assert mine["balance"] == 1.5
    assert [event["hours"] for event in mine["events"]] in ([2, -0.5], [-0.5, 2])


def test_the_file_that_proves_an_exemption_is_kept_with_it(
    office: Run, name: str, place: Path
) -> None:
    new = ("programs exempt add", name, "--kind", "education", "--ground", "inability", *JUNE,
           "--reason", "骨折", "--proof", "县医院诊断证明", "--as-of", DAY)  # fmt: skip
    assert office(*new, "--file", place / "nothing.png").code == 2
    assert office("programs exempt list", "--json").json == []
    proof = place / "proof.png"
    proof.write_bytes(b"a picture of a certificate")
    made = office(*new, "--file", proof, "--json").json["exemption"]
    (listed,) = office("programs exempt list", "--json").json
    assert listed["id"] == made
    assert listed["attachment_id"]


def test_an_exemption_excuses_the_period_and_is_taken_back(office: Run, name: str) -> None:
    new = ("programs exempt add", name, "--kind", "education", "--ground", "inability", *JUNE)
    assert office(*new, "--reason", "骨折", "--proof", " ", "--as-of", DAY).code == 2
    made = office(
        *new, "--reason", "骨折", "--proof", "县医院诊断证明", "--as-of", DAY, "--json"
    ).json["exemption"]
    assert hours(office, "--person", name, "--kind", "education")[0]["exempt"]
    listed = office("programs exempt list", "--person", name, "--json").json
    assert [(each["id"], each["proof"]) for each in listed] == [(made, "县医院诊断证明")]
    assert made in office("programs exempt list").out
    assert office("programs exempt withdraw", made, "--reason", " ").code == 2
    office("programs exempt withdraw", made, "--reason", "已痊愈", "--as-of", DAY, "--json")
    assert office("programs exempt list", "--json").json == []
    assert not hours(office, "--person", name, "--kind", "education")[0]["exempt"]
