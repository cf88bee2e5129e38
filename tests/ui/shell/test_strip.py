"""The strip stays until the next message and offers the way back only for a while."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.strip import ResultStrip
from corrdesk.ui.shell.tokens import Tone


def test_a_message_stays(app: QApplication, qtbot: QtBot) -> None:
    strip = ResultStrip()
    qtbot.addWidget(strip)
    strip.show_message(Message("已登记：王小明"))
    qtbot.wait(50)
    assert strip.isVisible()
    assert strip.text == strip.accessibleName() == "已登记：王小明"
    strip.hide_message()
    assert strip.text == ""
    assert strip.isHidden()
    strip.show_message(Message("已登记：王小明"))
    strip.show_message(Message(""))
    assert strip.text == ""
    assert strip.isHidden()


def test_undo_is_offered_for_its_time_only(app: QApplication, qtbot: QtBot) -> None:
    strip = ResultStrip()
    qtbot.addWidget(strip)
    undone: list[int] = []
    strip.show_message(Message("已登记", undo=lambda: undone.append(1), undo_seconds=1))
    assert strip.offers_undo
    strip.undo()
    assert undone == [1]
    qtbot.waitUntil(lambda: not strip.offers_undo, timeout=3000)
    strip.undo()
    assert undone == [1]


def test_a_next_step_can_be_taken(app: QApplication, qtbot: QtBot) -> None:
    strip = ResultStrip()
    qtbot.addWidget(strip)
    gone: list[str] = []
    strip.show_message(
        Message("未履行", Tone.WARN, action="登记为违规…", run=lambda: gone.append("there"))
    )
    assert strip.text == "未履行"
    strip.run_action()
    assert gone == ["there"]


def test_a_message_without_a_way_back_takes_it_from_the_one_before(
    app: QApplication, qtbot: QtBot
) -> None:
    strip = ResultStrip()
    qtbot.addWidget(strip)
    undone: list[int] = []
    strip.show_message(Message("已登记", undo=lambda: undone.append(1)))
    strip.show_message(Message("已保存"))
    strip.undo()
    assert undone == []
