"""Building blocks: errors beside their fields, sloppy dates, private values shown while held."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import (
    Banner,
    Choices,
    FactGrid,
    Field,
    PrivateValue,
    Tabs,
    TextArea,
    WheelGuard,
    button,
    clear,
    column,
    combo,
    label,
    row,
)


def test_an_error_stands_at_its_field_and_takes_the_focus(app: QApplication, qtbot: QtBot) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    editor = QLineEdit()
    field = Field("文号", editor)
    place.setLayout(column(QLineEdit(), field))
    place.show()
    place.activateWindow()
    qtbot.waitUntil(place.isActiveWindow)
    field.problem("请填写文号。")
    assert editor.hasFocus()
    assert editor.accessibleName() == "文号"
    assert editor.accessibleDescription() == "请填写文号。"
    field.problem("")
    assert editor.accessibleDescription() == ""


def test_private_values_show_only_while_held(app: QApplication, qtbot: QtBot) -> None:
    value = PrivateValue("电话", "138****5678", "13812345678")
    qtbot.addWidget(value)
    value.show()
    hold = value.findChild(QPushButton)
    assert hold is not None
    QTest.keyPress(hold, Qt.Key.Key_Space)
    assert value.text == "13812345678"
    QTest.keyRelease(hold, Qt.Key.Key_Space)
    assert value.text == "138****5678"


def test_choices_tell_once_and_by_value(app: QApplication, qtbot: QtBot) -> None:
    choices = Choices([("a", "甲", "1"), ("b", "乙", "2")], name="结果")
    qtbot.addWidget(choices)
    told: list[str] = []
    choices.chosen.connect(told.append)
    choices.choose("b")
    choices.choose("b")
    assert choices.value() == "b"
    assert told == ["b"]


def test_facts_show_a_dash_for_nothing(app: QApplication, qtbot: QtBot) -> None:
    grid = FactGrid()
    qtbot.addWidget(grid)
    grid.show_facts([("罪名", "盗窃罪"), ("备注", "")])
    assert [part.text() for part in grid.findChildren(QLabel)] == ["罪名", "盗窃罪", "备注", "—"]
    grid.show_facts([("罪名", "危险驾驶罪")])
    shown = [part.text() for part in grid.findChildren(QLabel) if not part.isHidden()]
    assert shown == ["罪名", "危险驾驶罪"]


def test_a_banner_without_words_hides(app: QApplication, qtbot: QtBot) -> None:
    banner = Banner("没有逾期的人。", Tone.OK)
    qtbot.addWidget(banner)
    assert banner.text == banner.accessibleName() == "没有逾期的人。"
    banner.say("")
    assert banner.isHidden()


def test_tabs_change_by_key(app: QApplication, qtbot: QtBot) -> None:
    tabs = Tabs([("a", "甲", QWidget()), ("b", "乙", QWidget())], name="档案")
    qtbot.addWidget(tabs)
    tabs.show()
    tabs.activateWindow()
    qtbot.waitUntil(tabs.isActiveWindow)
    tabs.choose("b")
    assert tabs.current == "b"
    QTest.keyClick(tabs, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert tabs.current == "a"
    tabs.set_title("a", "甲 3")
    assert tabs.findChildren(QPushButton)[0].text() == "甲 3"


def test_markup_in_words_is_only_words(app: QApplication, qtbot: QtBot) -> None:
    shown = label("<b>张三</b>")
    qtbot.addWidget(shown)
    assert shown.textFormat() == Qt.TextFormat.PlainText


def test_control_enter_is_left_to_the_form(app: QApplication, qtbot: QtBot) -> None:
    area = TextArea()
    qtbot.addWidget(area)
    QTest.keyClicks(area, "ab")
    QTest.keyClick(area, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert area.text() == "ab"
    QTest.keyClick(area, Qt.Key.Key_Return)
    assert area.toPlainText() == "ab\n"


def test_scrolling_past_a_drop_down_does_not_change_it(app: QApplication, qtbot: QtBot) -> None:
    box: QComboBox = combo([("a", "甲"), ("b", "乙")], name="列")
    qtbot.addWidget(box)
    guard = WheelGuard(box)
    box.installEventFilter(guard)
    box.show()
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent

    wheel = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, -120), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    box.clearFocus()
    QApplication.sendEvent(box, wheel)
    assert box.currentData() == "a"


def test_clearing_a_layout_leaves_nothing(app: QApplication, qtbot: QtBot) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    layout = column(label("甲"), row(label("乙")), None)
    place.setLayout(layout)
    clear(layout)
    assert layout.count() == 0
    assert [part for part in place.findChildren(QLabel) if not part.isHidden()] == []


def test_the_chosen_one_of_a_row_is_not_cut(app: QApplication, qtbot: QtBot) -> None:
    made = button("本机另写 8", role="choice")
    qtbot.addWidget(made)
    made.setCheckable(True)
    made.show()
    room = made.sizeHint().width()
    made.setChecked(True)
    style = made.fontMetrics()
    assert style.horizontalAdvance(made.text()) + 2 * (px(10) + 2) <= room
