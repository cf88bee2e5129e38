"""Signing in with a browser: passphrase, code, and nothing without both."""

from __future__ import annotations

from corrdesk.county.attempts import FREE_ATTEMPTS
from corrdesk.county.web.sign_in import BROWSER, COOKIE
from tests.county.conftest import ADMINISTRATOR, PASSPHRASE, Bureau


def test_from_the_first_page_to_the_last(bureau: Bureau) -> None:
    browser = bureau.browser()
    assert browser.get("/").headers["location"] == "/login"
    assert "口令" in browser.get("/login").text
    browser = bureau.sign_in()
    page = browser.get("/devices")
    assert page.status_code == 200
    assert ADMINISTRATOR in page.text
    word = page.text.split('name="csrf" value="')[1].split('"')[0]
    assert browser.post("/logout", data={"csrf": word}).headers["location"] == "/login"
    assert browser.get("/devices").status_code == 303


def test_the_passphrase_alone_opens_no_page(bureau: Bureau) -> None:
    browser = bureau.browser()
    browser.post("/login", data={"name": ADMINISTRATOR, "passphrase": PASSPHRASE})
    assert browser.get("/").headers["location"] == "/login"
    answer = browser.post("/login/code", data={"code": "000000"})
    assert answer.status_code == 400
    assert "动态码不对" in answer.text
    assert bureau.browser().get("/login/code").headers["location"] == "/login"
    assert bureau.browser().post("/login/code", data={"code": bureau.code()}).status_code == 303


def test_the_token_changes_with_the_second_factor(bureau: Bureau) -> None:
    browser = bureau.browser()
    browser.post("/login", data={"name": ADMINISTRATOR, "passphrase": PASSPHRASE})
    first = browser.cookies[COOKIE]
    browser.post("/login/code", data={"code": bureau.code()})
    assert browser.cookies[COOKIE] != first
    browser.cookies.set(COOKIE, first, domain="testserver.local")


def test_a_wrong_passphrase_keeps_the_name_and_escapes_it(bureau: Bureau) -> None:
    answer = bureau.browser().post("/login", data={"name": '"><b>', "passphrase": "x"})
    assert answer.status_code == 400
    assert "&#34;&gt;&lt;b&gt;" in answer.text


def test_the_cookie_is_for_https_and_this_site_alone(bureau: Bureau) -> None:
    answer = bureau.browser().post("/login", data={"name": ADMINISTRATOR, "passphrase": PASSPHRASE})
    cookie = answer.headers["set-cookie"]
    for word in ("__Host-", "Secure", "HttpOnly", "SameSite=strict", "Path=/"):
        assert word in cookie


def test_signing_out_needs_the_word_of_the_page(bureau: Bureau) -> None:
    browser = bureau.sign_in()
    assert browser.post("/logout", data={"csrf": "forged"}).status_code == 400
    assert browser.get("/devices").status_code == 200


def test_whoever_guesses_elsewhere_does_not_shut_out_the_officer(bureau: Bureau) -> None:
    """From the same address even, as behind a proxy that hands none on."""
    officer, right = bureau.sign_in(), {"name": ADMINISTRATOR, "passphrase": PASSPHRASE}
    for _time in range(FREE_ATTEMPTS):
        bureau.browser().post("/login", data={"name": ADMINISTRATOR, "passphrase": "wrong"})
    assert "尝试次数过多" in bureau.browser().post("/login", data=right).text
    officer.cookies.delete(COOKIE)
    assert officer.post("/login", data=right).status_code == 303
    assert officer.post("/login/code", data={"code": bureau.code()}).status_code == 303
    assert officer.get("/devices").status_code == 200


def test_the_word_of_a_browser_stays_and_opens_nothing(bureau: Bureau) -> None:
    browser = bureau.browser()
    browser.post("/login", data={"name": ADMINISTRATOR, "passphrase": PASSPHRASE})
    assert BROWSER not in browser.cookies  # the passphrase alone makes nothing known
    cookies = browser.post("/login/code", data={"code": bureau.code()}).headers.get_list(
        "set-cookie"
    )
    (kept,) = [each for each in cookies if each.startswith(BROWSER)]
    for word in ("__Host-", "Secure", "HttpOnly", "SameSite=strict", "Path=/", "Max-Age=7776000"):
        assert word in kept
    browser.cookies.delete(COOKIE)
    assert browser.get("/devices").headers["location"] == "/login"
