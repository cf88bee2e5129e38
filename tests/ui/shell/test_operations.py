"""Work runs on its lane, in order; results come back on the UI thread or not at all."""

import threading

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from corrdesk.ui.shell.operations import Cancelled, Courier, Lane, Operation, Task


@pytest.fixture
def lane() -> Lane:
    return Lane("test-lane")


def test_work_runs_elsewhere_and_its_result_comes_back(
    app: QApplication, qtbot: QtBot, lane: Lane
) -> None:
    parent = QObject()
    seen: list[tuple[str, str]] = []
    Operation(parent, lambda: threading.current_thread().name, lane, Courier(parent)).then(
        lambda name: seen.append((name, threading.current_thread().name))
    ).start()
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [("test-lane", threading.main_thread().name)]
    lane.stop()


def test_writes_never_overlap(app: QApplication, qtbot: QtBot, lane: Lane) -> None:
    parent = QObject()
    inside: list[int] = []
    most: list[int] = []
    done: list[int] = []

    def work() -> int:
        inside.append(1)
        most.append(len(inside))
        threading.Event().wait(0.002)
        inside.pop()
        return 1

    courier = Courier(parent)
    for _number in range(20):
        Operation(parent, work, lane, courier).then(done.append).start()
    qtbot.waitUntil(lambda: len(done) == 20)
    assert max(most) == 1
    lane.stop()


def test_an_error_reaches_its_handler(app: QApplication, qtbot: QtBot, lane: Lane) -> None:
    parent = QObject()
    errors: list[Exception] = []

    def work() -> None:
        raise ValueError("no")

    Operation(parent, work, lane, Courier(parent)).or_else(errors.append).start()
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], ValueError)
    lane.stop()


def test_a_result_for_a_widget_that_is_gone_is_dropped(
    app: QApplication, qtbot: QtBot, lane: Lane
) -> None:
    keeper, parent = QObject(), QObject()
    go = threading.Event()
    seen: list[bool] = []
    Operation(parent, lambda: go.wait(5), lane, Courier(keeper)).then(seen.append).start()
    parent.deleteLater()
    qtbot.wait(20)
    go.set()
    lane.stop()
    qtbot.wait(20)
    assert seen == []


def test_work_that_nobody_wants_any_more_is_not_done(
    app: QApplication, qtbot: QtBot, lane: Lane
) -> None:
    parent = QObject()
    done: list[str] = []
    operation = Operation(parent, lambda: done.append("worked"), lane, Courier(parent))
    operation.while_wanted(lambda: False).start()
    lane.stop()
    qtbot.wait(20)
    assert done == []


def test_cancelling_stops_at_the_next_report_and_is_no_error(
    app: QApplication, qtbot: QtBot, lane: Lane
) -> None:
    parent = QObject()
    task = Task(parent)
    heard: list[str] = []
    started = threading.Event()

    def work() -> None:
        for number in range(10_000):
            task.report(number, 10_000)
            started.set()
            threading.Event().wait(0.001)

    Operation(parent, work, lane, Courier(parent)).or_else(
        lambda _error: heard.append("error")
    ).when_cancelled(lambda: heard.append("cancelled")).start()
    started.wait(5)
    task.cancel()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["cancelled"]
    lane.stop()


def test_a_cancelled_task_says_so_to_its_work(app: QApplication) -> None:
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        task.report(1, 2)


def test_progress_is_told_on_the_way_and_at_the_end(app: QApplication, qtbot: QtBot) -> None:
    task = Task()
    told: list[tuple[int, int]] = []
    task.progressed.connect(lambda done, total: told.append((done, total)))
    for number in range(1, 1001):
        task.report(number, 1000)
    assert told[-1] == (1000, 1000)
    assert len(told) < 100


def test_a_lane_knows_whether_it_works(app: QApplication, lane: Lane) -> None:
    go = threading.Event()
    lane.submit(lambda: go.wait(5))
    assert lane.is_busy
    go.set()
    lane.stop()
