"""How the server is run: its own application in each process, several only on a database server."""

from __future__ import annotations

import pytest
import uvicorn
from fastapi.testclient import TestClient

from corrdesk.base.errors import UserError
from corrdesk.county.web.serving import DATABASE, FOLDER, Serving, make_app, serve
from tests.county.conftest import Bureau


def test_a_process_finds_its_county(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, str(bureau.county.folder.path))
    with TestClient(make_app(), base_url="https://testserver") as browser:
        assert bureau.county.name in browser.get("/login").text


def test_tls_and_silence_are_not_optional(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}
    monkeypatch.setattr(uvicorn, "run", lambda _app, **words: asked.update(words))
    monkeypatch.setenv(FOLDER, "")
    monkeypatch.setenv(DATABASE, "")
    serve(bureau.county.folder, Serving(processes=3, database="postgresql://x"))
    assert asked["ssl_certfile"] == bureau.county.folder.server_certificate
    assert (asked["access_log"], asked["workers"]) == (False, 3)
    with pytest.raises(UserError, match="共用"):
        serve(bureau.county.folder, Serving(processes=2))
