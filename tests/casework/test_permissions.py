"""Every role and every action, and no command without a row in the table."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator

import pytest

import corrdesk.casework
from corrdesk.base.actor import Actor, Role
from corrdesk.base.errors import UserError
from corrdesk.casework.permissions import (
    ACTIONS,
    Cell,
    RecordState,
    cells,
    command,
    may,
    require,
)
from corrdesk.store.unit_of_work import UnitOfWork

# Written out on purpose: o officer, h head, a assistant, u auditor, m administrator.
EXPECTED = {
    "office.open": "hm",
    "office.change": "hm",
    "office.pack": "h",
    "rules.confirm": "h",
    "office.delegation": "hm",
    "officer.add": "hm",
    "person.add": "oh",
    "person.change": "oh",
    "ledger.import": "oh",
    "ledger.remember": "oh",
    "supervision.add": "oh",
    "supervision.report_in": "oh",
    "supervision.class": "oh",
    "supervision.status": "oh",
    "supervision.change": "oh",
    "team.change": "oh",
    "attachment.add": "oha",
    "draft.own": "oham",
    "duties.open": "oha",
    "checkin.record": "oha",
    "checkin.withdraw": "oh",
    "medical.record": "oh",
    "hints.find": "oh",
    "hints.dismiss": "oh",
    "measure.start": "oh",
    "measure.step": "oh",
    "measure.preview": "oh",
    "measure.issue": "oh",
    "measure.check": "h",
    "violation.record": "oh",
    "violation.evidence": "oh",
    "violation.dismiss": "oh",
    "proposal.make": "oh",
    "proposal.check": "h",
    "proposal.submit": "oh",
    "proposal.withdraw": "oh",
    "decision.record": "oh",
    "decision.revoke": "oh",
    "notice.preview": "oh",
    "notice.issue": "oh",
    "notice.void": "h",
    "notice.serve": "oh",
    "document.issue": "oh",
    "document.step": "oh",
    "document.void": "h",
    "document.reserve": "h",
    "leave.request": "oh",
    "leave.proof": "oh",
    "leave.decide": "h",
    "leave.record": "oh",
    "leave.withdraw": "oh",
    "leave.return": "oh",
    "leave.certificate": "oh",
    "leave.void": "h",
    "travel.request": "oh",
    "travel.record": "oh",
    "travel.withdraw": "oh",
    "travel.trip": "oh",
    "relocation.request": "oh",
    "relocation.record": "oh",
    "relocation.withdraw": "oh",
    "relocation.pack": "oh",
    "relocation.paper": "oh",
    "approval.request": "oh",
    "approval.record": "oh",
    "approval.withdraw": "oh",
    "approval.paper": "oh",
    "partner.change": "oh",
    "program.plan": "oh",
    "program.invite": "oha",
    "program.print": "oh",
    "program.certificate": "oh",
    "attendance.record": "oha",
    "hours.adjust": "oh",
    "hours.exempt": "oh",
    "hours.import": "oh",
    "county.read": "ohu",
    "county.decide": "oh",
    "plan.revise": "oh",
    "plan.confirm": "oh",
    "county.keep": "m",
    "county.packs": "ohum",
    "sync.enrol": "hm",
    "sync.run": "oham",
    "sync.settle": "oh",
    "vault.keys": "hm",
    "vault.backup": "oham",
    "vault.accept": "hm",
    "inspection.export": "hu",
    "person.count": "ohau",
    "person.read": "ohau",
    "person.reach": "ohau",
    "file.count": "ohu",
    "file.read": "ohu",
    "file.open": "hu",
    "file.seal": "h",
    "file.unseal": "h",
    "journal.verify": "ohum",
}
# What differs for a minor's file, an ended one, a sealed one; sealed is nobody's unless it says so.
IN_STATE = {
    ("person.count", "ended"): "ohu",
    ("person.read", "minor"): "oha",
    ("person.read", "ended"): "ohu",
    ("person.reach", "minor"): "oh",
    ("person.reach", "ended"): "ohu",
    ("file.read", "minor"): "oh",
    ("file.open", "sealed"): "h",
    ("county.read", "minor"): "oh",
    ("file.unseal", "sealed"): "h",
    ("checkin.record", "ended"): "oh",
    ("attachment.add", "ended"): "oh",
    ("attendance.record", "ended"): "oh",
    ("program.invite", "ended"): "oh",
    ("inspection.export", "minor"): "h",
    ("inspection.export", "sealed"): "h",
}
OF_NOBODY = {
    "office.open",
    "office.change",
    "office.pack",
    "office.delegation",
    "officer.add",
    "rules.confirm",
    "draft.own",
    "ledger.remember",
    "partner.change",
    "hints.find",
    "program.plan",
    "duties.open",
    "sync.enrol",
    "sync.run",
    "county.keep",
    "county.packs",
    "vault.keys",
    "vault.backup",
    "vault.accept",
    "journal.verify",
}
LETTERS = {
    Role.OFFICER: "o",
    Role.HEAD: "h",
    Role.ASSISTANT: "a",
    Role.AUDITOR: "u",
    Role.ADMINISTRATOR: "m",
}
HELPERS = {"corrdesk.casework.caseload.records"}  # parts of commands, as their module says


def actor(role: Role) -> Actor:
    return Actor("officer-1", "李明", role, "device-1")


def commands() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every public function of casework whose first parameter is a unit of work."""
    for found in pkgutil.walk_packages(corrdesk.casework.__path__, "corrdesk.casework."):
        if found.name in HELPERS:
            continue
        if found.name.rpartition(".")[2] not in {
            "service",
            "importing",
            "flows",
            "hinting",
            "issuing",
            "endings",
            "medical",
            "delegations",
            "travel",
            "certificates",
            "papers",
            "rosters",
            "accounts",
            "hour_flows",
            "sealing",
            "hour_sheets",
        }:
            continue
        module = importlib.import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            parameters = list(inspect.signature(function).parameters)
            own = function.__module__ == found.name and not name.startswith("_")
            if own and parameters[:1] == ["uow"]:
                yield f"{found.name}.{name}", function


def test_the_table_is_as_written_here() -> None:
    assert set(ACTIONS) == set(EXPECTED)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", sorted(EXPECTED))
def test_each_role_may_do_what_the_table_says(action: str, role: Role) -> None:
    allowed = LETTERS[role] in EXPECTED[action]
    assert may(actor(role), action) is allowed
    if allowed:
        require(actor(role), action)
    else:
        with pytest.raises(UserError) as refused:
            require(actor(role), action)
        assert "李明" not in str(refused.value)


def expected(cell: Cell) -> bool:
    """The table as it is written out above."""
    usual = EXPECTED[cell.action]
    if cell.action in OF_NOBODY or cell.state is RecordState.ORDINARY:
        return LETTERS[cell.role] in usual
    otherwise = "" if cell.state is RecordState.SEALED else usual
    return LETTERS[cell.role] in IN_STATE.get((cell.action, cell.state.value), otherwise)


def test_every_cell_is_as_written_here() -> None:
    walked = list(cells())
    assert len(walked) == len(ACTIONS) * len(Role) * len(RecordState)
    assert [cell for cell in walked if cell.allowed is not expected(cell)] == []


def test_the_strictest_state_decides() -> None:
    auditor, head = actor(Role.AUDITOR), actor(Role.HEAD)
    both = (RecordState.MINOR, RecordState.ENDED)
    assert may(auditor, "file.open", both)
    assert not may(auditor, "file.open", (*both, RecordState.SEALED))
    assert may(head, "file.open", (*both, RecordState.SEALED))
    assert not may(actor(Role.ASSISTANT), "person.read", both)


def test_who_may_act_on_a_file_may_read_it() -> None:
    """Otherwise an act would answer for a file that its actor is kept from."""
    for cell in cells():
        grant = ACTIONS[cell.action]
        reads = cell.action.startswith(("person.", "file.")) and cell.action != "person.change"
        if not grant.of_person or reads or not cell.allowed or cell.action == "inspection.export":
            continue
        front = {"attachment.add", "checkin.record", "attendance.record", "program.invite"}
        reading = "person.read" if cell.action in front else "file.read"
        assert ACTIONS[reading].allows(cell.role, (cell.state,)), cell


def test_a_row_that_names_no_state_is_about_a_person_and_spares_sealed_files() -> None:
    grant = ACTIONS["violation.record"]
    assert grant.of_person
    assert grant.roles[RecordState.SEALED] == frozenset()
    assert {action for action, row in ACTIONS.items() if not row.of_person} == OF_NOBODY


def test_every_command_declares_its_action() -> None:
    found = dict(commands())
    assert len(found) > 25
    silent = [name for name, function in found.items() if not hasattr(function, "action")]
    assert silent == []


def test_every_action_is_used_or_asked_for() -> None:
    used = {getattr(function, "action", "") for _name, function in commands()}
    asked_by_the_desk = {"person.read", "journal.verify", "vault.accept"}
    asked_by_the_veil = {"person.count", "person.reach", "file.count", "file.read"}
    asked_by_upkeep = {"vault.keys", "vault.backup", "inspection.export"}
    asked_by_upkeep |= asked_by_the_veil
    asked_by_upkeep |= {"sync.enrol", "sync.run", "sync.settle"}  # the exchange is no casework
    asked_by_the_county = {"county.read", "county.keep", "county.packs"}
    assert set(ACTIONS) == used | asked_by_the_desk | asked_by_upkeep | asked_by_the_county


def test_an_undeclared_action_cannot_be_declared() -> None:
    with pytest.raises(KeyError, match=r"person\.erase"):
        command("person.erase")


def test_an_undeclared_action_cannot_be_asked() -> None:
    with pytest.raises(KeyError):
        may(actor(Role.HEAD), "person.erase")


class _Paper:
    """What `command` needs of a unit of work, to see that a refusal comes first."""

    def __init__(self, role: Role) -> None:
        self.actor = actor(role)
        self.acts: list[str] = []

    def begin_act(self, name: str) -> None:
        self.acts.append(name)


@pytest.mark.parametrize("role", list(Role))
def test_a_refused_command_does_not_run(role: Role) -> None:
    ran: list[str] = []

    @command("notice.void")
    def void(uow: UnitOfWork, what: str) -> str:
        ran.append(what)
        return what

    paper = _Paper(role)
    if role is Role.HEAD:
        assert void(paper, "x") == "x"  # type: ignore[arg-type]
        assert (ran, paper.acts) == (["x"], ["notice.void"])
    else:
        with pytest.raises(UserError):
            void(paper, "x")  # type: ignore[arg-type]
        assert (ran, paper.acts) == ([], [])
