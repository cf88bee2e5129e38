"""The sidebar names its pages and counts, and shrinks to icons."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from corrdesk.ui.app import registry
from corrdesk.ui.shell.sidebar import Sidebar, page_keys
from corrdesk.ui.shell.theme import apply_theme, px
from corrdesk.ui.shell.tokens import SIDEBAR, SIDEBAR_NARROW, TARGET


def test_a_page_is_chosen_and_marked(app: QApplication, qtbot: QtBot) -> None:
    bar = Sidebar("青石镇司法所", registry().pages)
    qtbot.addWidget(bar)
    bar.show()
    chosen: list[str] = []
    bar.page_chosen.connect(chosen.append)
    QTest.mouseClick(bar.buttons["people"], Qt.MouseButton.LeftButton)
    assert chosen == ["people"]
    bar.show_page("today")
    assert bar.buttons["today"].isChecked()
    bar.show_page("person")
    assert not any(button.isChecked() for button in bar.buttons.values())


def test_a_figure_is_read_aloud_too(app: QApplication, qtbot: QtBot) -> None:
    bar = Sidebar("青石镇司法所", registry().pages)
    qtbot.addWidget(bar)
    bar.buttons["today"].show_figure(3)
    assert bar.buttons["today"].accessibleName() == "今日工作台 3"
    bar.buttons["today"].show_figure(0)
    assert bar.buttons["today"].accessibleName() == "今日工作台"


def test_narrow_it_keeps_icons_and_names(app: QApplication, qtbot: QtBot) -> None:
    bar = Sidebar("青石镇司法所", registry().pages)
    qtbot.addWidget(bar)
    assert bar.width() == px(SIDEBAR)
    bar.set_narrow(True)
    assert bar.width() == px(SIDEBAR_NARROW)
    for button in bar.buttons.values():
        assert button.text() == ""
        assert button.accessibleName()
        assert not button.icon().isNull()


def test_the_keys_of_the_pages_follow_the_row_of_digits() -> None:
    keys = [page_keys(number) for number in range(1, 14)]
    assert keys[:3] == ["Alt+1", "Alt+2", "Alt+3"]
    assert keys[9:] == ["Alt+0", "Alt+-", "Alt+=", ""]
    understood = {QKeySequence(each).toString() for each in keys[:12]}
    assert len(understood - {""}) == 12


def test_on_a_low_screen_the_current_page_is_in_sight(app: QApplication, qtbot: QtBot) -> None:
    pages = list(registry().pages)
    sidebar = Sidebar("青石镇司法所", pages)
    qtbot.addWidget(sidebar)
    sidebar.resize(sidebar.width(), px(300))
    sidebar.show()
    keys = list(sidebar.buttons)

    def is_whole(key: str) -> bool:
        made = sidebar.buttons[key]
        return made.visibleRegion().boundingRect().height() == made.height()

    for key in (keys[-1], keys[0]):
        sidebar.show_page(key)
        qtbot.waitUntil(partial(is_whole, key))


def test_large_letters_on_a_low_screen_leave_every_page_in_sight(
    app: QApplication, qtbot: QtBot
) -> None:
    apply_theme(app, scale=1.5)
    try:
        bar = Sidebar("青石镇司法所", registry().pages)
        qtbot.addWidget(bar)
        bar.set_narrow(True)
        bar.resize(bar.width(), 700)  # 768 without the bars of window and desktop
        bar.show()
        assert bar._area.verticalScrollBar().maximum() == 0
        assert min(made.height() for made in bar.buttons.values()) >= TARGET
        bar.resize(bar.width(), 1200)
        assert bar.buttons["today"].sizeHint().height() > px(TARGET)
    finally:
        apply_theme(app, scale=1.0)
