"""Bears processes that are to be killed: what they need is loaded once, and each is forked here.

`python -m tests.faults.nursery MODULE ARGUMENTS…` loads MODULE and obeys its standard input:
"start" forks a process that runs `MODULE.main(ARGUMENTS…)` and says "born PID", "bury" says "dead"
when that process, which somebody has killed, is gone; one that ends by itself says "fault WHY".
Nothing but modules is there before a fork: no database, no thread, no socket. What the process says
comes out at the nursery's own standard output.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from queue import Empty, Queue

import pytest
from sqlalchemy.orm import configure_mappers

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds


class Nursery:
    """The nursery of one party, as the test sees it."""

    def __init__(self, module: str, arguments: list[str], log: Path) -> None:
        """`log`: takes what its processes write to standard error."""
        self._said: Queue[str] = Queue()
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.nursery", module, *arguments],
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
                text=True, env={**os.environ, "PYTHONUTF8": "1"},
            )  # fmt: skip
        threading.Thread(target=self._listen, daemon=True).start()

    def start(self) -> None:
        """Bears a process; it may not have done anything yet."""
        self._order("start")
        word, self._child = self.hear().split()
        assert word == "born"

    def kill(self) -> None:
        """Ends the process in the middle of whatever it does, and is back at once."""
        os.kill(int(self._child), signal.SIGKILL)

    def bury(self) -> list[str]:
        """Waits until the killed process is gone; returns the last it said."""
        self._order("bury")
        last = []
        while (line := self.hear()) != "dead":
            last.append(line)
        return last

    def close(self) -> None:
        """Lets it go, with its process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def hear(self) -> str:
        """The next that was said. Fails where nobody says anything any more."""
        try:
            return self._said.get(timeout=PATIENCE)
        except Empty:
            pytest.fail("it says nothing any more")

    def heard(self) -> Iterator[str]:
        """What was said until now."""
        while not self._said.empty():
            yield self._said.get()

    def _order(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout:
            for line in self._process.stdout:
                self._said.put(line.strip())


def until(holds: Callable[[], bool], what: str, look: float = 0.002) -> None:
    """Waits for something that comes soon, or fails; looks again after so many seconds."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            pytest.fail(f"waited in vain: {what}")
        time.sleep(look)


def say(*words: object) -> None:
    """Says one line at once and whole, so that no kill leaves half of it."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def _bear(main: Callable[..., None], arguments: list[str]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        with Path(os.devnull).open("rb") as nothing:
            os.dup2(nothing.fileno(), 0)  # orders are the nursery's
        say("born", os.getpid())
        main(*arguments)
    except BaseException as fault:  # noqa: BLE001 - whatever it is, no child turns into a nursery
        say("fault", type(fault).__name__, *str(fault).split())
    finally:
        os._exit(1)


def main(module: str, *arguments: str) -> None:
    """Obeys until nobody gives orders any more."""
    work: Callable[..., None] = import_module(module).main
    configure_mappers()
    gc.collect()
    gc.freeze()  # no child's search for garbage writes into what all of them share
    child = 0
    for line in sys.stdin:
        if line == "start\n":
            assert threading.active_count() == 1
            child = _bear(work, list(arguments))
        else:
            os.waitpid(child, 0)
            child = 0
            say("dead")
    if child:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
