"""A line between an office and its county that breaks after so many bytes; and the county's server.

Used by tests of the exchange over real HTTPS. The server is the real one, in its own process.
"""

from __future__ import annotations

import ipaddress
import itertools
import os
import select
import socket
import struct
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread

from corrdesk.base.clock import FixedClock, SystemClock
from corrdesk.bootstrap import Desk

ROOT = Path(__file__).parents[2]
PIECE = 1 << 16
LOOK = 0.1  # seconds
RESET = struct.pack("ii", 1, 0)
UP, DOWN = "up", "down"


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """`corrdesk county serve` in a process of its own."""

    folder: Path
    port: int = field(default_factory=free_port)
    processes: int = 1
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it and waits until it listens."""
        command = [sys.executable, "-m", "corrdesk", "county", "serve", str(self.folder)]
        command += ["--port", str(self.port), "--processes", str(self.processes)]
        with (self.folder.parent / f"server-{self.port}.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=log, stderr=log,
                env={**os.environ, "PYTHONUTF8": "1"},
            )  # fmt: skip
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError("the server does not listen")

    def stop(self) -> None:
        """As an operator stops it, with all its processes."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait()

    def kill(self) -> None:
        """SIGKILL, without a warning."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


def stand_now(desk: Desk) -> None:
    """The desk's clock shows what the server's does, which is nobody's to set."""
    clock = desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(SystemClock().now() - clock.now())


class Line:
    """A proxy for TCP that carries bytes unread, and breaks once so many went in one direction.

    What was forwarded until then arrives; then the sender's end is reset and the receiver's ends.
    Until it is `mended` nobody gets through.
    """

    def __init__(self, port: int) -> None:
        self._to = port
        self._lock = Lock()
        self._limits: dict[str, int] = {}
        self.counts = {UP: 0, DOWN: 0}
        self._broken = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._closed = False
        self._callers = itertools.count(1)
        self._carriers: list[Thread] = []
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()

    def mend(self) -> None:
        """Everything passes, and counting begins at nothing."""
        with self._lock:
            self._limits, self._broken = {}, False
            self.counts = {UP: 0, DOWN: 0}

    def cut_after(self, direction: str, count: int) -> None:
        """Breaks when this many bytes went there."""
        self.mend()
        with self._lock:
            self._limits = {direction: count}

    @property
    def was_cut(self) -> bool:
        """Whether it broke."""
        return self._broken

    def close(self) -> None:
        """Lets go of everybody and listens no more."""
        self._closed = True
        self._thread.join()
        for each in self._carriers:
            each.join()

    def _listen(self) -> None:
        self._listener.settimeout(LOOK)
        with self._listener:
            while not self._closed:
                with suppress(TimeoutError):
                    near, _address = self._listener.accept()
                    if self._broken:
                        _reset(near)
                        continue
                    near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    carrier = Thread(target=self._carry, args=(near,), daemon=True)
                    self._carriers = [each for each in self._carriers if each.is_alive()]
                    self._carriers.append(carrier)
                    carrier.start()

    def _carry(self, near: socket.socket) -> None:
        with near, suppress(OSError), self._dial() as far:
            ways = {near: (far, UP), far: (near, DOWN)}
            while ways and not self._closed and not self._broken:
                for source in select.select(list(ways), [], [], LOOK)[0]:
                    sink, direction = ways[source]
                    piece = source.recv(PIECE)
                    if not piece:
                        sink.shutdown(socket.SHUT_WR)
                        del ways[source]
                        continue
                    allowed, cut = self._allowed(direction, piece)
                    sink.sendall(allowed)
                    if cut:
                        sink.shutdown(socket.SHUT_WR)
                        _reset(source)
                        return

    def _dial(self) -> socket.socket:
        """Calls the server from another address each time: it bounds how often one may ask."""
        caller = ipaddress.IPv4Address("127.1.0.0") + next(self._callers)
        source = (str(caller), 0) if sys.platform == "linux" else None
        far = socket.create_connection(("127.0.0.1", self._to), source_address=source)
        far.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return far

    def _allowed(self, direction: str, piece: bytes) -> tuple[bytes, bool]:
        """What of a piece may pass, and whether the line breaks behind it."""
        with self._lock:
            if self._broken:
                return b"", True
            limit = self._limits.get(direction)
            if limit is None:
                self.counts[direction] += len(piece)
                return piece, False
            passing = piece[: limit - self.counts[direction]]
            self.counts[direction] += len(passing)
            self._broken = self.counts[direction] >= limit
            return passing, self._broken


def _reset(end: socket.socket) -> None:
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        end.close()
