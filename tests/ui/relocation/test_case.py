"""One relocation by keyboard: who answers, what is next, what is late, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.relocation.model import RelocationState, Step
from corrdesk.casework.relocation.papers import NOTICE, approval_form
from corrdesk.ui.caseload.new_person import NewPersonPage
from corrdesk.ui.paths import Newcomer
from corrdesk.ui.relocation.case import (
    RelocationPage,
    open_case,
    responsible_words,
    why_responsible,
)
from corrdesk.ui.relocation.forms import PackForm, StepForm
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.workplace import Workplace
from tests.casework import moves
from tests.casework.people import stand_on

Show = Callable[[str], RelocationPage]
HERE = "青石县社区矫正管理局"


def words(page: RelocationPage) -> str:
    return "\n".join(each.text() for each in page.findChildren(QLabel) if not each.isHidden())


def dialog_of(app: QApplication) -> FormDialog:
    dialog = app.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    return dialog


def test_the_next_step_is_one_key_away(
    app: QApplication, desk: Desk, leaving: str, show_case: Show, settled: Callable[[], None]
) -> None:
    page = show_case(leaving)
    assert HERE in words(page)
    assert "下一步：司法所提出意见" in page.now.text
    button = page.timeline.next_button
    assert button is not None
    assert button.hasFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    form = dialog_of(app).form
    assert isinstance(form, StepForm)
    form.words.setPlainText("房屋属实，同意。")
    QTest.keyClick(form.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert "下一步：书面征求新执行地意见" in page.now.text
    assert "最迟 2026年6月15日" in page.now.text


def test_a_no_show_is_told_with_who_searches(desk: Desk, leaving: str, show_case: Show) -> None:
    before = (Step.OPINION, Step.LETTER, Step.REPLY, Step.DECISION, Step.NOTIFIED)
    moves.upto(desk, leaving, *before)
    stand_on(desk, date(2026, 6, 20))
    page = show_case(leaving)
    assert "新执行地通报未按期报到" in page.now.text
    assert "本人到新执行地报到 已迟延 3 天" in page.now.text
    file = open_case(desk, leaving)
    assert responsible_words(file, HERE).endswith(HERE)
    why = why_responsible(desk, leaving)
    assert "第三十一条" in "".join(clause.article for clause in why.clauses)
    moves.take(desk, leaving, Step.REPORTED)
    assert "云河县" in responsible_words(open_case(desk, leaving), HERE)


def test_a_step_is_taken_back_with_a_reason(
    app: QApplication, desk: Desk, leaving: str, show_case: Show, settled: Callable[[], None]
) -> None:
    moves.take(desk, leaving, Step.OPINION)
    page = show_case(leaving)
    line = open_case(desk, leaving).course.line(Step.OPINION)
    assert line is not None
    page._take_back(line)
    QTest.keyClicks(dialog_of(app).form.fields["reason"].editor, "wrong")
    dialog_of(app).form.save()
    settled()
    assert "已撤销：司法所提出意见（wrong）" in words(page)
    assert "下一步：司法所提出意见" in page.now.text


def test_the_pack_names_what_is_missing(
    app: QApplication, desk: Desk, leaving: str, show_case: Show, settled: Callable[[], None]
) -> None:
    page = show_case(leaving)
    assert "欠缺 9 项" in words(page)
    assert page.opened is not None
    page._opener("清点", lambda: PackForm(page.context, page.opened))()  # type: ignore[arg-type]
    form = dialog_of(app).form
    assert isinstance(form, PackForm)
    for box, _item in form.boxes:
        box.setChecked(True)
    form.save()
    settled()
    assert "移交材料已备齐" in words(page)


def test_a_withdrawn_case_offers_nothing(
    app: QApplication, desk: Desk, leaving: str, show_case: Show, settled: Callable[[], None]
) -> None:
    page = show_case(leaving)
    page._opener("撤回申请", page._withdrawing)()
    QTest.keyClicks(dialog_of(app).form.fields["reason"].editor, "stays")
    dialog_of(app).form.save()
    settled()
    assert open_case(desk, leaving).case.state == RelocationState.WITHDRAWN
    assert page.timeline.next_button is None
    assert "已经结束" in page.now.text


def test_who_comes_has_no_file_yet(
    place: Workplace, desk: Desk, show_case: Show, settled: Callable[[], None]
) -> None:
    page = show_case(moves.received(desk))
    assert page._file.isHidden()
    assert "下一步：司法所核实并提出意见" in page.now.text
    page._open_person()
    settled()
    assert place.current_page is page


def test_f4_opens_the_file(
    place: Workplace, leaving: str, show_case: Show, settled: Callable[[], None]
) -> None:
    page = show_case(leaving)
    QTest.keyClick(page, Qt.Key.Key_F4)
    settled()
    assert place.current_page is not page


def test_a_case_that_is_not_there_says_so(desk: Desk, leaving: str) -> None:
    with pytest.raises(UserError):
        open_case(desk, "nothing")
    with pytest.raises(UserError):
        why_responsible(desk, leaving)  # nothing is decided yet


def test_who_comes_is_entered_with_what_the_letter_says(
    place: Workplace, desk: Desk, show_case: Show, settled: Callable[[], None]
) -> None:
    case = moves.received(desk)
    moves.upto(desk, case, Step.OPINION, Step.REPLY, Step.DECISION)
    show_case(case)._enter()
    settled()
    page = place.current_page
    assert isinstance(page, NewPersonPage)
    assert page.form.name.text() == "高远航"
    assert page.form.id_number.line.text() == moves.COMING_ID
    page.show_argument(Newcomer("别人", ""))  # what stands there is not overwritten
    assert page.form.name.text() == "高远航"
    page.start_over()


def test_papers_open_from_the_case(
    desk: Desk, leaving: str, show_case: Show, settled: Callable[[], None]
) -> None:
    moves.upto(desk, leaving, Step.OPINION, Step.LETTER, Step.REPLY, Step.DECISION)
    page = show_case(leaving)
    page._form_shower("执行地变更审批表", approval_form)()
    settled()
    assert page.paper.dialog is not None
    page.paper.dialog.close()
    page._issuer(NOTICE)()
    settled()
    assert page.paper.dialog is not None
    assert page.paper.dialog.act_button.isEnabled()
    page.paper.dialog.close()
