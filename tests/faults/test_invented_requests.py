"""Requests invented from the county's OpenAPI: whatever is sent by whomever, no answer is a 500.

Every endpoint is asked without a sign-in, by every role, and by a device with a true signature,
with values that fit the description and values that do not. INVENTED_REQUESTS sets how many.
"""

from __future__ import annotations

import io
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import copy
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from fastapi.openapi.utils import get_openapi
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SanitizationConfig
from schemathesis.transport.prepare import prepare_request

from corrdesk.base.actor import Role
from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk
from corrdesk.county.county import CountyFounding, create_county
from corrdesk.county.web.limits import RequestLimits
from corrdesk.sync.core.names import inbox, outbox
from corrdesk.sync.transports.http import Credentials, Signature
from tests.casework import wishes
from tests.casework.conftest import clock, desk, founded_office
from tests.casework.people import new_person
from tests.county.conflicted import make_conflict
from tests.county.conftest import (
    ADMINISTRATOR,
    MORNING,
    PASSPHRASE,
    Bureau,
    _cheap_guesses,
    bureau,
    founded_county,
)
from tests.county.offices import ADDRESS, Pair, enrol
from tests.county.web.console import enter, every_route, word_of

__all__ = [
    "_cheap_guesses",
    "bureau",
    "clock",
    "desk",
    "founded_county",
    "founded_office",
]  # fixtures

FULL = bool(os.environ.get("PROOF_FULL"))
EXAMPLES = int(os.environ.get("INVENTED_REQUESTS", "25" if FULL else "2"))
ROLES = [Role.OFFICER, Role.HEAD, Role.AUDITOR, Role.ADMINISTRATOR]
WORDS = ["\x00", "x" * 3000, "-1", "9" * 30, "欧阳", "../../etc", "' or 1=1--", "a\r\nb: c"]
SIGN_OUT = "/logout"  # asked last
AS_IT_IS = SanitizationConfig(enabled=False)


class Ground:
    """A county with an office, matters that wait, a conflict: something to ask for."""

    def __init__(self, bureau: Bureau, desk: Desk) -> None:
        self.bureau = bureau
        enrol(desk, bureau.county)
        self.pair = Pair(desk, bureau.county)
        conflict = make_conflict(self.pair).place
        asked = [wishes.asked(desk, new_person(desk, serial)[1]) for serial in range(2, 6)]
        self.pair.round()
        self.true: dict[str, list[str]] = {
            "matter_id": asked,
            "ids": asked,
            "device_id": [desk.exchange.device],
            "account_id": [self._account()],
            "prefix": [inbox(self.pair.office), outbox(self.pair.office)],
            "office": [self.pair.office],
            "office_id": [self.pair.office],
            "person_id": [str(conflict["row"])],
            **{key: [str(conflict[key])] for key in ("kind", "row", "field")},
        }
        self.random = random.Random(20260610)
        self.word = ""
        self.sent_away = 0
        self.named: set[str] = set()

    def _account(self) -> str:
        with self.bureau.county.console() as console:
            return console.accounts.add("郑离任", Role.OFFICER, PASSPHRASE)[0].id

    def truer(self, case: Any) -> None:
        """Puts true names and hostile words into a case, so that more of the code is reached."""
        for part in (case.path_parameters, case.query, case.body):
            if not isinstance(part, dict):
                continue
            for name in sorted({*part} & {*self.true}):
                if self.random.random() < 0.8:
                    known = self.random.choice([self.true[name], self.true[name], WORDS])
                    part[name] = self.random.choice(known)
            if part is case.body and self.random.random() < 0.9:
                part["csrf"] = self.word
        if "name" not in (case.path_parameters or {}):
            return
        # The first of each kind always, so that what is left there is reached whatever is invented.
        if case.method not in self.named or self.random.random() < 0.7:
            self.named.add(case.method)
            case.path_parameters["name"] = f"{self.pair.office}/in/{self.random.randrange(9)}"

    def request(self, case: Any) -> httpx.Request:
        """The case as it goes over the line."""
        self.truer(case)
        made = prepare_request(case, {}, config=AS_IT_IS, base_url=ADDRESS)
        content: Any = made.body.encode() if isinstance(made.body, str) else made.body
        headers: dict[str, Any] = {
            name: value for name, value in made.headers.items() if name.lower() != "cookie"
        }
        if case.method.upper() == "PUT":
            content = self.random.randbytes(self.random.randrange(1, 40))
            headers["content-length"] = str(len(content))
        return httpx.Request(str(made.method), str(made.url), headers=headers, content=content)

    def fault(self) -> str:
        """What the server wrote about its last fault."""
        return self.bureau.log.getvalue()[-400:]


def operations(app: Any) -> list[Any]:
    """Everything that the application answers, as the framework describes it."""
    routes = []
    for route in every_route(app):
        shown = copy(route)
        shown.include_in_schema = True
        routes.append(shown)
    described = get_openapi(title="county", version="1", routes=routes)
    found: Any = schemathesis.openapi.from_dict(described).get_all_operations()
    return sorted((each.ok() for each in found), key=lambda each: bool(each.path == SIGN_OUT))


def invent(operation: Any, mode: GenerationMode, ask: Callable[[Any], None]) -> int:
    """Asks with invented cases and returns how many; none where nothing can be said wrongly."""
    asked = 0

    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def every(case: Any) -> None:
        nonlocal asked
        asked += 1
        ask(case)

    with suppress(Unsatisfiable):
        every()
    return asked


def ask_everything(
    ground: Ground, browser: TestClient, sign: httpx.Auth | None = None
) -> Counter[int]:
    """Every endpoint, with what fits it and with what does not; returns how it was answered."""
    answers: Counter[int] = Counter()
    for operation in operations(browser.app):

        def ask(case: Any, signs_out: bool = operation.path == SIGN_OUT) -> None:
            request = ground.request(case)
            if sign is not None:
                request = next(sign.auth_flow(request))
            answer = browser.request(
                request.method, str(request.url), headers=dict(request.headers),
                content=request.content,
            )  # fmt: skip
            answers[answer.status_code] += 1
            if answer.headers.get("location") == "/login" and not signs_out:
                ground.sent_away += 1
            assert answer.status_code < 500, f"{request.method} {request.url}: {ground.fault()}"

        for mode in GenerationMode:
            invent(operation, mode, ask)
    return answers


@pytest.fixture(autouse=True)
def _unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that it is not always "too many" that is answered."""
    monkeypatch.setattr(RequestLimits, "allows", lambda *_arguments, **_named: True)


@pytest.fixture
def ground(bureau: Bureau, desk: Desk) -> Ground:
    return Ground(bureau, desk)


@pytest.fixture
def on_postgres(tmp_path: Path, postgres_database: str, desk: Desk) -> Iterator[Ground]:
    """The same on a database server, which is stricter about what a text is."""
    moment = FixedClock(MORNING)
    founding = CountyFounding("石桥县社区矫正管理局", ADMINISTRATOR, PASSPHRASE, postgres_database)
    county, secret = create_county(tmp_path / "county", founding, moment)
    yield Ground(Bureau(county, secret, moment, io.StringIO()), desk)
    county.close()


def _by_a_role(ground: Ground, role: Role) -> None:
    browser = enter(ground.bureau, role)
    ground.word = word_of(browser.get("/packs").text)
    answers = ask_everything(ground, browser)
    assert answers[200] > 5
    assert ground.sent_away == 0, "the sign-in did not hold"


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_no_role_meets_a_fault(ground: Ground, role: Role) -> None:
    _by_a_role(ground, role)


@pytest.mark.parametrize("role", [Role.HEAD, Role.ADMINISTRATOR])
def test_no_role_meets_a_fault_on_a_database_server(on_postgres: Ground, role: Role) -> None:
    _by_a_role(on_postgres, role)


def test_nobody_meets_a_fault(ground: Ground) -> None:
    assert ask_everything(ground, ground.bureau.browser())[401]


def _by_a_device(ground: Ground) -> None:
    exchange = ground.pair.desk.exchange
    sign = Signature(Credentials(exchange.device, exchange.key, ""))
    answers = ask_everything(ground, ground.bureau.browser(), sign)
    assert answers[201]
    assert answers[403]


def test_no_device_meets_a_fault(ground: Ground) -> None:
    _by_a_device(ground)


def test_no_device_meets_a_fault_on_a_database_server(on_postgres: Ground) -> None:
    _by_a_device(on_postgres)
