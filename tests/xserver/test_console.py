"""The console in a real Chromium: from the sign-in to a decision, and the pages fit the window."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from corrdesk.base.actor import Role
from tests.casework import cases
from tests.casework.conftest import clock, desk, founded_office
from tests.casework.people import new_person
from tests.county.conftest import PASSPHRASE, Bureau, bureau, pair
from tests.county.offices import Pair

__all__ = ["bureau", "clock", "desk", "founded_office", "pair"]  # fixtures

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
NAME = "李局"

pytestmark = pytest.mark.skipif(not (BROWSER and DRIVER), reason="not installed: chromium")


@pytest.fixture
def address(bureau: Bureau, pair: Pair) -> Iterator[tuple[str, str]]:
    """A server in a process of its own with one matter waiting, and the codes of the head."""
    cases.proposal(pair.desk, cases.violation(pair.desk, new_person(pair.desk, name="欧阳平")[1]))
    pair.round()
    secret = bureau.add(NAME, Role.HEAD)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "corrdesk", "county", "serve", str(bureau.county.folder.path)]
    server = subprocess.Popen([*command, "--port", str(port)], stderr=subprocess.DEVNULL)
    try:
        yield f"https://localhost:{port}", secret
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """Chromium without a screen, at the size of an old office monitor."""
    options = Options()
    options.binary_location = BROWSER or ""
    for word in ("--headless=new", "--no-sandbox", "--ignore-certificate-errors",
                 "--window-size=1366,768", f"--user-data-dir={tmp_path}"):  # fmt: skip
        options.add_argument(word)
    driver = webdriver.Chrome(options=options, service=Service(DRIVER or ""))
    yield driver
    driver.quit()


def _fits(browser: webdriver.Chrome) -> bool:
    """No page is wider than the window."""
    width = "return document.documentElement.scrollWidth <= window.innerWidth"
    return bool(browser.execute_script(width))


def _first_page(browser: webdriver.Chrome, url: str) -> None:
    for _time in range(60):
        try:
            browser.get(url)
            return
        except Exception:  # noqa: BLE001 - the server is still starting
            time.sleep(0.5)
    pytest.fail("the server does not answer")


def test_from_the_sign_in_to_a_decision(
    browser: webdriver.Chrome, address: tuple[str, str], pair: Pair
) -> None:
    base, secret = address
    _first_page(browser, f"{base}/login")
    browser.switch_to.active_element.send_keys(NAME)
    browser.find_element(By.ID, "passphrase").send_keys(PASSPHRASE, "\n")
    WebDriverWait(browser, 30).until(lambda seen: "动态码" in seen.title)
    browser.switch_to.active_element.send_keys(pyotp.TOTP(secret).now(), "\n")
    wait = WebDriverWait(browser, 30)
    wait.until(lambda seen: "待决定" in seen.title)
    for page in ("offices", "people", "conflicts", "packs", "figures", ""):
        browser.get(f"{base}/{page}")
        assert _fits(browser), page
    browser.get(f"{base}/people")
    browser.find_element(By.ID, "q").send_keys("查无此人")  # found while typing
    wait.until(lambda seen: "没有找到" in seen.find_element(By.ID, "results").text)
    browser.get(f"{base}/")
    browser.find_element(By.LINK_TEXT, "欧阳平").click()
    assert _fits(browser)
    browser.find_element(By.CSS_SELECTOR, "main form button").click()
    wait.until(lambda seen: "社矫决" in seen.find_element(By.CSS_SELECTOR, "main p[role]").text)
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]
    pair.round()
    with pair.desk.read() as session:
        from corrdesk.casework.enforcement.queries import cases_page

        assert cases_page(session, pair.office, "decided")
