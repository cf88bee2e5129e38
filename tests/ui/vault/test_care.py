"""The page has the tabs that a role may use; the administrator sees it and no case data."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from corrdesk.base.actor import Actor, Role
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.tables import Person
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.main_window import MainWindow
from corrdesk.ui.shell.workplace import Workplace
from corrdesk.ui.vault.care import CarePage


def _become(desk: Desk, role: Role) -> None:
    desk.actor = Actor(desk.actor.officer_id, desk.actor.name, role, desk.actor.device_id)


@pytest.mark.parametrize(
    ("role", "tabs"),
    [
        (Role.HEAD, ["doctor", "backups", "journal", "keys"]),
        (Role.OFFICER, ["doctor", "backups", "journal", "keys"]),
        (Role.ASSISTANT, ["backups", "keys"]),
        (Role.AUDITOR, ["doctor", "journal", "keys"]),
        (Role.ADMINISTRATOR, ["doctor", "backups", "journal", "keys"]),
    ],
)
def test_each_role_has_its_tabs(context: Context, desk: Desk, role: Role, tabs: list[str]) -> None:
    _become(desk, role)
    page = CarePage(context)
    assert list(page.parts) == tabs
    keys = page.parts["keys"]
    keeper = role in {Role.HEAD, Role.ADMINISTRATOR}
    assert keys.hire_button.isVisibleTo(keys) == keeper
    assert keys.code_button.isVisibleTo(keys) == keeper
    assert keys.own_button.isVisibleTo(keys)


def test_the_keyboard_reaches_every_tab(
    place: Workplace, settled: Callable[[], None], qtbot: QtBot
) -> None:
    place.window().activateWindow()
    qtbot.waitUntil(place.window().isActiveWindow)
    place.open_page("care")
    settled()
    page = place.current_page
    assert isinstance(page, CarePage)
    seen = [page.tabs.current]
    for _step in range(3):
        QTest.keyClick(page, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
        settled()
        seen.append(page.tabs.current)
    assert seen == list(page.parts)
    assert page.first_focus().isVisible()


def test_the_administrator_sees_this_page_and_no_case_data(
    closed_window: MainWindow, desk: Desk, settled: Callable[[], None]
) -> None:
    with desk.read() as session:
        names = set(session.scalars(select(Person.name)))
    _become(desk, Role.ADMINISTRATOR)
    closed_window.show_desk(desk)
    settled()
    place = closed_window.workplace
    assert place is not None
    assert list(place.sidebar.buttons) == ["exchange", "care"]  # devices and keys
    place.open_page("exchange")
    settled()
    place.open_page("care")
    settled()
    assert place.search.isHidden()
    assert place.search.focusProxy() is place.current_page.first_focus()
    QTest.keyClick(place, Qt.Key.Key_F2)
    assert place.panel is None
    for tab in ("doctor", "backups", "journal", "keys"):
        place.open_page("care", tab)
        settled()
    shown = "\n".join(label.text() for label in place.findChildren(QLabel))
    assert names
    assert not any(name in shown for name in names)
