"""The dry run as lists: nothing private in full, every rejection with reason and remedy."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from corrdesk.base.resources import resource_path
from corrdesk.casework.caseload.importing import Difference
from corrdesk.casework.caseload.ledger.plan import LedgerPlan, plan_import
from corrdesk.ui.caseload.import_lists import ImportLists
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.widgets import Tabs
from tests.ui.conftest import TODAY


@pytest.fixture(scope="module")
def plan() -> LedgerPlan:
    return plan_import(resource_path("demo", "ledger-office.xlsx"), today=TODAY)


def differs(plan: LedgerPlan) -> list[Difference]:
    """The first row of a plan, as if its file said something else."""
    first = plan.accepted[0]
    return [Difference(first.sheet, first.row, "somebody", ("phone", "term_end"))]


@pytest.fixture
def lists(context: Context, plan: LedgerPlan, qtbot: QtBot) -> Iterator[ImportLists]:
    made = ImportLists(context)
    shown = Tabs(made.tabs(), name="检查结果")
    qtbot.addWidget(shown)
    with qtbot.waitSignals([table.records.loaded for table in made.tables.values()]):
        counts = made.show_plan(plan, differs(plan))
    assert {key: table.records.rowCount() for key, table in made.tables.items()} == counts
    yield made
    shown.close()


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
    assert words == [f"{first.sheet} 第 {first.row} 行", first.name, "联系电话、矫正结束日期"]
    table.opened.emit(table.records.row(0))
    assert went == [("person", "somebody")]


def test_a_rejected_row_says_where_why_and_what_to_do(lists: ImportLists, plan: LedgerPlan) -> None:
    records = lists.tables["rejected"].records
    first = plan.rejected[0]
    words = [records.data(records.index(0, number)) for number in range(5)]
    assert words[0] == f"{first.sheet} 第 {first.row} 行"
    assert words[2] == first.message
    assert words[4] == first.remedy


def test_identity_numbers_are_masked(lists: ImportLists, plan: LedgerPlan) -> None:
    records = lists.tables["accepted"].records
    for number in range(records.rowCount()):
        assert "*" in records.data(records.index(number, 2))
