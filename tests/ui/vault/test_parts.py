"""A new passphrase says how good it is while it is typed, and is typed twice."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.ui.shell.widgets import button, column, label, row
from corrdesk.ui.vault.parts import Card, NewPassphrase, press_focused, show_as_card

GOOD = "纸鸢 石桥 冬瓜 铁轨 月食 芦苇"


def test_the_meter_speaks_while_it_is_typed(app: QApplication, qtbot: QtBot) -> None:
    made = NewPassphrase()
    for part in made.parts:
        qtbot.addWidget(part)
    made.avoid("沈青禾", " ")
    for text, word in (("woaini1314", "弱"), ("kx7!qPzw9#Lm", "中等"), (GOOD, "强"), ("", "")):
        made.first.line.setText(text)
        assert made.meter.text.startswith(word)
    made.first.line.setText("沈青禾沈青禾1984kqz")
    assert "姓名" in made.meter.text


def test_it_is_good_when_typed_alike_twice(app: QApplication, qtbot: QtBot) -> None:
    made = NewPassphrase()
    for part in made.parts:
        qtbot.addWidget(part)
    made.first.line.setText(GOOD)
    assert not made.is_good()
    assert "再输一遍" in made.again_field._error.text()
    made.again.line.setText(GOOD + "x")
    assert not made.is_good()
    assert "不一样" in made.again_field._error.text()
    made.again.line.setText(GOOD)
    assert made.is_good()
    assert made.text() == GOOD
    made.clear()
    assert (made.text(), made.again.text()) == ("", "")


def test_a_judgement_is_said_once_and_not_after_it_was_heeded(
    app: QApplication, qtbot: QtBot
) -> None:
    made = NewPassphrase()
    for part in made.parts:
        qtbot.addWidget(part)
    made.first.line.setText("abc")
    assert not made.is_good()
    assert "弱" in made.field._error.text()
    assert made.meter.text == ""
    assert made.again_field._error.text() == ""  # first a good one, then once more
    made.first.line.setText(GOOD)
    assert made.field._error.text() == ""
    assert made.meter.text.startswith("强")


@pytest.mark.parametrize("named", [True, False])
def test_enter_does_what_the_button_under_the_keyboard_says(
    app: QApplication, qtbot: QtBot, named: bool
) -> None:
    done: list[str] = []
    screen = QWidget()
    qtbot.addWidget(screen)
    line, way = QLineEdit(), button("打印…", lambda: done.append("print"))
    screen.setLayout(column(line, way))
    screen.show()
    (way if named else line).setFocus()
    press_focused(screen, lambda: done.append("on"))
    assert done == ["print" if named else "on"]


def test_a_card_is_as_tall_as_what_it_says_and_never_hides_its_foot(
    app: QApplication, qtbot: QtBot
) -> None:
    screen, more = QWidget(), label("", wrap=True)
    qtbot.addWidget(screen)
    act, full = button("下一步"), label("", wrap=True)
    show_as_card(screen, QLineEdit(), full, more, QLineEdit(), foot=row(None, act))
    screen.resize(900, 400)
    screen.show()
    found = screen.findChild(Card)
    assert isinstance(found, Card)
    room = full.width()
    while full.fontMetrics().horizontalAdvance(full.text() + " i") < room:
        full.setText(full.text() + " i")  # beside a bar this line would become two
    bar = found._area.verticalScrollBar()
    qtbot.waitUntil(lambda: found.height() == found.maximumHeight())
    low = found.height()
    for words in ("一二三四五六七八九十" * 5, "", "一二三四五六七八九十" * 12):
        before = found.height()
        more.setText(words)
        more.setVisible(bool(words))
        qtbot.waitUntil(lambda before=before: found.height() != before)  # type: ignore[misc]
        qtbot.waitUntil(lambda: found.height() == found.maximumHeight())
        assert not bar.isVisible()
    assert found.height() > low
    more.setText("一二三四五六七八九十" * 60)
    qtbot.waitUntil(bar.isVisible)
    assert act.visibleRegion().boundingRect().size() == act.size()
    screen.resize(900, 900)
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_a_screen_is_a_card_in_its_middle(app: QApplication, qtbot: QtBot) -> None:
    screen = QWidget()
    qtbot.addWidget(screen)
    words = QLabel("字")
    show_as_card(screen, words)
    screen.resize(900, 600)
    screen.show()
    middle = words.mapTo(screen, words.rect().center())
    assert abs(middle.y() - 300) < 30
