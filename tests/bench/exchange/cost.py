"""What a piece of work costs: CPU seconds of all who took part, wall seconds, bytes on loopback."""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
NEW_NETWORK = 0x40000000  # CLONE_NEWNET
SIOCSIFFLAGS = 0x8914
UP_AND_RUNNING = 0x1 | 0x40


@dataclass(slots=True)
class Cost:
    """CPU and wall in seconds, bytes over loopback with the headers of the network."""

    cpu: float = 0.0
    wall: float = 0.0
    sent: int = 0
    requests: int = 0


def own_network() -> bool:
    """Moves this process and its children to come into a network of their own.

    There the counter of the loopback counts nothing but the work. False where that is forbidden;
    the counter then counts everybody's traffic.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(NEW_NETWORK) != 0:
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as lever:
        fcntl.ioctl(lever, SIOCSIFFLAGS, struct.pack("16sh", b"lo", UP_AND_RUNNING))
    return True


def _loopback() -> int:
    for line in Path("/proc/net/dev").read_text("ascii").splitlines():
        name, _colon, figures = line.partition(":")
        if name.strip() == "lo":
            return int(figures.split()[0])
    return 0


def _family(root: int) -> set[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (stat := _stat(int(folder.name))):
            children.setdefault(int(stat[1]), []).append(int(folder.name))
    found, waiting = set(), [root]
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting += children.get(pid, ())
    return found


def _stat(pid: int) -> list[str]:
    """The fields of a process after its name: state, parent, … (see proc(5))."""
    try:
        raw = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
    except OSError:
        return []
    return raw.rpartition(")")[2].split()


def cpu_of(roots: list[int]) -> float:
    """CPU seconds of these processes, their descendants, and the ended ones they waited for."""
    ticks = 0
    for pid in set().union(*(_family(root) for root in roots)) if roots else set():
        if stat := _stat(pid):
            ticks += sum(int(figure) for figure in stat[11:15])
    return ticks / TICKS


def postmaster(data: Path) -> int:
    """The first process of a PostgreSQL server, by its data folder."""
    return int((data / "postmaster.pid").read_text("ascii").splitlines()[0])


@contextmanager
def measured(*roots: int) -> Iterator[Cost]:
    """Fills in what the block costs: this process's threads and these others with their children.

    This process itself is counted without its children, which are named if they take part.
    """
    cost = Cost()
    others, mine, sent = cpu_of(list(roots)), time.process_time(), _loopback()
    started = time.perf_counter()
    yield cost
    cost.wall = time.perf_counter() - started
    cost.cpu = time.process_time() - mine + cpu_of(list(roots)) - others
    cost.sent = _loopback() - sent
