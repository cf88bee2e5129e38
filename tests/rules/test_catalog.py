"""Rule books: overlays, versions, and what `rules check` finds in a folder of rules."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corrdesk.base.resources import resource_path
from corrdesk.rules.catalog import (
    NATIONAL,
    UnknownPack,
    check_rules,
    load_rulebook,
    pack_ids,
)

DAY = date(2026, 6, 1)


def test_the_rules_that_ship_are_complete() -> None:
    assert check_rules() == []
    assert set(pack_ids()) == {"cn-example", "blank-county"}


def test_every_rule_speaks_from_the_first_day_and_was_checked() -> None:
    book = load_rulebook()
    for key in book.keys():  # noqa: SIM118 - a method of the book, not a mapping
        parameter = book.parameter(key)
        assert book.held(key, book.in_force) is not None
        assert parameter.last_checked >= date(2026, 1, 1)
        if parameter.unit in {"day", "working_day", "month", "year", "hour", "count", "percent"}:
            assert parameter.inclusive is not None


def test_every_year_loads() -> None:
    book = load_rulebook("cn-example")
    for year in range(2021, 2035):
        assert book.value("intake.report_days", date(year, 1, 1)) == 10


def test_the_template_ships_but_cannot_be_used() -> None:
    assert "blank-county" in pack_ids()
    with pytest.raises(UnknownPack) as caught:
        load_rulebook("blank-county")
    assert caught.value.field == "pack"
    text = (resource_path("rules") / "packs" / "blank-county" / "pack.yaml").read_text("utf-8")
    assert text.startswith("#")


def test_a_pack_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UnknownPack, match="cn-example") as caught:
        load_rulebook("cn-nowhere")
    assert "cn-nowhere" in str(caught.value)


def test_the_nearest_pack_wins_and_only_for_its_keys(folder: Any) -> None:
    folder.add_pack("county-a")
    book = load_rulebook("county-a", folder.root)
    assert book.pack_id == "county-a"
    assert book.value("leave.days", DAY) == 5
    assert book.value("intake.days", DAY) == 10
    assert book.value("leave.years", DAY) is None
    held = book.held("leave.days", DAY)
    assert held is not None
    assert held.citations[0].id == "county-a-第三条"
    assert held.citations[0].title == "县里的规定"
    assert book.parameter("leave.days").last_checked == date(2026, 7, 15)
    assert book.keys() == ("intake.days", "leave.days", "leave.years")
    with pytest.raises(KeyError):
        book.value("leave.weeks", DAY)


def test_before_and_after_a_pack_the_base_holds(folder: Any) -> None:
    folder.add_pack("county-a", effective="{from: 2026-01-01, to: 2026-12-31}")
    book = load_rulebook("county-a", folder.root)
    days = {
        date(2025, 12, 31): (7, False),
        date(2026, 1, 1): (5, True),
        date(2026, 12, 31): (5, True),
        date(2027, 1, 1): (7, False),
    }
    for day, (value, holds) in days.items():
        assert book.value("leave.days", day) == value
        assert book.holds(day) is holds


def test_a_county_stands_on_its_province(folder: Any) -> None:
    values = "{leave.years: {2026-01-01: {value: 3, article: 第一条, mark: L}}}"
    folder.add_pack("prov", level="province", values=values)
    folder.add_pack("county-a", base="prov")
    book = load_rulebook("county-a", folder.root)
    assert book.value("leave.years", DAY) == 3
    assert book.value("leave.days", DAY) == 5
    assert book.version.startswith("cn+prov+county-a@")
    assert [pack.id for pack in book.packs] == ["county-a", "prov"]
    assert check_rules(folder.root) == []


def test_the_version_changes_with_the_text_of_any_rule(folder: Any, tmp_path: Any) -> None:
    versions = {load_rulebook(root=folder.root).version}
    folder.add_pack("county-a")
    folder.add_pack("county-b")
    versions |= {load_rulebook(each, folder.root).version for each in ("county-a", "county-b")}
    other = type(folder)(tmp_path / "other")
    assert load_rulebook(root=other.root).version in versions  # the same text, elsewhere
    other.write("cn/leave/more.yaml", (folder.root / "cn/leave/days.yaml").read_text("utf-8"))
    third = type(folder)(tmp_path / "third")
    third.write("cn/leave/more.yaml", (folder.root / "cn/leave/days.yaml").read_text("utf-8"))
    versions.add(load_rulebook(root=third.root).version)
    assert len(versions) == 4
    book = load_rulebook(NATIONAL, folder.root)
    assert book.version.startswith("cn@")
    assert len(book.version) == len("cn@") + 16


def test_a_pack_is_called_like_its_folder(folder: Any) -> None:
    folder.write("packs/county-a/pack.yaml", "")
    folder.add_pack("county-b", id="county-c")
    folder.add_pack("county-d", id="County_D")
    sources = {(each.source, each.line) for each in check_rules(folder.root)}
    assert sources == {(f"packs/county-{x}/pack.yaml", 1) for x in "abd"}


def test_every_fault_of_the_national_rules_is_found(folder: Any) -> None:
    good = (folder.root / "cn/leave/days.yaml").read_text("utf-8")
    folder.write("cn/leave/bad.yaml", good.replace("unit: day", "unit: moon"))
    folder.write("cn/leave/late.yaml", good.replace("2020-07-01", "2020-07-02"))
    folder.write("cn/leave/torn.yaml", "a: [")
    found = {(each.source, each.line) for each in check_rules(folder.root)}
    assert found == {("cn/leave/bad.yaml", 2), ("cn/leave/late.yaml", 5), ("cn/leave/torn.yaml", 2)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "in_force: 2020-07-01\n",
        "in_force: then\nlaws: {}\n",
        "in_force: 2020-07-01\nlaws: []\n",
        "in_force: 2020-07-01\nlaws: {IM: 办法}\n",
        "in_force: 2020-07-01\nlaws: {IM: {title: 办法}}\n",
        "in_force: 2020-07-01\nlaws: {IM: {title: '', number: x, in_force: 2020-07-01}}\n",
    ],
)
def test_without_its_list_of_laws_nothing_can_be_read(folder: Any, text: str) -> None:
    folder.write("cn/laws.yaml", text)
    problems = check_rules(folder.root)
    assert [each.source for each in problems] == ["cn/laws.yaml"]


def test_a_law_without_title_is_named_with_its_line(folder: Any) -> None:
    text = (folder.root / "cn/laws.yaml").read_text("utf-8")
    folder.write("cn/laws.yaml", text.replace("title: 矫正法", "title: ' '"))
    assert [each.line for each in check_rules(folder.root)] == [4]
    folder.write("cn/laws.yaml", text.replace("title: 矫正法, ", ""))
    assert [each.line for each in check_rules(folder.root)] == [4]


ODD = ["7", "-7", "1.5", "true", "null", "''", "word", "[]", "[x]", "{}", "{x: 1}", "2026-02-30"]


@given(
    st.sampled_from(["cn/laws.yaml", "cn/leave/days.yaml", "packs/county-a/pack.yaml"]), st.data()
)
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_stands_in_a_file_it_is_read_or_named(
    folder: Any, name: str, data: st.DataObject
) -> None:
    folder.add_pack("county-a")
    good = (folder.root / name).read_text("utf-8")
    places = list(re.finditer(r"(?<=: )[^\n{}]+?(?=[,}\n])", good))
    place = data.draw(st.sampled_from(places))
    odd = data.draw(st.sampled_from(ODD))
    folder.write(name, good[: place.start()] + odd + good[place.end() :])
    problems = check_rules(folder.root)
    folder.write(name, good)
    assert all(each.source and each.line >= 1 and each.problem for each in problems)
