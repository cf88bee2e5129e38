"""How the server is run: its own application in each process, several only on a database server."""

from __future__ import annotations

import gc
import os
import socket
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient

from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.county.errors import DatabaseOutOfReach
from corrdesk.county.web import serving
from corrdesk.county.web.serving import DATABASE, FOLDER, Serving, make_app, serve
from corrdesk.county.web.watching import SHARED
from tests.county.conftest import Bureau


def test_a_process_finds_its_county(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, str(bureau.county.folder.path))
    try:
        with TestClient(make_app(), base_url="https://testserver") as browser:
            assert bureau.county.name in browser.get("/login").text
            assert gc.get_freeze_count()  # nothing of the program is searched for garbage
    finally:
        gc.unfreeze()


def test_tls_and_silence_are_not_optional(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}
    monkeypatch.setattr(
        uvicorn, "run", lambda _app, **words: asked.update(words, shared=os.environ.get(SHARED))
    )
    monkeypatch.setenv(FOLDER, "")
    monkeypatch.setenv(DATABASE, "")
    monkeypatch.setattr(serving, "open_county", lambda *_place, **_words: bureau.county)
    serve(bureau.county.folder, Serving(port=0, processes=3, database="postgresql://x"))
    assert asked["ssl_certfile"] == bureau.county.folder.server_certificate
    assert (asked["access_log"], asked["workers"]) == (False, 3)
    assert asked["shared"]  # where they count together, which is gone again
    assert not os.environ.get(SHARED)
    with pytest.raises(UserError, match="共用"):
        serve(bureau.county.folder, Serving(processes=2))


def test_what_keeps_it_from_serving_is_said_before_processes_are_started(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(uvicorn, "run", lambda *_app, **_words: pytest.fail("it was started"))
    nowhere = f"postgresql+psycopg://nobody@/none?host={tmp_path}"
    with pytest.raises(DatabaseOutOfReach):
        serve(bureau.county.folder, Serving(port=0, processes=2, database=nowhere))
    with (
        socket.create_server(("127.0.0.1", 0)) as busy,
        pytest.raises(EnvironmentFault, match="监听"),
    ):
        serve(bureau.county.folder, Serving(port=busy.getsockname()[1]))
    with pytest.raises(EnvironmentFault, match="监听"):
        serve(bureau.county.folder, Serving(host="192.0.2.1"))
