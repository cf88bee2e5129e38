"""Python's search for reference cycles, put off while thousands of small objects are made.

Each search walks over everything that is alive; among records on their way it finds nothing, since
they hold no cycles, and takes a third of the time. What a program itself consists of is left out.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_depth = 0
_was_on = False


@contextmanager
def put_off() -> Iterator[None]:
    """No search until the block ends; blocks of several threads count together."""
    global _depth, _was_on  # noqa: PLW0603 - one collector for the process
    with _lock:
        if _depth == 0:
            _was_on = gc.isenabled()
            gc.disable()
        _depth += 1
    try:
        yield
    finally:
        with _lock:
            _depth -= 1
            if _depth == 0 and _was_on:
                gc.enable()


def settled() -> None:
    """Everything that is alive now stays so: no search looks at it again. To be said once started.

    A server's modules and tables are some half a million objects.
    """
    gc.collect()
    gc.freeze()


def is_put_off() -> bool:
    """Whether a block of any thread puts it off just now."""
    with _lock:
        return _depth > 0
