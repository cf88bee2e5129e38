"""Signing in to the console: name and passphrase, then a one-time code; and signing out."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from corrdesk.base.actor import Role
from corrdesk.casework.permissions import ACTIONS
from corrdesk.county.ailments import NOT_DONE
from corrdesk.county.attempts import KEPT
from corrdesk.county.county import County
from corrdesk.county.errors import SignInFailed
from corrdesk.county.sessions import LONGEST, Visit

COOKIE: Final = "__Host-corrdesk"
BROWSER: Final = "__Host-corrdesk-browser"  # opens nothing: whose wrong words count apart
OVER: Final = "/login?over=yes"
router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form(max_length=500)]


@router.get("/login")
def show_login(request: Request, over: str = "") -> Response:
    """The first page: who, and the passphrase. `over`: somebody was signed in until now."""
    return _page(request, "login.html", over=bool(over))


@router.post("/login")
def take_passphrase(request: Request, name: Text = "", passphrase: Text = "") -> Response:
    """Checks the passphrase; the session that begins is good for giving the code and no more."""
    county: County = request.app.state.county
    try:
        with county.console() as console:
            person = console.accounts.check_passphrase(name, passphrase, _browser(request))
            token = console.sessions.begin(person, proven=False)
    except SignInFailed as problem:
        return _page(request, "login.html", str(problem), typed=name)
    return _with_cookie(RedirectResponse("/login/code", 303), token)


@router.get("/login/code")
def show_code(request: Request) -> Response:
    """The second page: the code."""
    if find_visit(request) is None:
        return RedirectResponse(way_in(request), 303)
    return _page(request, "code.html")


@router.post("/login/code")
def take_code(request: Request, code: Text = "") -> Response:
    """Checks the code; the real session begins under a token of its own."""
    county: County = request.app.state.county
    visit = find_visit(request)
    if visit is None:
        return RedirectResponse(way_in(request), 303)
    try:
        with county.console() as console:
            person, browser = console.accounts.check_code(visit.person.id, code, _browser(request))
            console.sessions.end(visit.token)
            token = console.sessions.begin(person, proven=True)
    except SignInFailed as problem:
        return _page(request, "code.html", str(problem))
    response = _with_cookie(RedirectResponse(home_of(person.role), 303), token)
    return _with_cookie(response, browser, BROWSER, KEPT)


@router.post("/logout")
def sign_out(request: Request, csrf: Text = "") -> Response:
    """Ends the session."""
    visit = find_visit(request)
    if visit is not None:
        visit.check(csrf)
        county: County = request.app.state.county
        with county.console() as console:
            console.sessions.end(visit.token)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="strict")
    return response


def home_of(role: Role) -> str:
    """The page that a role begins with: the queue, or the devices for who keeps them."""
    return "/" if ACTIONS["county.read"].allows(role) else "/devices"


def way_in(request: Request) -> str:
    """The address of the sign-in; it says so to somebody who was signed in until now."""
    is_over = COOKIE in request.cookies and find_visit(request) is None
    return OVER if is_over else "/login"


def find_visit(request: Request) -> Visit | None:
    """Whose request it is; None for nobody.

    Where the database can be read only, pages are still shown until the time of idleness is over.
    """
    county: County = request.app.state.county
    token = request.cookies.get(COOKIE, "")
    try:
        with county.console() as console:
            return console.sessions.find(token)
    except NOT_DONE:
        with county.console_read() as console:
            return console.sessions.find(token)


def _page(
    request: Request, template: str, problem: str = "", *, typed: str = "", over: bool = False
) -> Response:
    known = {"problem": problem, "name": typed, "over": over}
    response: Response = request.app.state.templates.page(
        request, template, known, status=400 if problem else 200
    )
    return response


def _browser(request: Request) -> str:
    """The word by which the browser is known, where somebody signed in with it before."""
    return request.cookies.get(BROWSER, "")


def _with_cookie(
    response: Response, token: str, name: str = COOKIE, lasting: timedelta = LONGEST
) -> Response:
    response.set_cookie(
        name, token, max_age=int(lasting.total_seconds()), path="/", secure=True, httponly=True,
        samesite="strict",
    )  # fmt: skip
    return response
