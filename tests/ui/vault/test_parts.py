"""A new passphrase says how good it is while it is typed, and is typed twice."""

from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.ui.vault.parts import NewPassphrase, show_as_card

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


def test_a_screen_is_a_card_in_its_middle(app: QApplication, qtbot: QtBot) -> None:
    screen = QWidget()
    qtbot.addWidget(screen)
    words = QLabel("字")
    show_as_card(screen, words)
    screen.resize(900, 600)
    screen.show()
    middle = words.mapTo(screen, words.rect().center())
    assert abs(middle.y() - 300) < 30
