"""The console's own help, the page that comes with the program, for everybody who is signed in."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Final

from fastapi import APIRouter, Request, Response
from markdown_it import MarkdownIt

from corrdesk.base.resources import resource_path
from corrdesk.county.web.visits import Anybody, page

router = APIRouter(include_in_schema=False)
OTHER_PAGES: Final = re.compile(r"\[([^\]]+)\]\([\w-]+\.md\)")  # which are not served here


@router.get("/help")
def show_help(request: Request, visit: Anybody) -> Response:
    """What each page is for; every heading can be linked to by its words."""
    return page(request, visit, "help.html", text=_text())


@cache
def _text() -> str:
    """The help as HTML. It is our own file; HTML within it is not let through all the same."""
    source = resource_path("help", "console.md").read_text("utf-8")
    made = MarkdownIt("commonmark", {"html": False})
    tokens = made.parse(OTHER_PAGES.sub(r"\1", source))
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", inline.content)
    return str(made.renderer.render(tokens, made.options, {}))
