"""A county with its first account, and a browser for it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from corrdesk.base.actor import Role
from corrdesk.base.clock import CHINA, FixedClock
from corrdesk.bootstrap import Desk
from corrdesk.county import accounts
from corrdesk.county.county import County, CountyFounding, create_county, open_county
from corrdesk.county.web.app import create_app
from corrdesk.county.web.watching import make_log
from tests.casework.conftest import clock, desk, founded_office
from tests.county.conflicted import Conflicted, make_conflict
from tests.county.offices import Pair, enrol

__all__ = ["clock", "desk", "founded_office"]  # fixtures

ADMINISTRATOR = "田管理"
PASSPHRASE = "山城 灯塔 木船 七月 落叶"
MORNING = datetime(2026, 6, 10, 9, tzinfo=CHINA)


@dataclass(frozen=True)
class Bureau:
    """A county, the code secret of its administrator, its clock, its log."""

    county: County
    secret: str
    clock: FixedClock
    log: io.StringIO

    def code(self, secret: str = "") -> str:
        """The one-time code of this moment."""
        return pyotp.TOTP(secret or self.secret).at(self.clock.now())

    def browser(self) -> TestClient:
        """A browser that nobody is signed in with."""
        app = create_app(self.county, log=make_log(self.log))
        return TestClient(app, base_url="https://testserver", follow_redirects=False)

    def sign_in(self, name: str = ADMINISTRATOR, secret: str = "") -> TestClient:
        """A browser after passphrase and code; the clock goes on by one step of the codes."""
        browser = self.browser()
        answer = browser.post("/login", data={"name": name, "passphrase": PASSPHRASE})
        assert answer.status_code == 303
        answer = browser.post("/login/code", data={"code": self.code(secret)})
        assert answer.status_code == 303
        assert answer.headers["location"] in {"/", "/devices"}
        self.clock.advance(timedelta(seconds=31))
        return browser

    def add(self, name: str, role: Role) -> str:
        """An account; returns the secret of its codes."""
        with self.county.console() as console:
            return console.accounts.add(name, role, PASSPHRASE)[1]


def _guess_cheaply(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a guess costs is for attackers, not for tests."""
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", hasher)
    monkeypatch.setattr(accounts, "_NOBODY", hasher.hash("nobody"))


@pytest.fixture(autouse=True)
def _cheap_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    _guess_cheaply(monkeypatch)


@pytest.fixture(scope="session")
def founded_county(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a new county, to which nobody writes, and its administrator's code secret."""
    folder = tmp_path_factory.mktemp("founded") / "county"
    founding = CountyFounding("石桥县社区矫正管理局", ADMINISTRATOR, PASSPHRASE)
    with pytest.MonkeyPatch.context() as patch:
        _guess_cheaply(patch)
        county, secret = create_county(folder, founding, FixedClock(MORNING))
    county.close()
    return folder, secret


@pytest.fixture
def bureau(tmp_path: Path, founded_county: tuple[Path, str]) -> Iterator[Bureau]:
    folder, secret = founded_county
    shutil.copytree(folder, tmp_path / "county")
    clock = FixedClock(MORNING)
    county = open_county(tmp_path / "county", clock)
    yield Bureau(county, secret, clock, io.StringIO())
    county.close()


@pytest.fixture
def pair(bureau: Bureau, desk: Desk) -> Pair:
    """An office that is enrolled with the county."""
    enrol(desk, bureau.county)
    return Pair(desk, bureau.county)


@pytest.fixture
def conflicted(pair: Pair) -> Conflicted:
    """A name that the office and the county changed at once."""
    return make_conflict(pair)
