"""Runs the web side in one or several processes over TLS; the operating system keeps them alive.

A process is given the county's folder by environment variables, because each makes its own
application. Nothing secret is among them but the database's address, where it was given by hand.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import uvicorn
from fastapi import FastAPI

from corrdesk.base.clock import SystemClock
from corrdesk.base.collecting import settled
from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.base.i18n import _
from corrdesk.county.county import open_county
from corrdesk.county.folder import CountyFolder
from corrdesk.county.web.app import create_app
from corrdesk.county.web.watching import SHARED

FOLDER: Final = "CORRDESK_COUNTY_FOLDER"
DATABASE: Final = "CORRDESK_COUNTY_DATABASE"
PORT: Final = 8443
KEEP_ALIVE: Final = 75  # seconds
FACTORY: Final = "corrdesk.county.web.serving:make_app"


@dataclass(frozen=True, slots=True)
class Serving:
    """How to serve. `processes` above one need a database server."""

    host: str = "127.0.0.1"
    port: int = PORT
    processes: int = 1
    database: str = ""


def make_app() -> FastAPI:
    """The application of one server process."""
    folder = Path(os.environ[FOLDER])
    county = open_county(folder, SystemClock(), database=os.environ.get(DATABASE, ""))
    app = create_app(county)
    settled()
    return app


def serve(folder: CountyFolder, how: Serving, *, ready: Callable[[], None] = lambda: None) -> None:
    """Serves until it is told to stop. `ready` is called when nothing stands in the way any more.

    Raises UserError for what cannot be served together, EnvironmentFault for an address that
    cannot be listened at, or a database out of reach.
    """
    if how.processes > 1 and not (how.database or folder.database_url):
        raise UserError(
            _("几个服务进程要共用数据库服务器。"),
            remedy=_("请用 --database 指定 PostgreSQL，或只用一个进程。"),
            field="processes",
        )
    _require_free(how)
    # Whoever starts processes says what is wrong, once; they would be started again without end.
    open_county(folder.path, SystemClock(), database=how.database).close()
    ready()
    os.environ[FOLDER] = str(folder.path)
    if how.database:
        os.environ[DATABASE] = how.database
    with _counting_together(how.processes):
        _run(folder, how)


def _run(folder: CountyFolder, how: Serving) -> None:
    uvicorn.run(
        FACTORY,
        factory=True,
        host=how.host,
        port=how.port,
        workers=how.processes,
        ssl_certfile=folder.server_certificate,
        ssl_keyfile=str(folder.server_key),
        timeout_keep_alive=KEEP_ALIVE,
        server_header=False,
        access_log=False,  # addresses and query strings have no place in a log
        log_level="warning",
    )


@contextmanager
def _counting_together(processes: int) -> Iterator[None]:
    """Several processes keep their figures side by side, so that each can tell all of them."""
    if processes == 1:
        yield
        return
    with TemporaryDirectory(prefix="corrdesk-figures-") as place:
        os.environ[SHARED] = place
        try:
            yield
        finally:
            del os.environ[SHARED]


def _require_free(how: Serving) -> None:
    try:
        family, _kind, _protocol, _name, address = socket.getaddrinfo(
            how.host, how.port, type=socket.SOCK_STREAM
        )[0]
        socket.create_server(address, family=family).close()
    except OSError:
        raise EnvironmentFault(
            _("不能在 {host}:{port} 监听。").format(host=how.host, port=how.port),
            remedy=_("端口可能被占用，或地址不是本机的；小于 1024 的端口要有权限。"),
        ) from None
