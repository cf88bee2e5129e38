"""What every walk at the console stands on: one browser, one server; a list and its workbook."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from selenium import webdriver

from corrdesk.base.actor import Role
from corrdesk.base.clock import SystemClock
from corrdesk.county.county import CountyFounding, create_county
from corrdesk.county.web.limits import RequestLimits
from corrdesk.county.web.watching import make_log
from tests.county.conftest import Bureau
from tests.county.web.serving import served_by
from tests.xserver.console_browser import BROWSER, DRIVER, Console, Stage, chromium

HEAD = "李局"
NEEDED = pytest.mark.skipif(not (BROWSER and DRIVER), reason="not installed: chromium")


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture(autouse=True)
def _unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test is quicker than an officer; where the limit is what is seen, it is set there."""
    monkeypatch.setattr(RequestLimits, "allows", lambda *_arguments, **_named: True)


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, str]]:
    """The server and its address."""
    owner, _secret = create_county(
        tmp_path_factory.mktemp("stage") / "county", CountyFounding("石桥县", ""), SystemClock()
    )
    opened = Stage(owner)
    with served_by(opened, owner.folder) as address:
        yield opened, address
    owner.close()


@pytest.fixture
def console(
    bureau: Bureau, driver: webdriver.Chrome, stage: tuple[Stage, str], tmp_path: Path
) -> Console:
    """The county served over TLS, nobody signed in."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    driver.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)}
    )
    stage[0].show(bureau.county, make_log(bureau.log))
    return Console(driver, stage[1], folder)


@pytest.fixture(autouse=True)
def _without_complaints(console: Console) -> Iterator[None]:
    """A script that is not let in, or fails, is a fault."""
    console.faults()
    yield
    assert console.faults() == []
    console.driver.get("about:blank")


@pytest.fixture
def head(bureau: Bureau) -> str:
    """The code secret of somebody who decides."""
    return bureau.add(HEAD, Role.HEAD)


def equal_to_its_workbook(console: Console, export: str) -> int:
    """Opens the workbook of a list by its link and compares it with the page. Returns its rows."""
    heads, shown = console.rows(export)
    content = console.download(console.find(f'a[href*="{export}"]'))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    names, rows = [str(each) for each in sheet[0]], sheet[1:]
    assert len(rows) == len(shown), export
    common = [each for each in heads if each in names]
    assert len(common) >= 2, (export, heads, names)
    for row, cells in zip(rows, shown, strict=True):
        for name in common:
            told, seen = _told(row[names.index(name)]), cells[heads.index(name)]
            bare = seen.replace("▲ 从未联系", "").replace("—", "")
            told = told.replace("—", "")
            fits = told in bare or bare in told if told and bare else told == bare
            assert fits, (export, name, told, seen)
    return len(rows)


def _told(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def answer(console: Console, words: str) -> None:
    for each in console.every("label.choice"):
        if each.text.strip() == words:
            each.click()
            return
    raise LookupError(words)
