"""Questions and acts leave the UI thread, changes are told, the newest question wins."""

import sqlite3
import threading
import time
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import change_person
from corrdesk.casework.reporting.model import DeskLine
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message


def _number(number: int, _desk: Desk) -> int:
    return number


def test_questions_and_acts_run_on_their_own_lanes(context: Context, qtbot: QtBot) -> None:
    names: list[str] = []
    owner = QObject()
    context.ask(owner, lambda _desk: threading.current_thread().name).then(names.append).start()
    context.run(owner, lambda _desk: threading.current_thread().name).then(names.append).start()
    qtbot.waitUntil(lambda: len(names) == 2)
    assert sorted(names) == ["corrdesk-read", "corrdesk-write"]


def test_an_act_tells_what_it_changed(
    context: Context, desk: Desk, due: DeskLine, qtbot: QtBot
) -> None:
    kinds: list[frozenset[str]] = []
    context.changed.connect(kinds.append)
    context.act(context, lambda uow: change_person(uow, due.person_id, {"note": "x"})).start()
    qtbot.waitUntil(lambda: bool(kinds))
    assert "person" in kinds[0]


def test_work_that_opens_its_own_act_says_what_it_changes(context: Context, qtbot: QtBot) -> None:
    kinds: list[frozenset[str]] = []
    context.changed.connect(kinds.append)
    context.run(context, lambda _desk: None, changes=("notice",)).start()
    qtbot.waitUntil(lambda: bool(kinds))
    assert kinds == [frozenset({"notice"})]


def test_only_the_newest_question_of_a_slot_is_answered(context: Context, qtbot: QtBot) -> None:
    answers: list[int] = []
    block = threading.Event()
    context.ask(context, lambda _desk: block.wait(5)).start()
    for number in range(50):
        context.ask(context, partial(_number, number), slot="search").then(answers.append).start()
    block.set()
    qtbot.waitUntil(lambda: not context.is_busy)
    qtbot.wait(30)
    assert answers == [49]


def test_an_error_without_a_handler_is_said(context: Context, qtbot: QtBot) -> None:
    said: list[Message] = []
    context.said.connect(said.append)

    def fail(_desk: Desk) -> None:
        raise UserError("没有找到此人。")

    context.ask(context, fail).start()
    qtbot.waitUntil(lambda: bool(said))
    assert said[0].text == "没有找到此人。"


def test_closing_finishes_what_is_queued_and_closes_the_desk(
    context: Context, desk: Desk, due: DeskLine, folder: object, qtbot: QtBot
) -> None:
    done: list[int] = []
    context.act(context, lambda _uow: done.append(1)).start()
    context.close()
    context.close()
    assert done == [1]
    with pytest.raises((sqlite3.Error, RuntimeError, Exception)):
        desk.act(lambda uow: change_person(uow, due.person_id, {"note": "x"}))


def test_pages_find_their_way(context: Context, settled: Callable[[], None]) -> None:
    gone: list[tuple[str, object]] = []
    context.page_wanted.connect(lambda page, argument: gone.append((page, argument)))
    context.panel_wanted.connect(lambda panel, argument: gone.append((panel, argument)))
    context.go("person", "1")
    context.open_panel("check_in", "2")
    assert gone == [("person", "1"), ("check_in", "2")]


def test_closing_at_once_cancels_long_work_and_drops_questions(
    context: Context, qtbot: QtBot
) -> None:
    answers: list[object] = []
    block, begun = threading.Event(), threading.Event()

    def long_work(_desk: Desk) -> None:
        begun.set()
        for _step in range(1000):
            context.check()
            block.wait(0.01)

    context.aside(context, long_work).when_cancelled(lambda: answers.append("cancelled")).start()
    context.ask(context, lambda _desk: block.wait(0.3)).start()
    context.ask(context, lambda _desk: "late").then(answers.append).start()
    context.run(context, lambda _desk: "kept").then(answers.append).start()
    assert begun.wait(5)
    started = time.monotonic()
    context.close(at_once=True)
    assert time.monotonic() - started < 5
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert set(answers) == {"cancelled", "kept"}
