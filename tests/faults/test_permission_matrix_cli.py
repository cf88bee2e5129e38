"""The permission table on the command line: every command that opens a vault × role × record state.

A command without a row here fails the build. Nothing is committed, so that one office serves all.
"""

from __future__ import annotations

import inspect
import json
import time
import typing
from collections.abc import Iterator
from contextlib import ExitStack
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from corrdesk.base.actor import Role
from corrdesk.bootstrap import Desk
from corrdesk.casework.permissions import ACTIONS, NotAllowed, RecordState
from corrdesk.cli import opening
from corrdesk.cli.main import app
from corrdesk.store.unit_of_work import Changes, UnitOfWork
from tests.casework.people import id_number
from tests.casework.roles import SERIALS, as_role
from tests.cli.script import Run, bare
from tests.faults.closed_office import OFFICER, PASSPHRASE, open_office
from tests.faults.people_in_states import Office, record_id, settle

__all__ = ["bare"]  # fixture

READS = "person.read"
ROWS: dict[str, str] = {
    "rules switch": "office.pack",
    "rules checklist": READS,
    "rules confirm": "rules.confirm",
    "case list": READS,
    "case open": "violation.record",
    "case propose": "proposal.make",
    "case decide": "decision.record",
    "case check": "proposal.check",
    "case revoke": "decision.revoke",
    "case earlier": READS,
    "case measure list": READS,
    "case measure show": READS,
    "case measure start": "measure.start",
    "case measure step": "measure.step",
    "case measure sheet": "measure.preview",
    "case medical": "medical.record",
    "case hint list": READS,
    "case hint confirm": "violation.record",
    "case hint dismiss": "hints.dismiss",
    "case hint reopen": "hints.dismiss",
    "notice": "notice.issue",
    "closed seal": "file.seal",
    "closed open": "file.open",
    "closed unseal": "file.unseal",
    "verify": "journal.verify",
    "import": "ledger.import",
    "desk": READS,
    "checkin": "checkin.record",
    "documents list": READS,
    "documents show": READS,
    "documents issue": "document.issue",
    "documents stamp": "document.step",
    "documents serve": "document.step",
    "documents file": "document.step",
    "documents scan": "document.step",
    "documents void": "document.void",
    "documents bind": "file.read",
    "documents register": READS,
    "documents ranges": READS,
    "documents reserve": "document.reserve",
    "documents return": "document.reserve",
    "documents take-over": "document.reserve",
    "leave list": READS,
    "leave request": "leave.request",
    "leave extend": "leave.request",
    "leave decide": "leave.decide",
    "leave return": "leave.return",
    "leave withdraw": "leave.withdraw",
    "leave certificate": "leave.certificate",
    "leave delegate": "office.delegation",
    "travel list": READS,
    "travel request": "travel.request",
    "travel decide": "travel.record",
    "travel trip": "travel.trip",
    "travel back": "travel.trip",
    "travel end": "travel.withdraw",
    "relocation list": READS,
    "relocation show": READS,
    "relocation request": "relocation.request",
    "relocation receive": "relocation.request",
    "relocation step": "relocation.record",
    "relocation undo": "relocation.record",
    "relocation pack": "relocation.pack",
    "relocation withdraw": "relocation.withdraw",
    "relocation sheet": "relocation.paper",
    "place request": "approval.request",
    "place list": READS,
    "place told": "approval.record",
    "place decide": "approval.record",
    "place withdraw": "approval.withdraw",
    "place sheet": "approval.paper",
    "visit request": "approval.request",
    "visit list": READS,
    "visit decide": "approval.record",
    "visit withdraw": "approval.withdraw",
    "visit sheet": "approval.paper",
    "programs hours": READS,
    "programs add": "program.plan",
    "programs plan": "program.plan",
    "programs list": READS,
    "programs invite": "program.invite",
    "programs attend": "attendance.record",
    "programs adjust": "hours.adjust",
    "programs online": "hours.import",
    "programs roster": "program.print",
    "programs scan": "attachment.add",
    "programs slip": "program.print",
    "programs record": "program.print",
    "programs certificate": "program.certificate",
    "programs goals": READS,
    "programs add-goal": "plan.revise",
    "programs drop-goal": "plan.revise",
    "programs confirm-goal": "plan.confirm",
    "programs materials": READS,
    "programs attach": "program.plan",
    "programs detach": "program.plan",
    "programs material": READS,
    "programs partner add": "partner.change",
    "programs partner list": READS,
    "programs partner end": "partner.change",
    "programs volunteer add": "partner.change",
    "programs volunteer end": "partner.change",
    "programs exempt add": "hours.exempt",
    "programs exempt list": READS,
    "programs exempt withdraw": "hours.exempt",
    "programs staff list": READS,
    "programs staff hours": "hours.adjust",
    "programs staff qualify": "partner.change",
    "enrol invite": "sync.enrol",
    "enrol request": "sync.enrol",
    "enrol accept": "sync.enrol",
    "enrol join": "sync.enrol",
    "enrol renew": "sync.enrol",
    "sync": "sync.run",
    "backup": "vault.backup",
    "accept": "vault.accept",
    "escrow": "vault.keys",
    "officer add": "officer.add",
    "officer remove": "officer.add",
    "export inspection": "inspection.export",
    "recovery-code": "vault.keys",
    "rekey": "vault.keys",
}
"""Command → the action that decides whether a role may give it."""

WITHOUT_ROLE = {
    "rules diff",  # compares rule packs; a vault is only said
    "rules pack install",  # lays a signed pack beside the vault, which stays closed
    "new",
    "doctor",  # whoever has a key may look whether the vault is whole
    "recover",
    "officer list",
    "officer passphrase",  # one's own; another's is `vault.keys` in tests/upkeep
}
ON_THE_VAULT = {"accept", "officer add", "officer remove", "escrow", "recovery-code", "rekey",
    "backup", "enrol request", "enrol accept", "enrol join", "enrol renew", "sync"}  # fmt: skip
"""What these do to keys, copies and the wire, their own tests have: here they are refused."""

LOOK_FIRST = {"rules switch", "import", "documents stamp", "documents serve", "documents file",
    "documents scan", "documents void", "travel back", "relocation undo", "relocation pack",
    "programs invite", "programs online", "programs scan", "programs drop-goal",
    "programs material", "programs partner end", "programs volunteer end",
    "programs staff hours", "programs staff qualify", "officer add", "rekey"}  # fmt: skip
"""They look at a file, a pack or a record of their own before the act is asked for: whatever they
say to a role that may not, they are not done, and nothing is written."""

TABLES = {
    "duty": "duty",
    "violation": "violation",
    "proposal": "proposal",
    "hint": "hint",
    "decision": "decision",
    "measure": "measure",
    "leave": "leave",
    "permit": "travel_permit",
    "case": "relocation",
    "approval": "approval",
    "goal": "plan_goal",
    "exemption_id": "hour_exemption",
    "person": "person",
    "number": "person",
    "code": "document",
    "which": "document",
}
"""Arguments that name a person or a record of one."""


def commands() -> Iterator[tuple[str, Any]]:
    """Every command with its words, group by group."""

    def walk(command: Any, before: list[str]) -> Iterator[tuple[str, Any]]:
        for name in command.list_commands(None):
            inner = command.get_command(None, name)
            if hasattr(inner, "list_commands"):
                yield from walk(inner, [*before, name])
            else:
                yield " ".join([*before, name]), inner

    return walk(get_command(app), [])


COMMANDS = {name: each for name, each in commands() if any(p.name == "vault" for p in each.params)}


SAID = {
    "rules switch": {"pack": "cn"},
    "case propose": {"measure": "admonition"},
    "documents issue": {"form_id": "discharge-declaration"},
    "relocation sheet": {"which": "approval"},
    "place sheet": {"which": "form"},
    "visit sheet": {"which": "form"},
    "programs adjust": {"amount": "1"},
    "programs add-goal": {"due": "2026-09-30"},
    "programs volunteer add": {"secrecy": "2026-06-01"},
    "case measure step": {"what": "submit"},  # the head's own step is `check`
}
MORE = {
    "programs invite": ("--person", "{person}"),
    "recovery-code": ("--out", "{out}"),
    "export inspection": ("--person", "{person}", "--reason", "依法查询", "--document", "函1号"),
}
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def words(name: str, folder: Path, named: dict[str, str]) -> list[str]:
    """The least that a command has to be told."""
    command = COMMANDS[name]
    hints = typing.get_type_hints(inspect.unwrap(command.callback))
    known = named | SAID.get(name, {})
    said: list[str] = []
    for parameter in command.params:
        if not parameter.required or parameter.name == "vault":
            continue
        text = known.get(parameter.name) or usual(parameter.name, hints[parameter.name], folder)
        said += [parameter.opts[0], text] if parameter.opts[0].startswith("-") else [text]
    more = (each.format(**named, out=folder / "out.pdf") for each in MORE.get(name, ()))
    return [*said, *more]


def usual(name: str, kind: Any, folder: Path) -> str:
    """Something to say where nothing in particular has to be said."""
    if inspect.isclass(kind) and issubclass(kind, Enum):
        return str(next(iter(kind)).value)
    if kind in {int, float}:
        return "1"
    if kind is Path or "file" in name:
        return str(folder / ("out" if "out" in name else "scan.png"))
    if name.endswith(("_on", "until", "on", "return_", "depart")) and name != "reason":
        return "2026-06-10"
    made = {"program": "program", "program_id": "program", "session_id": "program_session"}
    return record_id(made[name], RecordState.ORDINARY) if name in made else "x"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, dict[Role, Desk]]]:
    with ExitStack() as stack:
        head = stack.enter_context(open_office(tmp_path_factory.mktemp("cli-matrix")))
        settled = settle(head)
        yield settled, {role: stack.enter_context(as_role(head, role)) for role in Role}


@pytest.fixture
def as_(
    office: tuple[Office, dict[Role, Desk]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> typing.Callable[[Role], list[str]]:
    """Lets every command open the office at somebody's desk, and commit nothing.

    Returns what would have been written since.
    """
    written: list[str] = []
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(PASSPHRASE, "utf-8")

    def commit(uow: UnitOfWork) -> Changes:
        uow.session.flush()
        written.extend(change.table for change in uow._changes)
        return Changes(frozenset(), frozenset())

    monkeypatch.setenv("CORRDESK_OFFICER", OFFICER)
    monkeypatch.setenv("CORRDESK_PASSPHRASE_FILE", str(passphrase))
    monkeypatch.setattr(UnitOfWork, "commit", commit)
    for desk in office[1].values():
        monkeypatch.setattr(desk, "close", lambda: None)

    def sit(role: Role) -> list[str]:
        written.clear()
        monkeypatch.setattr(opening, "open_desk", lambda *_args, **_kwargs: office[1][role])
        return written

    return sit


def test_every_command_has_a_row() -> None:
    assert set(COMMANDS) == set(ROWS) | WITHOUT_ROLE
    assert set(ROWS.values()) <= set(ACTIONS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scan.png").write_bytes(PICTURE)
    return tmp_path


def refusal() -> str:
    return NotAllowed().message


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_command_by_every_role(
    office: tuple[Office, dict[Role, Desk]], as_: Any, bare: Run, folder: Path
) -> None:
    """Who may not is refused; who may is not: for the file of somebody ordinary."""
    started, counted = time.monotonic(), 0
    wrong: list[tuple[object, ...]] = []
    named = names_of(office[0], RecordState.ORDINARY)
    for name, action in ROWS.items():
        for role in Role:
            allowed = ACTIONS[action].allows(role)
            if allowed and name in ON_THE_VAULT:
                continue
            written = as_(role)
            said = bare(*name.split(), folder, *words(name, folder, named))
            counted += 1
            refused = refusal() in said.err
            # A record that the role does not see is not there for it: as good a refusal.
            gone = name in LOOK_FIRST or "没有找到" in said.err
            stopped = said.code != 0 and not written and (refused or gone)
            if (allowed and refused) or not (allowed or stopped):
                wrong.append((name, role.value, said))
    seconds = round(time.monotonic() - started, 1)
    print(json.dumps({"figure": "roles, command line", "n": counted, "seconds": seconds}))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_sealed_and_unknown_get_the_same_answer(
    office: tuple[Office, dict[Role, Desk]], as_: Any, bare: Run, folder: Path
) -> None:
    started, counted = time.monotonic(), 0
    wrong: list[tuple[object, ...]] = []
    sealed = names_of(office[0], RecordState.SEALED)
    stranger = {
        name: id_number(999) if name in {"person", "number"} else "no-such" for name in sealed
    }
    for name, command in COMMANDS.items():
        asked = {parameter.name for parameter in command.params} & set(TABLES)
        if name in WITHOUT_ROLE | ON_THE_VAULT or not asked:
            continue
        for role in Role:
            if role is Role.HEAD and ACTIONS[ROWS[name]].allows(role, (RecordState.SEALED,)):
                continue  # what the head may: tests/cli/test_closed.py
            as_(role)
            answers = []
            for who in (sealed, stranger):
                said = bare(*name.split(), folder, *words(name, folder, who))
                text = said.out + said.err
                for each in who.values():
                    text = text.replace(each, "…")
                answers.append((said.code, text))
            counted += 1
            if answers[0] != answers[1]:
                wrong.append((name, role.value, *answers))
    seconds = round(time.monotonic() - started, 1)
    print(
        json.dumps({"figure": "sealed or unknown, command line", "n": counted, "seconds": seconds})
    )
    assert counted > 120
    assert not wrong, "\n".join(map(str, wrong))


def names_of(office: Office, state: RecordState) -> dict[str, str]:
    """How a command names the person and the records of a state."""
    found = {name: office.record(table, state) for name, table in TABLES.items()}
    number = office.people[state].number
    assert number[-4:-1] == f"{SERIALS[state]:03d}"
    return found | {"person": number, "number": number}
