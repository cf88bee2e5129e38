"""The floor's server: takes compressed JSON, upserts it, commits, answers; hands pages back.

No signature, no journal, no conflict check: what has to be done at the very least. Run as
`python -m tests.bench.exchange.floor_server PORT STORE`; STORE is a PostgreSQL URL or a file.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import psycopg
import uvicorn
import zstandard
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.bench.exchange.records import COLUMNS, Record, as_json, plain_file, upsert

PAGE = 1000
NAMES = ", ".join(COLUMNS)
DATES = {"joined_on", "secrecy_on", "insured_until", "left_on"}


class Table(Protocol):
    """Where the server keeps the records; `rev` rises with every change."""

    def put(self, piece: list[Record]) -> None:
        """Upserts and commits."""
        ...

    def page(self, after: int) -> list[tuple[Any, ...]]:
        """Rows changed after a revision, each with its own first."""
        ...


class Postgres:
    """By COPY into a temporary table and one upsert."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url)
        types = ", ".join(f"{c} {'date' if c in DATES else 'text'}" for c in COLUMNS)
        self._connection.execute(
            f"CREATE TABLE IF NOT EXISTS floor ({types}, rev bigserial, PRIMARY KEY (id))"
        )
        self._connection.execute("CREATE INDEX IF NOT EXISTS floor_rev ON floor (rev)")
        self._connection.execute(f"CREATE TEMP TABLE coming ({types}) ON COMMIT DELETE ROWS")
        self._connection.commit()

    def put(self, piece: list[Record]) -> None:
        news = ", ".join(f"{name}=excluded.{name}" for name in COLUMNS[1:])
        with self._connection.cursor() as cursor:
            with cursor.copy(f"COPY coming ({NAMES}) FROM STDIN") as copy:
                for record in piece:
                    copy.write_row([record[name] for name in COLUMNS])
            cursor.execute(
                f"INSERT INTO floor ({NAMES}) SELECT {NAMES} FROM coming "
                f"ON CONFLICT (id) DO UPDATE SET {news}, rev=nextval('floor_rev_seq')"
            )
        self._connection.commit()

    def page(self, after: int) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(
                f"SELECT rev, {NAMES} FROM floor WHERE rev > %s ORDER BY rev LIMIT {PAGE}", (after,)
            )
            found = [
                (*row[:6], *(day.isoformat() if day else None for day in row[6:])) for row in cursor
            ]
        self._connection.commit()
        return found


class Lite:
    """By one statement for each record, write-ahead log, synchronous=FULL."""

    def __init__(self, path: Path) -> None:
        self._connection: sqlite3.Connection = plain_file(path)
        self._connection.execute("ALTER TABLE volunteer ADD COLUMN rev INTEGER")
        self._connection.execute("CREATE INDEX rev ON volunteer (rev)")
        self._rev = 0

    def put(self, piece: list[Record]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        rows = [record | {"rev": self._rev + n} for n, record in enumerate(piece, 1)]
        self._connection.executemany(upsert("rev"), rows)
        self._rev += len(piece)
        self._connection.execute("COMMIT")

    def page(self, after: int) -> list[tuple[Any, ...]]:
        return self._connection.execute(
            f"SELECT rev, {NAMES} FROM volunteer WHERE rev > ? ORDER BY rev LIMIT {PAGE}", (after,)
        ).fetchall()


def application(table: Table) -> Starlette:
    """POST /push takes a list of records; GET /pull?after=N answers [last, records]."""
    packer, unpacker = zstandard.ZstdCompressor(3), zstandard.ZstdDecompressor()

    def stored(body: bytes) -> None:
        table.put(json.loads(unpacker.decompress(body)))

    def found(after: int) -> bytes:
        rows = table.page(after)
        last = rows[-1][0] if rows else after
        return packer.compress(as_json([last, _as_records(rows)]))

    async def push(request: Request) -> Response:
        await run_in_threadpool(stored, await request.body())
        return Response(b"")

    async def pull(request: Request) -> Response:
        return Response(await run_in_threadpool(found, int(request.query_params["after"])))

    return Starlette(routes=[
        Route("/push", push, methods=["POST"]), Route("/pull", pull, methods=["GET"]),
    ])  # fmt: skip


def _as_records(rows: Iterable[tuple[Any, ...]]) -> list[Record]:
    return [dict(zip(COLUMNS, row[1:], strict=True)) for row in rows]


def main(port: int, store: str) -> None:
    """Serves until it is told to stop."""
    table: Table = Postgres(store) if store.startswith("postgresql") else Lite(Path(store))
    uvicorn.run(application(table), port=port, log_level="error", access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
