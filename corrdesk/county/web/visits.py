"""Who is at the console, and whether the table of permissions lets that role in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from corrdesk.base.actor import Actor
from corrdesk.casework.permissions import require
from corrdesk.county.county import County
from corrdesk.county.decisions import Decider
from corrdesk.county.sessions import Visit
from corrdesk.county.web.sign_in import find_visit
from corrdesk.county.web.templates import DONE, SEAL, Templates


class SignInNeeded(Exception):
    """Nobody is signed in, only half, or not any more."""


def visitor(action: str) -> Callable[[Request], Visit]:
    """A dependency of pages: the visit of somebody whose role allows the action.

    Raises `SignInNeeded`, and `NotAllowed` for another role.
    """

    def found(request: Request) -> Visit:
        visit = signed_in(request)
        require(actor_of(request, visit), action)
        return visit

    return found


def signed_in(request: Request) -> Visit:
    """A dependency of pages for everybody who is signed in, whatever the role."""
    visit = find_visit(request)
    if visit is None or not visit.proven:
        raise SignInNeeded
    return visit


def checked(action: str) -> Callable[..., Visit]:
    """As `visitor`, for forms: the word against forged requests has to be there too."""
    look = visitor(action)

    def found(request: Request, csrf: Annotated[str, Form(max_length=100)] = "") -> Visit:
        visit = look(request)
        visit.check(csrf)
        return visit

    return found


def county_of(request: Request) -> County:
    """The county that this process serves."""
    county: County = request.app.state.county
    return county


def actor_of(request: Request, visit: Visit) -> Actor:
    """Who acts, at the county's device."""
    person = visit.person
    return Actor(person.id, person.name, person.role, county_of(request).identity.device)


def decider_of(visit: Visit) -> Decider:
    """Who speaks for the county."""
    return Decider(visit.person.id, visit.person.name, visit.person.role)


def page(
    request: Request, visit: Visit, template: str, *, status: int = 200, **content: object
) -> Response:
    """A page for somebody who is signed in."""
    templates: Templates = request.app.state.templates
    return templates.page(request, template, content, visit=visit, status=status)


def after(visit: Visit, path: str, words: str, where: Mapping[str, str] | None = None) -> Response:
    """Back to a page, which says what was done; nobody else's link can make it say anything.

    `where`: what else the address says, as of which office and which page of a list.
    """
    query = urlencode({**(where or {}), DONE: words, SEAL: visit.seal(words)})
    return RedirectResponse(f"{path}?{query}", 303)


PageNumber = Annotated[int, Query(ge=1, le=100_000)]
Anybody = Annotated[Visit, Depends(signed_in)]
Reader = Annotated[Visit, Depends(visitor("county.read"))]
Speaker = Annotated[Visit, Depends(checked("county.decide"))]
Keeper = Annotated[Visit, Depends(visitor("county.keep"))]
PackReader = Annotated[Visit, Depends(visitor("county.packs"))]
KeeperForm = Annotated[Visit, Depends(checked("county.keep"))]
