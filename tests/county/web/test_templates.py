"""Pages come whole or in part, in one frame, with everything that was typed escaped."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from tests.county.conftest import Bureau


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
