"""What somebody is shown when a request was not done: a page with its reason and the way back.

A device gets the reason alone. What was typed into a form comes back to be copied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, RedirectResponse
from sqlalchemy.exc import DBAPIError

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.county.ailments import NOT_DONE, Ailment, ailment_of
from corrdesk.county.errors import (
    DatabaseFull,
    DatabaseOutOfReach,
    DatabaseReadOnly,
    RequestForged,
)
from corrdesk.county.sessions import Visit
from corrdesk.county.web import joining
from corrdesk.county.web.sign_in import OVER, find_visit, way_in
from corrdesk.county.web.templates import PARTIAL, Templates
from corrdesk.county.web.visits import SignInNeeded

TITLES: Final = {
    400: N_("没有办理"),
    403: N_("没有权限"),
    404: N_("没有找到"),
    405: N_("没有找到"),
    429: N_("请稍候"),
    500: N_("服务器出错"),
    503: N_("暂时不能办理"),
}
TYPED: Final = {
    "reason": N_("理由"),
    "legal_reason": N_("法律依据"),
    "document": N_("文号"),
    "note": N_("备注"),
}
"""Fields whose words somebody took time to write, and that are no secret."""
FOR_DEVICES: Final = ("/box", joining.PATH, "/health", "/metrics")
STAYING: Final = "/alive"
OURS: Final = 500  # faults from here on are the server's: the same may go well later
_LATER: Final = N_("请过一会儿再试；一直这样，请告诉管理员。")
_READING: Final = N_("请告诉管理员。现在可以查看，不能办理；写好的请先复制下来。")
ON_PAGES: Final = {
    Ailment.AWAY: (N_("数据库连接不上，这一步没有办成。"), _LATER),
    Ailment.BROKEN: (N_("数据库文件读写出错，这一步没有办成。"), _LATER),
    Ailment.FULL: (N_("服务器的磁盘已满，这一步没有办成。"), _READING),
    Ailment.READ_ONLY: (N_("服务器的数据库现在只能读，这一步没有办成。"), _READING),
}
_TO_DEVICES: Final = {Ailment.FULL: DatabaseFull, Ailment.READ_ONLY: DatabaseReadOnly}
PAGES_OF_FORMS: Final = {"invitations": "/devices"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is said: `known`: who it is may be asked of the database, for the navigation."""

    status: int
    problem: str
    known: bool = True
    wait: int = 0  # seconds

    @property
    def headers(self) -> dict[str, str]:
        """What the browser is told beside the words."""
        return {"Retry-After": str(self.wait)} if self.wait else {}


def add_refusals(app: FastAPI) -> None:
    """Gives every kind of refusal its page."""
    app.add_exception_handler(RequestValidationError, _incomplete)
    app.add_exception_handler(HTTPStatus.NOT_FOUND, _no_such_page)
    app.add_exception_handler(HTTPStatus.METHOD_NOT_ALLOWED, _no_such_page)
    app.add_exception_handler(SignInNeeded, _sign_in)
    app.add_exception_handler(RequestForged, _forged)
    for kind in NOT_DONE:
        app.add_exception_handler(kind, _away)


def refuse(request: Request, refusal: Refusal, typed: Mapping[str, str] | None = None) -> Response:
    """The page of a refusal, or its words alone for a device."""
    if request.url.path.startswith(FOR_DEVICES):
        return PlainTextResponse(refusal.problem, refusal.status, headers=refusal.headers)
    templates: Templates = request.app.state.templates
    content: dict[str, Any] = {
        "title": _(TITLES.get(refusal.status, TITLES[400])),
        "problem": refusal.problem,
        "typed": typed or {},
        "status": refusal.status,
        "back": _form_of(request),
        "again": _again(request) if refusal.wait or refusal.status >= OURS else "",
    }
    if refusal.status >= OURS:
        content["alarm"] = ""  # the page itself says it
    visit = _visit(request) if refusal.known else None
    page = templates.page(request, "problem.html", content, visit=visit, status=refusal.status)
    page.headers.update(refusal.headers)
    return page


async def _incomplete(request: Request, _error: Exception) -> Response:
    """A form that none of our pages sends."""
    words = str(UserError(_("页面内容不完整。"), remedy=_("请返回后重新打开页面，再填写一次。")))
    return refuse(request, Refusal(400, words))


async def _no_such_page(request: Request, error: Exception) -> Response:
    """An address where nothing is."""
    status = getattr(error, "status_code", HTTPStatus.NOT_FOUND)
    words = UserError(_("没有这个页面。"), remedy=_("请检查网址，或者从首页重新进入。"))
    return refuse(request, Refusal(int(status), str(words)))


async def _sign_in(request: Request, _error: Exception) -> Response:
    """To the sign-in; who was signed in is told that it is over, and keeps what was typed."""
    way = way_in(request)
    if request.url.path == STAYING:
        return Response(status_code=204)  # to leave the page now would lose what is being typed
    if request.headers.get(PARTIAL) == "true":
        return Response(headers={"HX-Redirect": way})  # a part of a page is no place to sign in
    typed = await _typed(request) if way == OVER else {}
    if typed:
        words = UserError(
            _("登录已过期，没有办理。"), remedy=_("请复制下面填写的内容，重新登录后再办理。")
        )
        return refuse(request, Refusal(401, str(words), known=False), typed)
    return RedirectResponse(way, 303)


async def _forged(request: Request, error: Exception) -> Response:
    """A form from a page of an earlier sign-in, or from somebody else's page."""
    return refuse(request, Refusal(400, str(error)), await _typed(request))


async def _away(request: Request, error: Exception) -> Response:
    """The database does not do it: no word is lost, and why is said."""
    return refuse(request, database_away(request, error), await _typed(request))


def database_away(request: Request, error: Exception) -> Refusal:
    """What is said of a database that is away, full or to be read only.

    Its cause to a device, and what to do to a person.
    """
    request.app.state.pulse.doubt()
    why = ailment_of(error) if isinstance(error, DBAPIError) else Ailment.AWAY
    if request.url.path.startswith(FOR_DEVICES):
        status = HTTPStatus.INSUFFICIENT_STORAGE if why is Ailment.FULL else 503
        told = _TO_DEVICES.get(why, DatabaseOutOfReach)()
        return Refusal(status, str(told), known=False, wait=10)
    words, remedy = ON_PAGES[why]
    known = why in {Ailment.FULL, Ailment.READ_ONLY}  # otherwise nobody can be asked who this is
    return Refusal(503, str(UserError(_(words), remedy=_(remedy))), known=known, wait=10)


def _visit(request: Request) -> Visit | None:
    """Whose page it is, for its navigation; a database out of reach is no second fault."""
    try:
        return find_visit(request)
    except NOT_DONE:
        return None


async def _typed(request: Request) -> dict[str, str]:
    """What was written into the form, by label; the form itself was read already."""
    if request.method != "POST":
        return {}
    form: Mapping[str, Any] = await request.form()
    return {
        _(label): text
        for name, label in TYPED.items()
        if isinstance(text := form.get(name), str) and text.strip()
    }


def _again(request: Request) -> str:
    """The page that was asked for, to ask for it once more; empty for a form."""
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.url.path}{query}" if request.method == "GET" else ""


def _form_of(request: Request) -> str:
    """The page from which a form came, empty where nothing was sent."""
    if request.method != "POST":
        return ""
    path = request.url.path
    first = path.split("/")[1]
    return path if first == "matters" else PAGES_OF_FORMS.get(first, f"/{first}")
