"""The floor F: an unencrypted file, compressed JSON over HTTP, an upsert at the server.

And below it the bare COPY of the same records, by which one sees the machine.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import httpx
import psycopg
import zstandard

from tests.bench.exchange.cost import Cost, measured
from tests.bench.exchange.records import (
    COLUMNS,
    Record,
    as_json,
    changed,
    plain_file,
    records,
    upsert,
)

PAGE = 1000
NAMES = ", ".join(COLUMNS)


class Floor:
    """A server process and two clients."""

    def __init__(self, folder: Path, port: int, store: str, servers: list[int]) -> None:
        """`store`: URL of an empty database, or a file."""
        self._base = f"http://127.0.0.1:{port}"
        words = ["-m", "tests.bench.exchange.floor_server", str(port), store]
        self._process = subprocess.Popen([sys.executable, *words])
        self._servers = [self._process.pid, *servers]
        self._first = plain_file(folder / "floor-first.db")
        self._second = plain_file(folder / "floor-second.db")
        self._after = 0
        self._client = httpx.Client(base_url=self._base, trust_env=False, timeout=60)
        for _try in range(100):
            try:
                self._client.get("/pull", params={"after": 0})
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError

    def stop(self) -> None:
        """Ends the server."""
        self._client.close()
        self._process.terminate()
        self._process.wait()

    def fill(self, count: int) -> None:
        """The records at the first client."""
        _store(self._first, records(count))

    def change(self, count: int, of: int, turn: int) -> list[str]:
        """Another phone number in some of the records; returns which."""
        new = [record for _number, record in changed(count, of, turn)]
        _store(self._first, iter(new))
        return [record["id"] for record in new]

    def push(self, ids: list[str] | None = None) -> Cost:
        """All records of the first client to the server, or these."""
        packer = zstandard.ZstdCompressor(3)
        with measured(*self._servers) as cost:
            if ids is None:
                rows = self._first.execute(f"SELECT {NAMES} FROM volunteer ORDER BY id")
            else:
                marks = ",".join("?" * len(ids))
                rows = self._first.execute(
                    f"SELECT {NAMES} FROM volunteer WHERE id IN ({marks})", ids
                )
            while piece := rows.fetchmany(PAGE):
                body = as_json([dict(zip(COLUMNS, row, strict=True)) for row in piece])
                self._client.post("/push", content=packer.compress(body)).raise_for_status()
                cost.requests += 1
        return cost

    def pull(self) -> Cost:
        """What the second client lacks."""
        unpacker = zstandard.ZstdDecompressor()
        with measured(*self._servers) as cost:
            while True:
                answer = self._client.get("/pull", params={"after": self._after})
                self._after, found = json.loads(unpacker.decompress(answer.content))
                cost.requests += 1
                if not found:
                    break
                _store(self._second, iter(found))
                if len(found) < PAGE:
                    break
        return cost

    def held(self) -> tuple[int, int]:
        """Records at the second client, and how many of them were changed."""
        found = self._second.execute("SELECT count(*), sum(phone LIKE '138%') FROM volunteer")
        count, new = found.fetchone()
        return int(count), int(new or 0)


def _store(connection: sqlite3.Connection, all_of: Iterator[Record]) -> None:
    while piece := list(islice(all_of, PAGE)):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(upsert(), piece)
        connection.execute("COMMIT")


def bare_copy(url: str, server: int, count: int) -> Cost:
    """The records by COPY into an empty table, in one transaction."""
    all_of = [tuple(record.values()) for record in records(count)]
    with psycopg.connect(url) as connection:
        connection.execute(
            "CREATE TABLE bare (id text PRIMARY KEY, name text, phone text, partner_id text, "
            "skills text, joined_on date, secrecy_on date, insured_until date, left_on date)"
        )
        connection.commit()
        with measured(server) as cost:
            with connection.cursor().copy("COPY bare FROM STDIN") as copy:
                for row in all_of:
                    copy.write_row(row)
            connection.commit()
    return cost
