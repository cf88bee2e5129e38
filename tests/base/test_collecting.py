"""The search for cycles is put off, and comes back whatever happens."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from corrdesk.base.collecting import is_put_off, put_off, settled


@pytest.fixture(autouse=True)
def _on() -> None:
    gc.enable()


def test_it_rests_inside_and_goes_on_after() -> None:
    with put_off():
        assert not gc.isenabled()
        with put_off():
            pass
        assert not gc.isenabled()
        assert is_put_off()
    assert gc.isenabled()
    assert not is_put_off()


def test_it_goes_on_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), put_off():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_whoever_had_it_off_keeps_it_off() -> None:
    gc.disable()
    with put_off():
        pass
    assert not gc.isenabled()
    gc.enable()


def test_the_last_thread_turns_it_on() -> None:
    meeting = Barrier(4, timeout=10)

    def work(_number: int) -> bool:
        with put_off():
            meeting.wait()
            resting = not gc.isenabled()
            meeting.wait()
        return resting

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(4)))
    assert gc.isenabled()


def test_what_a_program_consists_of_is_looked_at_no_more() -> None:
    here: list[object] = [[]]
    assert gc.is_tracked(here)
    try:
        settled()
        assert gc.get_freeze_count() > 10_000
        assert not any(each is here for each in gc.get_objects())
    finally:
        gc.unfreeze()
    assert any(each is here for each in gc.get_objects())
