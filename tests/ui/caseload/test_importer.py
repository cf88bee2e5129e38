"""The import: dry run, mapping by hand, import, rows kept out, cancelling, the second time."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from corrdesk.base.resources import resource_path
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.importing import Difference, ImportResult
from corrdesk.casework.caseload.ledger.columns import Field
from corrdesk.casework.caseload.ledger.workbook import read_workbook
from corrdesk.casework.caseload.queries import PeopleFilter, count_people, known_id_numbers
from corrdesk.casework.caseload.service import change_person
from corrdesk.ui.caseload.importer import CHOOSE, DONE, REVIEW, ImportPage
from corrdesk.ui.shell.operations import Task
from corrdesk.ui.shell.workplace import Workplace

LEDGER = resource_path("demo", "ledger-office.xlsx")


@pytest.fixture
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that has imported nothing yet."""
    from corrdesk.base.clock import FixedClock
    from corrdesk.bootstrap import Founding, create_desk
    from corrdesk.vault.keyslots import KdfProfile
    from tests.ui.conftest import OFFICER, PASSPHRASE, TODAY

    folder = tmp_path_factory.mktemp("empty")
    founding = Founding("青石镇司法所", OFFICER, PASSPHRASE, "cn-example",
                        kdf=KdfProfile.CHEAP_FOR_TESTS)  # fmt: skip
    desk, _code = create_desk(
        folder / "vault", founding, device_secret_file=folder / "device.secret",
        clock=FixedClock(TODAY),
    )  # fmt: skip
    desk.close()
    return folder


@pytest.fixture
def page(place: Workplace, settled: Callable[[], None]) -> ImportPage:
    place.open_page("import")
    settled()
    found = place.current_page
    assert isinstance(found, ImportPage)
    return found


def _people(desk: Desk) -> int:
    with desk.read() as session:
        return count_people(session, desk.office.id, PeopleFilter(live=False))


def test_a_ledger_is_looked_at_before_anything_is_written(
    page: ImportPage, desk: Desk, settled: Callable[[], None]
) -> None:
    page.read_file(LEDGER)
    settled()
    assert page.step == REVIEW
    assert page.plan is not None
    assert len(page.plan.accepted) == 50
    assert page.import_button.text() == "导入 50 人"
    ended = sum(row.term_end < desk.clock.today() for row in page.plan.accepted)
    assert 0 < ended < 50
    assert page._banner.text.startswith(f"其中 {ended} 人的矫正期限已经届满")
    assert page.import_button.isEnabled()
    assert _people(desk) == 0


def test_import_and_the_second_time_nothing_new(
    page: ImportPage, desk: Desk, settled: Callable[[], None]
) -> None:
    page.read_file(LEDGER)
    settled()
    page.start_import()
    settled()
    assert page.step == DONE
    assert _people(desk) == 50
    assert "50" in page._result.text()
    page.start_over()
    page.read_file(LEDGER)
    settled()
    assert page.import_button.text() == "没有新的人员可导入"
    assert not page.import_button.isEnabled()
    focused = page.window().focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text().startswith("保存未导入的行")
    page.start_import()
    settled()
    assert _people(desk) == 50


def test_enter_goes_from_step_to_step(
    page: ImportPage, desk: Desk, settled: Callable[[], None]
) -> None:
    page.read_file(LEDGER)
    settled()
    assert page.window().focusWidget() is page.import_button
    QTest.keyClick(page.import_button, Qt.Key.Key_Return)
    settled()
    assert (page.step, _people(desk)) == (DONE, 50)
    QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Return)
    settled()
    assert page.step == CHOOSE


def test_where_the_ledger_and_the_files_differ_is_listed_before_and_after(
    page: ImportPage, desk: Desk, settled: Callable[[], None]
) -> None:
    page.read_file(LEDGER)
    settled()
    page.start_import()
    settled()
    assert page.plan is not None
    number = page.plan.accepted[0].id_number
    with desk.read() as session:
        person_id = known_id_numbers(session, desk.office.id)[number]
    desk.act(lambda uow: change_person(uow, person_id, {"phone": "13500000000"}))
    page.read_file(LEDGER)
    settled()
    assert page.step == REVIEW
    assert page.import_button.text() == "没有新的人员可导入"
    records = page.lists.tables["differs"].records
    assert records.rowCount() == 1
    assert records.data(records.index(0, 2)) == "联系电话"
    assert not page.lists.tables["differs"].isHidden()
    page._show_done(ImportResult(0, 49, (Difference("表", 2, person_id, ("phone",)),)))
    assert not page._differs.isHidden()
    page.show_differences()
    settled()
    assert page.step == REVIEW
    assert page.tabs.current == "differs"


def test_what_cannot_be_right_and_hidden_rows_are_shown_before_the_import(
    page: ImportPage, tmp_path: Path, desk: Desk, settled: Callable[[], None]
) -> None:
    path = tmp_path / "filtered.xlsx"
    titles = ["姓名", "身份证号", "矫正类别", "原判刑期", "矫正开始日期", "矫正结束日期"]
    days = ["2026-01-02", "2027-01-01"]
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("在册")
        sheet.write_row(0, 0, titles)
        sheet.write_row(1, 0, ["王小明", "11010519491231002X", "管制", "有期徒刑3年", *days])
        sheet.write_row(2, 0, ["李小红", "440524188001010014", "缓刑", "有期徒刑1年", *days])
        sheet.set_row(2, None, None, {"hidden": True})
    page.read_file(path)
    settled()
    assert page._banner.text.startswith("有 1 行在表格里是隐藏的")
    assert page.tabs.current == "doubts"
    records = page.lists.tables["doubts"].records
    told = [[records.data(records.index(row, at)) for at in range(3)] for row in range(2)]
    places = [line[:2] for line in told]
    assert places == [["第 2 行　在册", "原判刑期"], ["第 3 行　在册", "整行"]]
    assert "请核对 2 行" in page._summary.text()
    assert "与矫正类别管制不符" in told[0][2]
    page.start_import()
    settled()
    assert _people(desk) == 2


def test_a_missing_column_is_shown_before_the_rows_that_lack_it(
    page: ImportPage, tmp_path: Path, settled: Callable[[], None]
) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text("姓名,身份证号,联系电话\n王小明,11010519491231002X,\n", encoding="utf-8")
    page.read_file(path)
    settled()
    assert page.tabs.current == "mapping"


def test_a_column_chosen_by_hand_is_tried_at_once(
    page: ImportPage, settled: Callable[[], None]
) -> None:
    page.read_file(LEDGER)
    settled()
    assert page.plan is not None
    sheet = page.plan.mappings[0].sheet
    page.mapping.changed.emit(sheet, Field.NAME, None)
    settled()
    assert page.step == REVIEW
    assert len(page.plan.accepted) == 0
    assert not page.import_button.isEnabled()


def test_rows_kept_out_are_written_with_reasons(
    page: ImportPage, tmp_path: Path, settled: Callable[[], None]
) -> None:
    page.read_file(LEDGER)
    settled()
    assert page.plan is not None
    page.save_rejects(tmp_path / "未导入.xlsx")
    settled()
    sheet = read_workbook(tmp_path / "未导入.xlsx").sheets[0]
    assert "原因" in [str(cell) for cell in sheet.rows[0].cells]
    assert len(sheet.rows) == len(page.plan.rejected) + 1


def test_cancelling_leaves_nothing(
    page: ImportPage, desk: Desk, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    page.read_file(LEDGER)
    settled()

    def cancelled_at_once(task: Task, done: int, total: int) -> None:
        task.cancel()
        real(task, done, total)

    real = Task.report
    monkeypatch.setattr(Task, "report", cancelled_at_once)
    page.start_import()
    settled()
    assert page.step == REVIEW
    assert "没有写入" in page._banner.text
    assert _people(desk) == 0


def test_a_file_that_is_no_ledger_is_explained(
    page: ImportPage, tmp_path: Path, settled: Callable[[], None]
) -> None:
    path = tmp_path / "账.xlsx"
    path.write_bytes(b"nothing of the kind")
    page.read_file(path)
    settled()
    assert page.step == CHOOSE
    assert page._banner.text


def test_a_file_may_lie_anywhere(
    page: ImportPage, tmp_path: Path, settled: Callable[[], None], qtbot: QtBot
) -> None:
    path = tmp_path / "二〇二六年 台账（新）.xlsx"
    shutil.copy(LEDGER, path)
    page.read_file(path)
    settled()
    assert path.name in page._summary.text()


def test_a_header_that_is_not_recognised_is_chosen_by_hand(
    page: ImportPage, tmp_path: Path, settled: Callable[[], None]
) -> None:
    path = tmp_path / "ledger.csv"
    rows = ["甲,乙,丙,丁,戊", "王小明,11010519491231002X,缓刑,2026-01-01,2027-01-01"]
    path.write_text("\n".join(rows), encoding="utf-8")
    page.read_file(path)
    settled()
    assert page.step == CHOOSE
    assert page._banner.text
    assert not page._by_hand.isHidden()
    page.use_header()
    settled()
    assert page.step == REVIEW
    assert page.plan is not None
    sheet = page.plan.mappings[0].sheet
    fields = (Field.NAME, Field.ID_NUMBER, Field.CATEGORY, Field.START, Field.END)
    for column, field in enumerate(fields):
        page.mapping.changed.emit(sheet, field, column)
        settled()
    assert len(page.plan.accepted) == 1
