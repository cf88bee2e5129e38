"""The pages of the console are for those who are signed in."""

from __future__ import annotations

from tests.county.conftest import Bureau


def test_home_is_for_those_who_are_signed_in(bureau: Bureau) -> None:
    assert bureau.browser().get("/").headers["location"] == "/login"
    assert "待决定" in bureau.sign_in().get("/").text
