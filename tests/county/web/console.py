"""Short ways through the console's pages, for tests."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from corrdesk.base.actor import Role
from tests.county.conftest import Bureau

NAMES = {Role.OFFICER: "周经办", Role.HEAD: "李局", Role.AUDITOR: "吴监督"}


@contextmanager
def away() -> Iterator[None]:
    """The database does not answer."""

    def fail(*_words: object, **_more: object) -> None:
        raise OperationalError("select", {}, ValueError("gone"))

    with pytest.MonkeyPatch.context() as patch:
        for way in ("get", "execute", "scalars", "scalar"):
            patch.setattr(Session, way, fail)
        yield


def every_route(router: Any) -> Iterator[APIRoute]:
    """Every endpoint below an application or a router, whichever module it is from."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield route
        elif hasattr(route, "original_router"):  # one router included in another
            yield from every_route(route.original_router)


def enter(bureau: Bureau, role: Role = Role.HEAD) -> TestClient:
    """A browser of somebody of this role, signed in."""
    if role is Role.ADMINISTRATOR:
        return bureau.sign_in()
    return bureau.sign_in(NAMES[role], bureau.add(NAMES[role], role))


def word_of(text: str) -> str:
    """The word against forged requests that a page carries."""
    return text.split('name="csrf" value="')[1].split('"', maxsplit=1)[0]


def post(browser: TestClient, path: str, page: str, **data: object) -> Any:
    """Sends a form from a page."""
    return browser.post(path, data={"csrf": word_of(browser.get(page).text), **data})


def cells(content: bytes) -> list[list[Any]]:
    """The first sheet of a workbook."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
