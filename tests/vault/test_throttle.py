"""Five wrong passphrases, then a wait that neither a restart nor the clock shortens."""

import os
import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corrdesk.base.clock import FixedClock
from corrdesk.vault.errors import WaitRequired
from corrdesk.vault.throttle import FREE_ATTEMPTS, NAME, Throttle

OFFICER = "0c" * 16
START = date(2026, 6, 10)


class Machine:
    """A wall clock that can be set, and a running time that only runs."""

    def __init__(self, folder: Path, clock: FixedClock) -> None:
        self.folder = folder
        self.clock = clock
        self.running = 1000.0

    def throttle(self) -> Throttle:
        """A fresh object, as after a restart of the program."""
        return Throttle(self.folder, self.clock, lambda: self.running)

    def live(self, seconds: float) -> None:
        """Let real time pass."""
        self.clock.advance(timedelta(seconds=seconds))
        self.running += seconds

    def fail(self, times: int = 1) -> None:
        for _attempt in range(times):
            self.throttle().before_attempt(OFFICER)

    def left(self) -> float:
        return self.throttle().seconds_left(OFFICER)


@pytest.fixture
def machine(tmp_path: Path, fixed_clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Machine:
    # These tests write thousands of times; that writes are durable is shown in test_files.
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    return Machine(tmp_path, fixed_clock)


def test_five_attempts_are_free_and_the_sixth_waits(machine: Machine) -> None:
    machine.fail(FREE_ATTEMPTS - 1)
    assert machine.left() == 0
    machine.fail()
    assert machine.left() == 900
    with pytest.raises(WaitRequired) as caught:
        machine.fail()
    assert caught.value.seconds == 900
    assert "15 分钟" in str(caught.value)
    assert caught.value.exit_code == 2


def test_the_wait_grows_to_an_hour(machine: Machine) -> None:
    machine.fail(FREE_ATTEMPTS)
    waits = []
    for _round in range(4):
        waits.append(machine.left())
        machine.live(machine.left())
        machine.fail()
    assert waits == [900, 1800, 3600, 3600]


def test_success_forgets_and_other_officers_are_not_held_up(machine: Machine) -> None:
    machine.fail(FREE_ATTEMPTS)
    machine.throttle().before_attempt("another")
    machine.throttle().succeeded("another")
    assert machine.left() == 900
    machine.throttle().succeeded(OFFICER)
    assert machine.left() == 0
    machine.fail(FREE_ATTEMPTS - 1)
    assert machine.left() == 0


@pytest.mark.parametrize("days", [-4000, -1, 1, 4000])
def test_setting_the_clock_does_not_shorten_the_wait(machine: Machine, days: int) -> None:
    machine.fail(FREE_ATTEMPTS)
    machine.live(300)
    assert machine.left() == 600
    machine.clock.advance(timedelta(days=days))
    assert machine.left() >= 600
    with pytest.raises(WaitRequired):
        machine.fail()
    machine.clock.advance(timedelta(days=-days))
    assert machine.left() >= 600


def test_a_clock_once_set_back_does_not_lock_out_for_ever(machine: Machine) -> None:
    machine.fail(FREE_ATTEMPTS)
    machine.clock.advance(timedelta(days=-4000))
    with pytest.raises(WaitRequired):
        machine.fail()
    machine.live(900)
    assert machine.left() == 0


def test_after_a_reboot_the_time_since_then_counts(machine: Machine) -> None:
    machine.fail(FREE_ATTEMPTS)
    machine.clock.advance(timedelta(hours=8))
    machine.running = 60.0
    assert machine.left() == 840
    machine.live(840)
    assert machine.left() == 0


def test_another_machine_that_has_run_for_long_does_not_end_the_wait(machine: Machine) -> None:
    machine.fail(FREE_ATTEMPTS)
    machine.clock.advance(timedelta(seconds=60))
    machine.running = 10.0**7
    assert machine.left() == 840


def test_no_walk_of_the_clock_gains_more_than_the_time_lived(machine: Machine) -> None:
    rng = random.Random(30)
    for _walk in range(50):
        machine.throttle().succeeded(OFFICER)
        machine.fail(FREE_ATTEMPTS)
        lived = 0.0
        for _step in range(20):
            machine.clock.advance(timedelta(seconds=rng.randint(-(10**6), 10**6)))
            passed = rng.random() * 60
            machine.live(passed)
            lived += passed
            before = machine.left()
            assert before >= min(900 - lived, 900) - 1e-6
            if before > 0:
                with pytest.raises(WaitRequired):
                    machine.fail()


def test_ten_thousand_calls_are_five_attempts_in_a_quarter_of_an_hour(machine: Machine) -> None:
    evaluated = 0
    for call in range(10_000):
        if call % 50 == 0:
            machine.clock.advance(timedelta(days=7 if call % 100 else -7))
        machine.running += 0.08
        try:
            machine.fail()
            evaluated += 1
        except WaitRequired:
            continue
    assert evaluated == FREE_ATTEMPTS


@pytest.mark.parametrize(
    "junk", [b"", b"{}x", b"[]", b'{"0c": 1}', b'{"a": {"failures": -1}}', b"\xff"]
)
def test_a_damaged_file_makes_whoever_comes_wait_once(machine: Machine, junk: bytes) -> None:
    (machine.folder / NAME).write_bytes(junk)
    with pytest.raises(WaitRequired):
        machine.fail()
    machine.live(900)
    machine.fail()
    machine.throttle().succeeded(OFFICER)
    machine.fail(FREE_ATTEMPTS - 1)


def test_a_wait_longer_than_any_is_not_believed(machine: Machine) -> None:
    machine.fail()
    path = machine.folder / NAME
    path.write_text(path.read_text().replace('"remaining": 0.0', '"remaining": 1e12'))
    assert machine.left() == 900


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("live"), st.floats(0, 1200)),
        st.tuples(st.just("set the clock"), st.integers(-(10**8), 10**8)),
        st.tuples(st.just("restart"), st.floats(0, 600)),
        st.tuples(st.just("try"), st.just(0)),
    ),
    max_size=40,
)


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60
)
@given(STEPS)
def test_no_restart_and_no_clock_gives_a_guess_before_its_time(
    machine: Machine, steps: list[tuple[str, float]]
) -> None:
    """Real time is kept beside: whatever is done to clock and machine, waits last that long.

    After the fifth wrong guess each further one costs 900, 1800, then 3600 seconds of real time.
    """
    machine.clock = FixedClock(START)
    machine.running = 1000.0
    machine.throttle().succeeded(OFFICER)
    real, allowed_at, failures = 0.0, 0.0, 0
    for what, much in steps:
        if what == "live":
            machine.live(much)
            real += much
        elif what == "set the clock":
            machine.clock.advance(timedelta(seconds=much))
        elif what == "restart":  # the machine's running time begins anew
            machine.clock.advance(timedelta(seconds=much))
            machine.running = much
            real += much
        else:
            try:
                machine.fail()
            except WaitRequired:
                continue
            assert real >= allowed_at - 1e-6
            failures += 1
            waits = {5: 900, 6: 1800}
            allowed_at = real + (0 if failures < 5 else waits.get(failures, 3600))
