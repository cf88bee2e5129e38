"""Pages come whole or in part, in one frame, with everything that was typed escaped."""

from __future__ import annotations

import re

import pytest
from jinja2 import UndefinedError

from corrdesk.base.resources import resource_path
from corrdesk.county.web.templates import NAVIGATION, page_behind
from tests.county.conftest import Bureau
from tests.county.web.console import post


def test_a_part_is_the_middle_of_the_page(bureau: Bureau) -> None:
    browser = bureau.sign_in()
    whole = browser.get("/devices").text
    part = browser.get("/devices", headers={"HX-Request": "true"}).text
    assert part.strip() in whole
    assert "<html" in whole
    assert "<html" not in part


def test_a_name_that_a_template_lacks_is_our_bug(bureau: Bureau) -> None:
    templates = bureau.browser().app.state.templates  # type: ignore[attr-defined]
    with pytest.raises(UndefinedError):
        templates._environment.get_template("problem.html").render(frame="part.html")


def test_only_our_own_words_are_shown_as_done(bureau: Bureau) -> None:
    """A link with invented words shows nothing; the words of an act show once it was done."""
    browser = bureau.sign_in()
    assert "全部批准" not in browser.get("/devices?done=全部批准&seal=x").text
    assert post(browser, "/invitations", "/devices").status_code == 200
    with bureau.county.enrolling() as (invitations, _registry):
        (card,) = invitations.everything()
    answer = post(browser, f"/invitations/{card.id}/withdraw", "/devices")
    assert "✓ 邀请已收回。" in browser.get(answer.headers["location"]).text


@pytest.mark.parametrize(("path", "page"), [
    ("/", "/"), ("/matters/x", "/"), ("/people/a/b", "/people"), ("/hours", "/goals"),
    ("/decided", "/figures"), ("/devices/grant", "/devices"), ("", "/"),
    ("/invitations", "/devices"),
])  # fmt: skip
def test_every_page_stands_under_one_of_the_navigation(path: str, page: str) -> None:
    assert page_behind(path) == page


def test_the_help_tells_of_every_page() -> None:
    text = resource_path("help", "console.md").read_text("utf-8")
    told = set(re.findall(r"^## (.+)$", text, re.MULTILINE))
    assert {words for _href, words, _action in NAVIGATION} - told == set()
