"""The console's pages as Jinja templates in `resources/console`: escaped, in one frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from corrdesk.base.resources import resource_path
from corrdesk.casework.permissions import ACTIONS
from corrdesk.county.county import County
from corrdesk.county.sessions import Visit

PARTIAL: Final = "HX-Request"
READING: Final = (
    ("/", "待决定"),
    ("/offices", "司法所"),
    ("/people", "人员"),
    ("/conflicts", "数据冲突"),
    ("/packs", "规则包"),
    ("/figures", "统计"),
)
KEEPING: Final = (("/devices", "设备"), ("/accounts", "账号"))


class Templates:
    """Renders pages; what every page knows is put in here once."""

    def __init__(self, county: County) -> None:
        self._county = county
        self._environment = Environment(
            loader=FileSystemLoader(resource_path("console")),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(
        self,
        request: Request,
        name: str,
        content: Mapping[str, Any],
        *,
        visit: Visit | None = None,
        status: int = 200,
    ) -> HTMLResponse:
        """A page, or only its middle when the browser asks for a part."""
        whole = request.headers.get(PARTIAL) != "true"
        known = {
            "county": self._county.name,
            "today": self._county.clock.today(),
            "visit": visit,
            "navigation": _navigation(visit),
            "may_speak": visit is not None and ACTIONS["county.decide"].allows(visit.person.role),
            "path": request.url.path,
            "frame": "frame.html" if whole else "part.html",
        }
        text = self._environment.get_template(name).render({**known, **content})
        return HTMLResponse(text, status)


def _navigation(visit: Visit | None) -> list[tuple[str, str]]:
    """The entries whose pages the table of permissions opens to the role."""
    if visit is None:
        return []
    role = visit.person.role
    reading = READING if ACTIONS["county.read"].allows(role) else ()
    keeping = KEEPING if ACTIONS["county.keep"].allows(role) else ()
    return [*reading, *keeping]
