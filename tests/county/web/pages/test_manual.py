"""The help is there for everybody who is signed in; each page leads to its part of it."""

from __future__ import annotations

import re

import pytest

from corrdesk.base.actor import Role
from tests.county.conftest import Bureau
from tests.county.web.console import enter


@pytest.mark.parametrize("role", [Role.HEAD, Role.AUDITOR, Role.ADMINISTRATOR])
def test_every_page_leads_to_its_part_of_the_help(bureau: Bureau, role: Role) -> None:
    browser = enter(bureau, role)
    text = browser.get("/help").text
    parts = set(re.findall(r'<h2 id="([^"]+)">', text))
    assert ".md" not in text
    navigation = text.split("<nav")[1].split("</nav>")[0]
    pages = re.findall(r'<a href="(/\w*)"', navigation)
    assert len(pages) >= 3
    for page in pages:
        (part,) = re.findall(r'href="/help#([^"]+)"', browser.get(page).text)
        assert part in parts, page


def test_nobody_else_reads_it(bureau: Bureau) -> None:
    assert bureau.browser().get("/help").headers["location"] == "/login"
