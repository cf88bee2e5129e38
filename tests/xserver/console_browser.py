"""A real Chromium at the console, and short ways through its pages, for tests.

CONSOLE_PICTURES names a folder for pictures of what is seen, at both scales.
"""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from corrdesk.county.county import County
from corrdesk.county.web.app import create_app
from corrdesk.county.web.joining import certificate_digest
from corrdesk.county.web.watching import Log
from tests.county.conftest import PASSPHRASE, Bureau

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
PICTURES: Final = os.environ.get("CONSOLE_PICTURES", "")
SCALES: Final = {"100": (1366, 768, 1.0), "150": (910, 512, 1.5)}
PATIENCE: Final = 20  # seconds
WIDER: Final = "return document.documentElement.scrollWidth > window.innerWidth"
CUT: Final = """
return [...document.querySelectorAll('button, .button, .mark, th, summary, nav a, label, h1')]
  .filter(each => each.offsetParent !== null && each.scrollWidth > each.clientWidth + 1
    && getComputedStyle(each).display !== 'inline' && !each.querySelector('.hidden'))
  .map(each => each.innerText)
"""
ROWS: Final = """
return [...arguments[0].tBodies[0].rows].filter(row => row.className !== 'none')
  .map(row => [...row.cells].map(cell => cell.innerText.replace(/\\s+/g, ' ').trim()))
"""


@dataclass
class Console:
    """A window at the county's address."""

    driver: webdriver.Chrome
    base: str
    downloads: Path

    def open(self, path: str) -> None:
        """Goes to a page."""
        self.driver.get(self.base + path)

    def find(self, selector: str) -> WebElement:
        """The first element of this kind."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def every(self, selector: str) -> list[WebElement]:
        """All elements of this kind."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def link(self, words: str) -> WebElement:
        """The link with these words."""
        return self.driver.find_element(By.LINK_TEXT, words)

    def press(self, words: str, within: str = "main") -> None:
        """Presses the button whose words begin so."""
        for each in self.every(f"{within} button"):
            if each.is_displayed() and each.text.startswith(words):
                each.click()
                return
        msg = f"no button [{words}]"
        raise LookupError(msg)

    def unfold(self, words: str, row: str) -> None:
        """Opens what stands behind a word in the row of somebody or something."""
        for each in self.every("tbody tr"):
            if row in each.text:
                for summary in each.find_elements(By.TAG_NAME, "summary"):
                    if summary.text.startswith(words):
                        summary.click()
                        return
        msg = f"nothing to open [{words}] at [{row}]"
        raise LookupError(msg)

    @property
    def focus(self) -> WebElement:
        """Where the keyboard writes."""
        return self.driver.switch_to.active_element

    @property
    def text(self) -> str:
        """What the page says."""
        return self.find("main").text

    def until(self, seen: Callable[[], Any]) -> None:
        """Waits until something is so."""
        gone = [WebDriverException]  # a page that is just being left
        WebDriverWait(self.driver, PATIENCE, 0.05, gone).until(lambda _driver: seen())

    def says(self, words: str) -> None:
        """Waits until the page says something."""
        self.until(lambda: words in self.text)

    def title(self, words: str) -> None:
        """Waits for a page."""
        self.until(lambda: words in self.driver.title)

    def sign_in(self, bureau: Bureau, name: str, secret: str) -> None:
        """Passphrase and code, by keyboard."""
        self.driver.delete_all_cookies()
        self.open("/login")
        self.find("#name").send_keys(name)
        self.find("#passphrase").send_keys(PASSPHRASE, "\n")
        self.title("动态码")
        self.find("#code").send_keys(bureau.code(secret), "\n")
        self.until(lambda: self.every("nav"))
        bureau.clock.advance(timedelta(seconds=31))

    def rows(self, export: str) -> tuple[list[str], list[list[str]]]:
        """Heads and cells of the table that is exported there, as they are read."""
        table = self.find(f'table[data-export$="{export}"]')
        heads = [each.text for each in table.find_elements(By.TAG_NAME, "th")]
        return heads, self.driver.execute_script(ROWS, table)

    def download(self, element: WebElement) -> bytes:
        """What comes when a link or button is pressed."""
        for old in self.downloads.iterdir():
            old.unlink()
        element.click()

        def came() -> bool:
            names = [each.name for each in self.downloads.iterdir()]
            return len(names) == 1 and not names[0].endswith((".crdownload", ".tmp"))

        self.until(came)
        (found,) = self.downloads.iterdir()
        return found.read_bytes()

    def look(self, name: str) -> None:
        """The page fits at 100 % and at 150 %: no wider than the window, no word cut off."""
        for scale, (width, height, factor) in SCALES.items():
            size = {"width": width, "height": height, "deviceScaleFactor": factor, "mobile": False}
            self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            assert not self.driver.execute_script(WIDER), f"{name} is too wide at {scale} %"
            assert self.driver.execute_script(CUT) == [], f"{name} cuts words at {scale} %"
            if PICTURES:
                Path(PICTURES).mkdir(parents=True, exist_ok=True)
                shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
                (Path(PICTURES) / f"{name}-{scale}.png").write_bytes(base64.b64decode(shot["data"]))
        self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    def faults(self) -> list[str]:
        """What the browser complained of, but for refusals that were asked for."""
        log = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [each["message"] for each in log if "Failed to load resource" not in each["message"]]


class Stage:
    """One server for all walks: the browser keeps its lines, whoever is served behind them."""

    def __init__(self, owner: County) -> None:
        self.folder, self._certificate = owner.folder, certificate_digest(owner)
        self._app: ASGIApp = PlainTextResponse("nobody is served", 503)

    def show(self, county: County, log: Log) -> None:
        """From now on this county is served."""
        app = create_app(county, log=log)
        app.state.certificate = self._certificate  # the one on the line
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


@contextmanager
def chromium(profile: Path) -> Iterator[webdriver.Chrome]:
    """Chromium without a screen, at the size of an old office monitor."""
    options = Options()
    options.binary_location = BROWSER or ""
    for word in ("--headless=new", "--no-sandbox", "--ignore-certificate-errors", "--lang=zh-CN",
                 "--window-size=1366,768", f"--user-data-dir={profile}"):  # fmt: skip
        options.add_argument(word)
    driver = webdriver.Chrome(options=options, service=Service(DRIVER or ""))
    try:
        yield driver
    finally:
        driver.quit()
