"""The dry run as lists: nothing private in full, every rejection with reason and remedy."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from corrdesk.base.resources import resource_path
from corrdesk.casework.caseload.ledger.plan import LedgerPlan, plan_import
from corrdesk.ui.caseload.import_lists import ImportLists
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.widgets import Tabs
from tests.ui.conftest import TODAY


@pytest.fixture(scope="module")
def plan() -> LedgerPlan:
    return plan_import(resource_path("demo", "ledger-office.xlsx"), today=TODAY)


@pytest.fixture
def lists(context: Context, plan: LedgerPlan, qtbot: QtBot) -> Iterator[ImportLists]:
    made = ImportLists(context)
    shown = Tabs(made.tabs(), name="检查结果")
    qtbot.addWidget(shown)
    with qtbot.waitSignals([table.records.loaded for table in made.tables.values()]):
        made.show_plan(plan)
    yield made
    shown.close()


def test_every_list_is_as_long_as_its_count(lists: ImportLists, plan: LedgerPlan) -> None:
    for key, count in lists.counts(plan).items():
        assert lists.tables[key].records.rowCount() == count > 0


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
