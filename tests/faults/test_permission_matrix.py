"""The whole permission table in the services: every command × role × record state.

The expectation comes from the table alone. A command that names a record of a person is called for
a person in every state; where the table says no, the answer is that of a record nobody knows.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from unittest.mock import MagicMock

import pytest

import corrdesk.casework
from corrdesk.base.actor import Role
from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework import permissions
from corrdesk.casework.caseload import visibility
from corrdesk.casework.caseload.sealing import enter_export
from corrdesk.casework.caseload.service import change_person
from corrdesk.casework.permissions import ACTIONS, NotAllowed, RecordState
from tests.casework.roles import WHY, as_role
from tests.faults.closed_office import open_office
from tests.faults.people_in_states import Office, record_id, settle

OF_PEOPLE = {
    "person_id": "person",
    "supervision_id": "supervision",
    "duty_id": "duty",
    "check_in_id": "check_in",
    "violation_id": "violation",
    "proposal_id": "proposal",
    "decision_id": "decision",
    "notice_id": "document",
    "document_id": "document",
    "certificate_id": "document",
    "leave_id": "leave",
    "permit_id": "travel_permit",
    "trip_id": "travel_trip",
    "member_id": "team_member",
    "approval_id": "approval",
    "relocation_id": "relocation",
    "case_id": "relocation",
    "step_id": "relocation_step",
    "exemption_id": "hour_exemption",
    "make_up_id": "make_up",
    "goal_id": "plan_goal",
    "hint_id": "hint",
    "measure_id": "measure",
}
"""Parameters of commands that name a record of a person, by the table it lies in."""

OF_NOBODY = {
    "officer_id",
    "delegation_id",
    "device_id",
    "range_id",
    "form_id",
    "pack_id",
    "program_id",
    "session_id",
    "volunteer_id",
    "partner_id",
    "draft_id",  # an officer's own
}
UNCHECKED = {
    "subject_id",  # any record at all: what is attached to a closed one is closed with it
    "attachment_id",  # comes with another id
    "matter_id",  # the county's own queue
}
BY_STATE = {"open_closed_file", "read_closed_file", "unseal_file", "seal_file", "enter_export"}
"""Commands about the state itself; `tests/casework/caseload/test_sealing.py` has them."""

UNKNOWN = "nobody-knows-this-record"
Command = Callable[..., Any]


def commands() -> Iterator[Command]:
    """Every declared command of the casework."""
    for found in pkgutil.walk_packages(corrdesk.casework.__path__, "corrdesk.casework."):
        module = importlib.import_module(found.name)
        for _name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == found.name and hasattr(function, "action"):
                yield function


def name_of(command: Command) -> str:
    return f"{command.__module__.removeprefix('corrdesk.casework.')}.{command.__name__}"


COMMANDS = sorted(commands(), key=name_of)


def person_parameter(command: Command) -> str | None:
    """The first parameter that names a record of a person."""
    return next((each for each in inspect.signature(command).parameters if each in OF_PEOPLE), None)


def argument(desk: Desk, name: str) -> Any:
    """Something that may be said where a command asks for it."""
    known: dict[str, Any] = {
        "law": desk.law(),
        "officer_id": desk.actor.officer_id,
        "program_id": record_id("program", RecordState.ORDINARY),
        "session_id": record_id("program_session", RecordState.ORDINARY),
        "content": b"content",
        "seal": lambda _content: "address",
        "text": "text",
        "title": "title",
        "name": "name",
        "media_type": "text/plain",
        "reason": "reason",
    }
    if name in known:
        return known[name]
    if name.endswith("_id"):
        return UNKNOWN
    if name.endswith(("on", "until", "return_")):
        return desk.clock.today()
    return MagicMock(name=name)


def outcome(desk: Desk, command: Command, record: str) -> tuple[str, str]:
    """How a call ends that is never committed: the kind of its end and its words."""
    arguments: dict[str, Any] = {}
    for name, parameter in list(inspect.signature(command).parameters.items())[1:]:
        if name in OF_PEOPLE:
            arguments[name] = record
        elif parameter.default is inspect.Parameter.empty:
            arguments[name] = argument(desk, name)
    with desk.unit_of_work() as uow:
        try:
            command(uow, **arguments)
        except UserError as refused:
            return type(refused).__name__, str(refused)
        except Exception as other:  # noqa: BLE001 - a mock in the place of a fact ends as it may
            return "went on", type(other).__name__
    return "went on", ""


@pytest.fixture(scope="module")
def office_and_desk(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Office, dict[Role, Desk]]]:
    """One office for all: nothing is ever committed after it is settled."""
    with ExitStack() as stack:
        head = stack.enter_context(open_office(tmp_path_factory.mktemp("matrix")))
        office = settle(head)
        yield office, {role: stack.enter_context(as_role(head, role)) for role in Role}


def test_every_parameter_is_known_to_this_matrix() -> None:
    """A new kind of record comes into the matrix, or is said to be about nobody."""
    found = {
        name
        for command in COMMANDS
        for name in inspect.signature(command).parameters
        if name.endswith("_id")
    }
    assert found - set(OF_PEOPLE) - OF_NOBODY - UNCHECKED == set()
    assert {command.action for command in COMMANDS} <= set(ACTIONS)  # type: ignore[attr-defined]


def test_the_whole_matrix(office_and_desk: tuple[Office, dict[Role, Desk]]) -> None:
    office, desks = office_and_desk
    started, counted = time.monotonic(), 0
    wrong: list[tuple[object, ...]] = []
    for command in COMMANDS:
        action = command.action  # type: ignore[attr-defined]
        parameter = person_parameter(command)
        for role, desk in desks.items():
            plain = parameter is None or not ACTIONS[action].of_person
            if parameter is None or plain or command.__name__ in BY_STATE:
                said = outcome(desk, command, UNKNOWN)
                counted += 1
                allowed = ACTIONS[action].allows(role)
                if (said[0] == "NotAllowed") is allowed:
                    wrong.append((name_of(command), role.value, said))
                continue
            stranger = outcome(desk, command, UNKNOWN)
            for state in RecordState:
                record = office.record(OF_PEOPLE[parameter], state)
                said = outcome(desk, command, record)
                counted += 1
                allowed = ACTIONS[action].allows(role, (state,))
                refused = said == stranger
                if refused is allowed or (not allowed and stranger[0] == "went on"):
                    wrong.append((name_of(command), role.value, state.value, said, stranger))
    line = {"figure": "permission matrix", "n": counted, "commands": len(COMMANDS)}
    print(json.dumps(line | {"seconds": round(time.monotonic() - started, 1)}))
    assert counted > 1000
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("guard", ["role", "state"])
def test_the_matrix_sees_a_guard_that_is_off(
    office_and_desk: tuple[Office, dict[Role, Desk]],
    monkeypatch: pytest.MonkeyPatch,
    guard: str,
) -> None:
    office, desks = office_and_desk
    record = office.record("person", RecordState.SEALED)
    if guard == "role":
        front = desks[Role.ASSISTANT]
        assert outcome(front, change_person, record)[0] == "NotAllowed"
        monkeypatch.setattr(permissions, "require", lambda *_args: None)
        assert outcome(front, change_person, record)[0] != "NotAllowed"
        return
    head = desks[Role.HEAD]
    stranger = outcome(head, change_person, UNKNOWN)
    assert outcome(head, change_person, record) == stranger
    monkeypatch.setitem(visibility._MARKS, RecordState.SEALED, "0")
    monkeypatch.setattr(visibility, "_drawn", visibility._drawn.__wrapped__)  # drawn anew
    with as_role(head, Role.HEAD) as blind:
        assert outcome(blind, change_person, record) != stranger


def test_states_are_asked_where_a_reader_may_read_and_not_hand_out(
    office_and_desk: tuple[Office, dict[Role, Desk]],
) -> None:
    office, desks = office_and_desk
    for role in (Role.HEAD, Role.AUDITOR):
        for state in RecordState:
            who = (
                office.people[state].number
                if state is RecordState.SEALED
                else office.people[state].person
            )
            with desks[role].unit_of_work() as uow:
                allowed = ACTIONS["inspection.export"].allows(role, (state,))
                if allowed:
                    assert enter_export(uow, who, **WHY) == office.people[state].person
                else:
                    with pytest.raises((NotAllowed, UserError)):
                        enter_export(uow, who, **WHY)
