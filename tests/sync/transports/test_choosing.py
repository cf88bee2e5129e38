"""What somebody typed leads to a way, or to a refusal that says what to type."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from corrdesk.base.errors import UserError
from corrdesk.sync.transports import choosing
from corrdesk.sync.transports.choosing import open_target, scheme_of
from corrdesk.sync.transports.folder import FolderTransport
from corrdesk.sync.transports.memory import MemoryTransport
from corrdesk.sync.transports.webdav import WebdavTransport
from tests.sync.worlds import signing


class Nobody:
    """A vault that is not enrolled."""

    device = "0" * 32
    key = signing("a")

    def county(self) -> None:
        return None


def test_schemes(tmp_path: Path) -> None:
    assert isinstance(open_target(f"folder:{tmp_path}", Nobody()), FolderTransport)
    assert isinstance(open_target("webdav+https://127.0.0.1:1/x", Nobody()), WebdavTransport)
    assert scheme_of("HTTPS://x") == "https"


@pytest.mark.parametrize(
    "where",
    [
        "",
        "folder:",
        "ftp://x",
        "http://x",
        "C:/x",
        "https://x",
        "https://",
        "https://[x",
        "https://x:0",
        "https://x:y",
        "webdav+https://",
        "webdav+http:///x",
    ],
)
def test_what_names_no_way(where: str) -> None:
    with pytest.raises(UserError) as refused:
        open_target(where, Nobody())
    assert refused.value.field == "via"


class Clay:
    """A way that somebody else wrote."""

    def __call__(self, where: str) -> MemoryTransport:
        return MemoryTransport({where.partition(":")[2]: b"x"})


clay = Clay()


def test_a_plug_in_brings_its_own_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("clay", f"{__name__}:clay", choosing.GROUP)

    def found(**_group: Any) -> list[EntryPoint]:
        return [point]

    monkeypatch.setattr(choosing, "entry_points", found)
    monkeypatch.setattr(EntryPoint, "load", lambda _self: clay)
    assert open_target("clay:tablet", Nobody()).list("") == ["tablet"]
