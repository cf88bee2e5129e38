"""The console's pages as Jinja templates in `resources/console`: escaped, in one frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from corrdesk.base.i18n import N_, _
from corrdesk.base.resources import resource_path
from corrdesk.casework.permissions import ACTIONS
from corrdesk.county.county import County
from corrdesk.county.sessions import Visit

PARTIAL: Final = "HX-Request"
DONE: Final = "done"  # what was done, in words, and the seal that they are ours
SEAL: Final = "seal"
NAVIGATION: Final = (
    ("/", N_("待决定"), "county.read"),
    ("/offices", N_("司法所"), "county.read"),
    ("/people", N_("人员"), "county.read"),
    ("/goals", N_("教育公益"), "county.read"),
    ("/conflicts", N_("数据冲突"), "county.read"),
    ("/figures", N_("统计"), "county.read"),
    ("/devices", N_("设备"), "county.keep"),
    ("/accounts", N_("账号"), "county.keep"),
    ("/packs", N_("规则包"), "county.packs"),
)
BEHIND: Final = {"matters": "/", "hours": "/goals", "decided": "/figures"}
"""Pages that stand in the navigation under another one."""


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
        navigation = _navigation(visit)
        known = {
            "county": self._county.name,
            "today": self._county.clock.today(),
            "visit": visit,
            "navigation": navigation,
            "home": navigation[0][0] if navigation else "/",
            "may_speak": _may(visit, "county.decide"),
            "may_keep": _may(visit, "county.keep"),
            "path": page_behind(request.url.path),
            "done": _done(request, visit),
            "frame": "frame.html" if whole else "part.html",
        }
        text = self._environment.get_template(name).render({**known, **content})
        return HTMLResponse(text, status)


def page_behind(path: str) -> str:
    """The page of the navigation to which an address belongs."""
    first = path.split("/")[1] if "/" in path else ""
    return BEHIND.get(first, f"/{first}")


def _done(request: Request, visit: Visit | None) -> str:
    """What was done just now, as far as the words are ours."""
    words, seal = (request.query_params.get(each, "") for each in (DONE, SEAL))
    return words if visit is not None and visit.has_sealed(words, seal) else ""


def _may(visit: Visit | None, action: str) -> bool:
    return visit is not None and ACTIONS[action].allows(visit.person.role)


def _navigation(visit: Visit | None) -> list[tuple[str, str]]:
    """The entries whose pages the table of permissions opens to the role."""
    return [(href, _(words)) for href, words, action in NAVIGATION if _may(visit, action)]
