"""The county's server, to be killed: `corrdesk county serve` as it is, with all of it loaded."""

from __future__ import annotations

from pathlib import Path

import anyio._backends._asyncio
import psycopg
import uvicorn.lifespan.on
import uvicorn.loops.asyncio
import uvicorn.loops.auto
import uvicorn.protocols.http.auto
import uvicorn.protocols.websockets.auto

import corrdesk.cli.county
import corrdesk.county.web.serving
from corrdesk.__main__ import Desktop
from corrdesk.base.workdays import load_calendar
from corrdesk.cli.main import run
from corrdesk.store.schema import is_known
from tests.faults.marks import Marks

LOADED = (
    anyio._backends._asyncio, psycopg, uvicorn.lifespan.on, corrdesk.county.web.serving,
    corrdesk.cli.county, load_calendar(), is_known(""),
)  # fmt: skip


def main(folder: str, port: str, marks: str) -> None:
    """Serves until it is killed."""
    Marks(Path(marks)).watch_transactions()
    run(["county", "serve", folder, "--port", port], Desktop())
