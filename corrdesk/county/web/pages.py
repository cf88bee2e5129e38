"""The pages of the console for those who are signed in; each asks the permission table first."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from corrdesk.county.web.sign_in import find_visit

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(request: Request) -> Response:
    """Decisions that wait."""
    visit = find_visit(request)
    if visit is None or not visit.proven:
        return RedirectResponse("/login", 303)
    response: Response = request.app.state.templates.page(request, "home.html", {}, visit=visit)
    return response
