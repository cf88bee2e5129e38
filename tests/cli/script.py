"""The command line as scripts use it: arguments in, exit code and the two streams out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from corrdesk.base.clock import FixedClock
from corrdesk.base.i18n import set_language
from corrdesk.bootstrap import Desk, Founding, create_desk
from corrdesk.casework.caseload.ledger.plan import plan_import
from corrdesk.cli.main import app, run
from corrdesk.vault.keyslots import KdfProfile

OFFICER = "李明"
PASSPHRASE = "six red lanterns over the gate"
TODAY = "2026-06-10"
LEDGERS = Path(__file__).parents[1] / "data" / "ledgers"


@dataclass(frozen=True)
class Said:
    """What one command ended with."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output, of a command that was done."""
        assert self.code == 0, self.err
        return json.loads(self.out)


class NoScreen:
    """A desktop that notes how often it was asked for."""

    def __init__(self) -> None:
        self.opened = 0

    def open(
        self,
        desk: Desk | None,
        device_secret_file: Path | None = None,
        throw_away: Path | None = None,
    ) -> int:
        self.opened += 1
        return 0

    def capture(self, desk: Desk, out: Path) -> list[Path]:
        return []


Run = Callable[..., Said]


def everything() -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command and group of the program with its words; loads them all."""

    def below(words: tuple[str, ...], command: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
        yield words, command
        for name, each in getattr(command, "commands", {}).items():
            yield from below((*words, name), each)

    return below((), get_command(app))


def long_term(office: Run, category: str | None = None) -> str:
    """The name of somebody who is due today and supervised beyond the days of these tests."""
    found = office("desk", "--as-of", TODAY, "--json").json
    due = {line["name"] for line in found["due"]}
    plan = plan_import(LEDGERS / "ledger-office.xlsx", today=date(2026, 6, 1))
    names = (
        row.name
        for row in plan.accepted
        if row.term_end > date(2026, 12, 31) and category in {None, row.category.value}
    )
    return next(each for each in names if each in due)


@pytest.fixture
def bare(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command with exactly these arguments."""

    def call(*arguments: object) -> Said:
        capsys.readouterr()
        code = run([str(each) for each in arguments], NoScreen())
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return call


@pytest.fixture
def english() -> Iterator[None]:
    """English for one test, of commands that describe themselves in Chinese all the same."""
    assert list(everything())  # loaded now, or they would speak English to the tests after this
    set_language("en")
    yield
    set_language("zh_CN")


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new office with the secrets of its officer; nobody writes to it."""
    folder = tmp_path_factory.mktemp("cli")
    founding = Founding(
        office="青石镇司法所",
        officer=OFFICER,
        passphrase=PASSPHRASE,
        pack_id="cn-example",
        county="青石县社区矫正管理局",
        kdf=KdfProfile.CHEAP_FOR_TESTS,
    )
    desk, _code = create_desk(
        folder / "vault",
        founding,
        device_secret_file=folder / "device.secret",
        clock=FixedClock(date(2026, 6, 1)),
    )
    desk.close()
    (folder / "passphrase").write_text(PASSPHRASE + "\n", "utf-8")
    return folder


@pytest.fixture
def place(tmp_path: Path, founded: Path) -> Path:
    """A folder with a vault of its own."""
    shutil.copytree(founded, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def at_desk(place: Path, bare: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on the vault, signed in by the environment: name, then its arguments."""
    monkeypatch.setenv("CORRDESK_OFFICER", OFFICER)
    monkeypatch.setenv("CORRDESK_PASSPHRASE_FILE", str(place / "passphrase"))
    monkeypatch.setenv("CORRDESK_DEVICE_SECRET_FILE", str(place / "device.secret"))

    def call(command: str, *arguments: object) -> Said:
        return bare(*command.split(" "), place / "vault", *arguments)

    return call


@pytest.fixture
def office(at_desk: Run) -> Run:
    """The same, with the public ledger imported on the first of June."""
    done = at_desk("import", LEDGERS / "ledger-office.xlsx", "--as-of", "2026-06-01")
    assert done.code == 0, done.err
    return at_desk
