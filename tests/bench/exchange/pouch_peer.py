"""PouchDB at the same work: two clients on leveldb and express-pouchdb, in batches of 1,000.

Needs node, and the packages of `pouch/package-lock.json` in a folder with copies of its scripts.
"""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx

from tests.bench.exchange.cost import Cost, measured
from tests.bench.exchange.records import TURNS, Record, as_json, changed, records


class Client:
    """A node process with one database, which does what it is told line by line."""

    def __init__(self, scripts: Path, folder: Path, port: int) -> None:
        folder.mkdir()
        self.process = subprocess.Popen(
            ["node", "client.js", str(folder), str(port)],
            cwd=scripts, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def tell(self, line: str) -> Any:
        """Sends a command and waits for its answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self) -> None:
        """Ends the process."""
        self.process.terminate()
        self.process.wait()


def run(scripts: Path, folder: Path, port: int, count: int, new: int) -> dict[str, list[Cost]]:
    """All of it, once: costs by name."""
    (folder / "server").mkdir()
    server = subprocess.Popen(
        ["node", "server.js", str(folder), str(port)], cwd=scripts, stdout=subprocess.DEVNULL
    )
    first, second = (Client(scripts, folder / name, port) for name in ("first", "second"))
    try:
        _wait(port)
        first.tell(f"fill {_file(folder / 'all.json', list(records(count)))}")
        found = {"push": [_told(first, "push", server, count)]}
        found["pull"] = [_told(second, "pull", server, count)]
        for turn in range(TURNS):
            some = [record for _number, record in changed(new, count, turn)]
            first.tell(f"fill {_file(folder / 'new.json', some)}")
            found.setdefault("push_new", []).append(_told(first, "push", server, new))
            found.setdefault("pull_new", []).append(_told(second, "pull", server, new))
        if second.tell("held") != [count, new]:
            message = "PouchDB does not hold what it was given"
            raise ValueError(message)
    finally:
        for each in (first, second):
            each.stop()
        server.terminate()
        server.wait()
    return found


def _told(client: Client, word: str, server: subprocess.Popen[bytes], expected: int) -> Cost:
    with measured(server.pid, client.process.pid) as cost:
        done = client.tell(word)
    if done != expected:
        message = f"PouchDB: {word} moved {done} of {expected}"
        raise ValueError(message)
    return cost


def _file(path: Path, all_of: list[Record]) -> Path:
    """One document a line, under the name that PouchDB gives to ids."""
    lines = []
    for record in all_of:
        document = {"_id" if name == "id" else name: value for name, value in record.items()}
        lines.append(as_json(document))
    path.write_bytes(b"\n".join(lines))
    return path


def _wait(port: int) -> None:
    for _try in range(100):
        try:
            httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError
