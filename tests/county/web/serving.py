"""A county's real server on a port of its own, over TLS, in a thread: for tests over the wire."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from corrdesk.county.county import County
from corrdesk.county.folder import CountyFolder
from corrdesk.county.web.app import create_app

LONGEST_START = 30.0  # seconds


@contextmanager
def served(county: County) -> Iterator[str]:
    """The county's address while it is served."""
    with served_by(create_app(county), county.folder) as address:
        yield address


@contextmanager
def served_by(app: ASGIApp, folder: CountyFolder) -> Iterator[str]:
    """The address of an application while it is served with a county's certificate."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="critical", access_log=False,
        ssl_certfile=folder.server_certificate, ssl_keyfile=str(folder.server_key), ws="none",
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + LONGEST_START
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    try:
        yield f"https://localhost:{port}"
    finally:
        server.should_exit = True
        thread.join(LONGEST_START)
