"""A repair opens with why, when and what stood there; the person's file is one Enter further."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from corrdesk.base.actor import Actor, Role
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.queries import PeopleFilter, people_page
from corrdesk.casework.permissions import RecordState
from corrdesk.sync.repairing import Found, Outcome, report
from corrdesk.sync.state import writing
from corrdesk.ui.caseload.person import PersonPage
from corrdesk.ui.exchange.exchange import ExchangePage
from corrdesk.ui.exchange.repair import WHAT_NOW, RepairDialog
from corrdesk.ui.shell.workplace import Workplace
from tests.casework.roles import file_in

Settled = Callable[[], None]
Opens = Callable[[], RepairDialog]
AT = "2026-06-09T16:05:00+08:00"
GHOST = [
    ["note", "自称住在亲戚家", None],
    ["reason", "", None],
    ["outcome", "complied", None],
    ["sha256", "0", None],
]


def person_of(desk: Desk) -> tuple[str, str]:
    with desk.read() as session:
        card = people_page(session, desk.office.id, PeopleFilter())[0]
    return card.person_id, card.name


def keep(desk: Desk, found: Found) -> None:
    with writing(desk._store, desk.office.id) as (_session, connection):
        report(connection, desk.office.id, AT, [found])


@pytest.fixture
def opens(place: Workplace, settled: Settled) -> Opens:
    """Opens the first repair of the list by the keyboard."""

    def opened() -> RepairDialog:
        place.open_page("exchange")
        settled()
        page = place.current_page
        assert isinstance(page, ExchangePage)
        page.show_list("repairs")
        settled()
        page.table.setFocus()
        page.table.selectRow(0)
        QTest.keyClick(page.table, Qt.Key.Key_Return)
        settled()
        return page.window().findChildren(RepairDialog)[-1]

    return opened


def words_of(dialog: RepairDialog) -> list[str]:
    return [each.text() for each in dialog.findChildren(QLabel) if each.isVisible()]


def test_what_was_taken_out_is_shown_copied_and_leads_to_the_file(
    desk: Desk, opens: Opens, place: Workplace, settled: Settled
) -> None:
    person, name = person_of(desk)
    fields = [["person_id", person, None], *GHOST]
    keep(desk, Found("check_in", "c" * 32, Outcome.ADDED, fields))
    dialog = opens()
    words = words_of(dialog)
    assert dialog.heading.text() == f"报到　{name}"
    assert {"备注", "自称住在亲戚家", "结果", "已履行", "移出的内容"} <= set(words)
    assert "2026年6月9日 16:05" in words
    (rest,) = [each for each in words if "另有 1 栏" in each]
    assert rest.startswith("没有填写：理由。")
    dialog.copy_button.click()
    copied = QApplication.clipboard().text().splitlines()
    assert copied[0] == f"报到　{name}"
    assert copied[-1] == rest
    assert {"备注：自称住在亲戚家", "结果：已履行", "发现时间：2026年6月9日 16:05"} <= set(copied)
    assert dialog.file_button.hasFocus()
    QTest.keyClick(dialog.file_button, Qt.Key.Key_Return)
    settled()
    page = place.current_page
    assert isinstance(page, PersonPage)
    assert page.about.startswith(name)


def test_an_altered_field_says_what_it_was_changed_to_and_what_it_is_again(
    desk: Desk, opens: Opens
) -> None:
    person, _name = person_of(desk)
    keep(desk, Found("person", person, Outcome.ALTERED, [["phone", "1", "2"]]))
    words = words_of(opens())
    assert "被改成：1\n已改回：2" in words
    assert WHAT_NOW[Outcome.ALTERED] in words


def test_what_concerns_nobody_is_explained(desk: Desk, opens: Opens) -> None:
    keep(desk, Found("", "", Outcome.OPEN))
    dialog = opens()
    assert dialog.heading.text() == "整体核对"
    assert WHAT_NOW[Outcome.OPEN] in words_of(dialog)
    assert dialog.file_button.isHidden()
    assert dialog.copy_button.isHidden()
    assert "您的角色" not in "".join(words_of(dialog))


def test_who_reads_no_files_reads_none_here(desk: Desk, opens: Opens) -> None:
    person, _name = person_of(desk)
    keep(desk, Found("check_in", "c" * 32, Outcome.ADDED, [["person_id", person, None], *GHOST]))
    actor = desk.actor
    desk.actor = Actor(actor.officer_id, actor.name, Role.ASSISTANT, actor.device_id)
    dialog = opens()
    words = "".join(words_of(dialog))
    assert "自称" not in words
    assert "您的角色不能看这条记录的内容" in words
    assert dialog.copy_button.isHidden()


def test_of_what_may_not_be_known_nothing_is_said(
    desk: Desk, place: Workplace, settled: Settled
) -> None:
    place.open_page("exchange")
    settled()
    page = place.current_page
    assert page is not None
    dialog = RepairDialog(place.context, page, 99)
    dialog.open()
    settled()
    assert "没有这条修复" in dialog.what_now.text
    assert dialog.heading.text() == ""
    dialog.close()


def test_every_outcome_says_what_to_do() -> None:
    assert set(WHAT_NOW) == set(Outcome)


def test_of_a_sealed_file_only_that_it_is_sealed(desk: Desk, opens: Opens) -> None:
    filed = file_in(desk, RecordState.SEALED)
    keep(desk, Found("check_in", "c" * 32, Outcome.ADDED, [["person_id", filed.person, None]]))
    dialog = opens()
    words = "".join(words_of(dialog))
    assert dialog.heading.text() == "已封存的档案"
    assert "属于已封存的档案" in words
    assert "cccc" not in words
    assert dialog.file_button.isHidden()
