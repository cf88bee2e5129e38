"""Puts the county's web side together: guards around every request, the console, health, figures.

One application per process; several processes on one database server serve the same county.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import DataError
from starlette.requests import ClientDisconnect

from corrdesk import __version__
from corrdesk.base.errors import CorrdeskError, UserError
from corrdesk.base.i18n import _
from corrdesk.base.resources import resource_path
from corrdesk.casework.permissions import NotAllowed
from corrdesk.county.ailments import NOT_DONE
from corrdesk.county.county import County
from corrdesk.county.exchange import take_in
from corrdesk.county.health import Health, Pulse, examine
from corrdesk.county.intake import Intake
from corrdesk.county.web import joining, mailbox, sign_in
from corrdesk.county.web.limits import RequestLimits
from corrdesk.county.web.pages import (
    accounts,
    clocks,
    conflicts,
    decisions,
    devices,
    manual,
    offices,
    packs,
    people,
    persons,
    programs,
)
from corrdesk.county.web.refusals import Refusal, add_refusals, database_away, refuse
from corrdesk.county.web.templates import Templates
from corrdesk.county.web.watching import NO_ROUTE, Figures, Log, make_log
from corrdesk.sync.transports.http import TIME

PAGES: Final = (
    decisions, offices, devices, people, persons, programs, conflicts, clocks, packs, accounts,
    manual,
)  # fmt: skip
SIGN_IN_PATHS: Final = frozenset({"/login", "/login/code", joining.PATH})
QUIET: Final = frozenset({"/health"})  # asked every few seconds by a monitor
LARGEST_FORM: Final = 1 << 20
LARGEST_UPLOAD: Final = 10 << 20  # a pack and its signer's key
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Strict-Transport-Security": "max-age=31536000",
}
BARE: Final = ("X-Content-Type-Options", "Cache-Control")
"""What an answer to a device needs of these: none of its pages is ever shown."""
Next = Callable[[Request], Awaitable[Response]]


def create_app(county: County, *, log: Log | None = None) -> FastAPI:
    """The application of one county."""
    # strangers need not be told what can be asked; within the process `openapi()` still says it
    app = FastAPI(
        title="corrdesk county",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=_at_work,
    )
    app.state.county = county
    app.state.log = log or make_log()
    app.state.pulse = Pulse(partial(_look, county), changed=partial(_health_changed, app))
    app.state.templates = Templates(county, app.state.pulse)
    app.state.figures = Figures(app.state.pulse.now)
    app.state.certificate = joining.certificate_digest(county)
    app.state.intake = Intake(partial(take_in, county), failed=partial(_not_taken_in, app))
    add_refusals(app)
    _guard(app, RequestLimits())
    _add_watching(app)
    app.include_router(mailbox.router)  # first: a way is looked for from the first to the last
    app.include_router(sign_in.router)
    for module in PAGES:
        app.include_router(module.router)
    app.include_router(joining.router)
    app.mount("/static", StaticFiles(directory=resource_path("console", "static")), name="static")
    return app


@asynccontextmanager
async def _at_work(app: FastAPI) -> AsyncIterator[None]:
    """What works beside the requests, from the application's beginning to its end."""
    intake: Intake = app.state.intake
    intake.start()
    yield
    await run_in_threadpool(intake.stop)


def _not_taken_in(app: FastAPI, error: Exception) -> None:
    """Of what went wrong only its kind: the rest may carry what somebody wrote."""
    app.state.log.warning("intake", kind=type(error).__name__)


def _look(county: County) -> Health:
    """How it stands; on the way, sessions that have run out are forgotten."""
    found = examine(county)
    if not found.faults:
        with suppress(*NOT_DONE), county.console() as console:
            console.sessions.sweep()
    return found


def _health_changed(app: FastAPI, found: Health) -> None:
    told = app.state.log.error if found.faults else app.state.log.info
    told("health", **{part: str(ailment) for part, ailment in found.faults.items()})


def _guard(app: FastAPI, limits: RequestLimits) -> None:
    @app.middleware("http")
    async def around(request: Request, following: Next) -> Response:
        started = time.monotonic()
        response = await _answer(request, following, limits)
        to_device = request.url.path.startswith(mailbox.PATH)
        for name in BARE if to_device else HEADERS:
            response.headers.setdefault(name, HEADERS[name])
        if request.url.path == mailbox.PATH:
            response.headers[TIME] = app.state.county.clock.now().isoformat(timespec="seconds")
        if request.url.path.startswith("/static/"):
            response.headers["Cache-Control"] = "max-age=3600"
        _note(app, request, response.status_code, time.monotonic() - started)
        return response


async def _answer(request: Request, following: Next, limits: RequestLimits) -> Response:
    caller = request.client.host if request.client else ""
    if not limits.allows(caller, sign_in=request.method == "POST" and
                         request.url.path in SIGN_IN_PATHS):  # fmt: skip
        return refuse(request, Refusal(429, _("请求过于频繁，请稍候。"), known=False, wait=30))
    if not _is_bounded(request):
        return refuse(request, Refusal(413, _("内容过大。"), known=False))
    try:
        return await following(request)
    except ClientDisconnect:
        return PlainTextResponse("", 400)  # the line broke: nobody is there to be answered
    except NotAllowed as error:
        return refuse(request, Refusal(403, str(error)))
    except UserError as error:
        return refuse(request, Refusal(400, str(error)))
    except CorrdeskError as error:
        return refuse(request, Refusal(503, str(error)))
    except NOT_DONE as error:  # while another refusal was being made
        return refuse(request, database_away(request, error))
    except DataError:
        return refuse(request, Refusal(400, _("填写的内容含有不能保存的字符或数字。")))
    except Exception as error:  # noqa: BLE001 - the last resort: say so, without personal data
        mark = secrets.token_hex(4)
        # without its trace, which may carry what somebody typed
        request.app.state.log.error("fault", kind=type(error).__name__, mark=mark)  # noqa: TRY400
        words = _("服务器出错（{mark}），没有办理。请联系管理员。").format(mark=mark)
        return refuse(request, Refusal(500, words, known=False))


def _is_bounded(request: Request) -> bool:
    """Whether a form says how long it is and is not too long.

    Asked before anybody is: a form is read whole before it is known who sends it.
    """
    path = request.url.path
    if request.method != "POST" or path == joining.PATH:  # which bounds what it reads itself
        return True
    size = request.headers.get("content-length", "")
    if not size:
        return "transfer-encoding" not in request.headers
    most = LARGEST_FORM if path.startswith("/login") else LARGEST_UPLOAD
    return size.isdigit() and int(size) <= most


def _note(app: FastAPI, request: Request, status: int, seconds: float) -> None:
    route = getattr(request.scope.get("route"), "path", NO_ROUTE)
    app.state.figures.count(route, request.method, status, seconds)
    if route not in QUIET:
        app.state.log.info(
            "request", route=route, method=request.method, status=status, ms=round(seconds * 1000)
        )


def _add_watching(app: FastAPI) -> None:
    @app.get("/health", include_in_schema=False)
    def health() -> Response:
        """Whether the server can take anything in; what hinders it is told part by part."""
        found: Health = app.state.pulse.now()
        content = {
            "status": "failing" if found.faults else "ok",
            "version": __version__,
            "faults": dict(found.faults),
            "low_space": found.is_low,
        }
        return JSONResponse(content, 503 if found.faults else 200)

    @app.get("/metrics", include_in_schema=False)
    def metrics(request: Request) -> Response:
        """Figures for a monitor on this machine; to others it is not there."""
        if request.client is None or request.client.host not in {"127.0.0.1", "::1", "testclient"}:
            return PlainTextResponse("", 404)
        return Response(app.state.figures.text(), media_type="text/plain; version=0.0.4")
