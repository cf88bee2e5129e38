"""The console's pages as Jinja templates in `resources/console`: escaped, in one frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.base.resources import resource_path
from corrdesk.casework.permissions import ACTIONS
from corrdesk.county.ailments import Ailment
from corrdesk.county.county import County
from corrdesk.county.health import FILES, PARTS, Health, Pulse
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
ALARMS: Final = {
    Ailment.FULL: (
        N_("服务器的磁盘已满：收不进各所的数据，也不能办理；已经收下的没有丢失。"),
        N_("请清理出空间，例如把旧的备份移到别的磁盘，不用重新启动。"),
    ),
    Ailment.READ_ONLY: (
        N_("服务器的数据库现在只能读：收不进各所的数据，也不能办理。"),
        N_("请检查文件夹权限和磁盘是不是只读；用 PostgreSQL 的，检查连的是不是备机。"),
    ),
    Ailment.BROKEN: (
        N_("服务器的数据库文件读写出错：收不进各所的数据，也不能办理。"),
        N_("请检查磁盘；文件损坏的，请从备份恢复。"),
    ),
    Ailment.AWAY: (
        N_("数据库连接不上：收不进各所的数据，也不能办理。"),
        N_("请检查数据库服务是否启动、地址和口令是否正确。"),
    ),
}
"""By what is wrong with a database: what is said, and what an administrator does."""
FILES_STUCK: Final = N_("服务器存不进附件：files 文件夹不在或写不进去；记录照常收送。")
TELL: Final = N_("请告诉管理员。")
BEHIND: Final = {
    "matters": "/", "hours": "/goals", "decided": "/figures", "invitations": "/devices",
}  # fmt: skip
"""Pages that stand in the navigation under another one."""


class Templates:
    """Renders pages; what every page knows is put in here once."""

    def __init__(self, county: County, pulse: Pulse) -> None:
        self._county = county
        self._pulse = pulse
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
            "alarm": alarm_of(self._pulse.now(), visit) if whole else "",
            "frame": "frame.html" if whole else "part.html",
        }
        text = self._environment.get_template(name).render({**known, **content})
        return HTMLResponse(text, status)


def alarm_of(health: Health, visit: Visit | None) -> str:
    """What stands above every page while nothing can be written: what, and who does what.

    That room runs short is told to those alone who can make some.
    """
    if visit is None or not visit.proven:
        return ""
    keeps = _may(visit, "county.keep")
    for part in PARTS:
        found = health.faults.get(part)
        if found is not None:
            words, remedy = ALARMS[found] if part != FILES else (FILES_STUCK, ALARMS[found][1])
            return str(UserError(_(words), remedy=_(remedy if keeps else TELL)))
    if keeps and health.is_low:
        return str(
            UserError(
                _("服务器的磁盘只剩 {megabytes} MB。").format(megabytes=health.free >> 20),
                remedy=_("请尽快清理：满了以后收不进各所的数据，也不能办理。"),
            )
        )
    return ""


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
