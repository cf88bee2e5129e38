"""Errors in plain words, boxes whose button names the act."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.base.errors import UserError
from corrdesk.ui.shell.messages import ask_line, confirm, explain_error
from corrdesk.ui.shell.tokens import Tone


def test_an_error_of_ours_says_what_to_do() -> None:
    message = explain_error(UserError("没有找到此人。", remedy="请核对证件。"))
    assert message.text == "没有找到此人。 请核对证件。"
    assert message.tone is Tone.BAD


def test_a_bug_never_shows_its_insides() -> None:
    message = explain_error(KeyError("张三 110101199003070000"))
    assert "张三" not in message.text
    assert "KeyError" in message.text


def test_the_button_names_the_act_and_a_cautious_box_is_safe_from_enter(
    app: QApplication, qtbot: QtBot
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    done: list[str] = []
    box = confirm(
        parent, title="恢复备份", text="现有数据会被替换。", act="恢复这份备份",
        then=lambda: done.append("yes"), cautious=True,
    )  # fmt: skip
    assert [button.text() for button in box.findChildren(QPushButton)] == [
        "恢复这份备份",
        "返回  Esc",
    ]
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert done == []
    box = confirm(
        parent, title="签发", text="立即占用文号。", act="签发并编号",
        then=lambda: done.append("yes"),
    )  # fmt: skip
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert done == ["yes"]


def test_a_reason_is_one_enter_away(app: QApplication, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    told: list[str] = []
    dialog = ask_line(
        parent, title="撤销", label="理由", suggestions=("录入错误", "选错了人"), then=told.append
    )
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert told == ["录入错误"]


def test_the_way_back_stands_before_the_act_as_in_every_form(
    app: QApplication, qtbot: QtBot
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    box = confirm(parent, title="签发", text="签发？", act="签发", then=lambda: None)
    back, act = sorted(box.buttons(), key=lambda each: each.x())
    assert (back.text(), act.text()) == ("返回  Esc", "签发")
    assert act.property("role") == "primary"


def test_what_scripts_call_by_a_name_people_call_by_its_words() -> None:
    error = UserError("缺少必填项“decision_organ”（决定机关）。", remedy="“王小明”（男）请补填。")
    assert explain_error(error).text == "缺少必填项“决定机关”。 “王小明”（男）请补填。"
