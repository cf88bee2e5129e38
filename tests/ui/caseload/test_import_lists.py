"""The dry run as lists: nothing private in full, every rejection with reason and remedy."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from corrdesk.base.resources import resource_path
from corrdesk.base.workdays import load_calendar
from corrdesk.casework.caseload.importing import Difference
from corrdesk.casework.caseload.ledger.plan import LedgerPlan, plan_import
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.law import Law
from corrdesk.ui.caseload.import_lists import ImportLists
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.lists import ChosenRow
from corrdesk.ui.shell.widgets import Tabs
from tests.ui.conftest import TODAY


@pytest.fixture(scope="module")
def plan() -> LedgerPlan:
    read = plan_import(resource_path("demo", "ledger-office.xlsx"), today=TODAY)
    return read.doubted(Law(load_rulebook(), load_calendar(), TODAY))


def differs(plan: LedgerPlan) -> list[Difference]:
    """The first row of a plan, as if its file said something else."""
    first = plan.accepted[0]
    return [Difference(first.sheet, first.row, "somebody", ("phone", "term_end"))]


@pytest.fixture
def made(context: Context) -> ImportLists:
    return ImportLists(context)


@pytest.fixture
def tabs(made: ImportLists, qtbot: QtBot) -> Tabs:
    shown = Tabs(made.tabs(), name="检查结果")
    qtbot.addWidget(shown)
    shown.show()
    return shown


@pytest.fixture
def lists(made: ImportLists, plan: LedgerPlan, tabs: Tabs, qtbot: QtBot) -> Iterator[ImportLists]:
    with qtbot.waitSignals([table.records.loaded for table in made.tables.values()]):
        counts = made.show_plan(plan, differs(plan))
    assert {key: table.records.rowCount() for key, table in made.tables.items()} == counts
    yield made
    tabs.close()


def test_every_list_is_filled(lists: ImportLists, plan: LedgerPlan) -> None:
    for key, table in lists.tables.items():
        lines = differs(plan) if key == "differs" else getattr(plan, key)
        assert table.records.rowCount() == len(lines) > 0


def test_a_difference_names_the_columns_and_opens_the_file(
    lists: ImportLists, plan: LedgerPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    went: list[tuple[object, ...]] = []
    monkeypatch.setattr(Context, "go", lambda _self, *where: went.append(where))
    first = plan.accepted[0]
    table = lists.tables["differs"]
    words = [table.records.data(table.records.index(0, number)) for number in range(3)]
    assert words == [f"第 {first.row} 行　{first.sheet}", first.name, "联系电话、矫正结束日期"]
    table.opened.emit(table.records.row(0))
    assert went == [("person", "somebody")]


def test_a_rejected_row_says_where_why_and_what_to_do(lists: ImportLists, plan: LedgerPlan) -> None:
    records = lists.tables["rejected"].records
    first = plan.rejected[0]
    words = [records.data(records.index(0, number)) for number in range(5)]
    assert words[0] == f"第 {first.row} 行　{first.sheet}"
    assert words[2] == first.message
    assert words[4] == first.remedy


def test_how_to_mend_the_chosen_row_is_read_without_a_mouse(
    lists: ImportLists, plan: LedgerPlan, tabs: Tabs
) -> None:
    tabs.choose("rejected")
    told = next(each for each in tabs.findChildren(ChosenRow) if each.isVisible())
    table = lists.tables["rejected"]
    for place, item in enumerate(plan.rejected):
        table.selectRow(place)
        assert told.text.endswith(f"怎么改：{item.remedy}")
        assert f"第 {item.row} 行" in told.text
        assert item.message in told.text
        assert item.shown in told.text


def test_remarks_and_differences_are_said_in_full_too(
    lists: ImportLists, plan: LedgerPlan, tabs: Tabs
) -> None:
    for key, words in (
        ("warnings", plan.warnings[0].message),
        ("doubts", f"怎么办：{plan.doubts[0].remedy}"),
        ("differs", "联系电话、矫正结束日期"),
    ):
        tabs.choose(key)
        told = next(each for each in tabs.findChildren(ChosenRow) if each.isVisible())
        assert words in told.text
    tabs.choose("accepted")
    assert not any(each.isVisible() for each in tabs.findChildren(ChosenRow))


def test_identity_numbers_are_masked(lists: ImportLists, plan: LedgerPlan) -> None:
    records = lists.tables["accepted"].records
    for number in range(records.rowCount()):
        assert "*" in records.data(records.index(number, 2))
