"""Cycles are looked for on the UI thread and nowhere else."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from corrdesk.base.collecting import put_off
from corrdesk.ui.shell.collecting import Collector, due


class Cycle:
    """Refers to itself, and notes in which thread it was taken apart."""

    ended: list[str] = []

    def __init__(self) -> None:
        self.myself = self

    def __del__(self) -> None:
        self.ended.append(threading.current_thread().name)


@pytest.fixture
def collector(app: QApplication) -> Iterator[Collector]:
    Cycle.ended.clear()
    made = Collector(app)
    yield made
    made.stop()


def _litter(count: int) -> None:
    for _number in range(count):
        Cycle()


def test_what_a_worker_leaves_is_found_on_the_ui_thread(collector: Collector, qtbot: QtBot) -> None:
    worker = threading.Thread(target=_litter, args=(50_000,), name="worker")
    worker.start()
    worker.join()
    assert Cycle.ended == []
    qtbot.waitUntil(lambda: len(Cycle.ended) == 50_000, timeout=10_000)
    assert set(Cycle.ended) == {threading.main_thread().name}


def test_nothing_is_searched_while_it_is_put_off(collector: Collector) -> None:
    gc.collect()
    with put_off():
        _litter(5_000)
        collector.look()
        assert Cycle.ended == []
    collector.look()
    assert len(Cycle.ended) == 5_000


@pytest.mark.parametrize("was_on", [True, False])
def test_afterwards_it_is_as_it_was_before(app: QApplication, was_on: bool) -> None:
    (gc.enable if was_on else gc.disable)()
    made = Collector(app)
    assert not gc.isenabled()
    made.stop()
    assert gc.isenabled() is was_on
    assert gc.get_freeze_count() == 0
    gc.disable()


@pytest.mark.parametrize(
    ("counts", "age"),
    [
        ((0, 0, 0), None),
        ((700, 10, 10), None),
        ((701, 0, 0), 0),
        ((5, 11, 0), 1),
        ((701, 11, 11), 2),
    ],
)
def test_which_search_is_due(counts: tuple[int, int, int], age: int | None) -> None:
    assert due(counts, (700, 10, 10)) == age
