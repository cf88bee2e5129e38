"""The idle watch speaks after silence, and every touch makes it wait again."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from corrdesk.ui.shell.idle import IdleWatch


def test_silence_is_noticed_once(app: QApplication, qtbot: QtBot) -> None:
    watch = IdleWatch(60)
    heard: list[int] = []
    watch.idle.connect(lambda: heard.append(1))
    watch.start()
    qtbot.wait(200)
    assert heard == [1]


def test_a_key_makes_it_wait_again(app: QApplication, qtbot: QtBot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    watch = IdleWatch(250)
    app.installEventFilter(watch)
    heard: list[int] = []
    watch.idle.connect(lambda: heard.append(1))
    watch.start()
    for _number in range(5):
        qtbot.wait(100)
        QTest.keyClick(line, Qt.Key.Key_A)
    assert heard == []
    app.removeEventFilter(watch)
    watch.stop()


def test_a_stopped_watch_is_silent(app: QApplication, qtbot: QtBot) -> None:
    watch = IdleWatch(30)
    heard: list[int] = []
    watch.idle.connect(lambda: heard.append(1))
    watch.start()
    watch.stop()
    qtbot.wait(80)
    assert heard == []
