"""A sealed minor as a canary: nothing of it comes out of any question, and nothing is one more.

Every word of the sealed file is marked, in every table. All questions of the casework are asked by
every role before and after: the answers are the same, letter by letter.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
import json
import pkgutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import corrdesk.casework
from corrdesk.base.actor import Role
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload import visibility
from corrdesk.casework.caseload.queries import PeopleFilter, find_people, known_id_numbers
from corrdesk.casework.caseload.tables import SearchKey
from corrdesk.casework.permissions import RecordState
from corrdesk.store.veil import whole
from tests.casework.roles import NAMES, as_role, whole_person
from tests.faults.closed_office import open_office
from tests.faults.people_in_states import CANARY, Office, move_in, person_tables

SEALED = RecordState.SEALED
MARK = f"{CANARY}{SEALED.value}"
SEEING = [role for role in Role if role is not Role.ADMINISTRATOR]
OF_CHECKS = {"not_for_everybody", "states_of"}  # for acts alone, shown to nobody
Question = Callable[..., Any]


def questions() -> Iterator[Question]:
    """Every question of the casework: public, and asked of a session and an office."""
    for found in pkgutil.walk_packages(corrdesk.casework.__path__, "corrdesk.casework."):
        module = importlib.import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            asked = list(inspect.signature(function).parameters)[:2] == ["session", "office_id"]
            own = function.__module__ == found.name and not name.startswith("_")
            if own and asked and name not in OF_CHECKS:
                yield function


def choices(question: Question, desk: Desk) -> list[dict[str, Any]] | None:
    """The ways to ask a question that names nobody; None when it has to name somebody."""
    module = importlib.import_module(question.__module__)
    lists = [
        each
        for name, value in vars(module).items()
        if name.endswith("LISTS") and isinstance(value, tuple)
        for each in value
    ]
    known: dict[str, list[Any]] = {
        "law": [desk.law()],
        "before": [desk.law()],
        "after": [desk.law()],
        "as_of": [desk.clock.today()],
        "day": [desk.clock.today()],
        "year": [2026],
        "word": ["矫外"],
        "task": ["leave"],
        "device_id": [desk.actor.device_id],
        "name": lists or ["open"],
        "wanted": [PeopleFilter(live=False)],
        "term": terms(),
    }
    ways: dict[str, list[Any]] = {}
    for name, parameter in list(inspect.signature(question).parameters.items())[2:]:
        if parameter.default is not inspect.Parameter.empty:
            continue
        if name not in known:
            return None
        ways[name] = known[name]
    return [dict(zip(ways, way, strict=True)) for way in itertools.product(*ways.values())]


def terms() -> list[str]:
    """Parts of the name, its initials, the number, the telephone and the address."""
    name = NAMES[SEALED]
    return [name, name[0], name[1:], "fcz", "0304", "3045", "13900000304", "青石", "西河村12", MARK]


def answers(desk: Desk) -> dict[str, str]:
    """Everything that can be asked without naming anybody, as text."""
    found: dict[str, str] = {}
    with desk.read() as session:
        for question in questions():
            for way in choices(question, desk) or ():
                told = [str(each) for each in way.values() if isinstance(each, str | int)]
                label = f"{question.__module__}.{question.__name__} {told}"
                try:
                    found[label] = plain(question(session, desk.office.id, **way))
                except Exception as other:  # noqa: BLE001 - the same twice is all that is asked
                    found[label] = type(other).__name__
    return found


def plain(value: Any) -> str:
    """An answer as text, whatever it is made of; generators are read out."""
    if inspect.isgenerator(value) or hasattr(value, "fetchall"):
        value = list(value)
    return repr(value)


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The office before and after: what every role was told, and the desks as they are now."""
    with open_office(tmp_path_factory.mktemp("canary")) as head:
        office = Office({})
        for state in RecordState:
            if state is not SEALED:
                move_in(head, office, state)
        before = {}
        for role in SEEING:
            with as_role(head, role) as desk:
                before[role] = answers(desk)
        move_in(head, office, SEALED)
        yield {"head": head, "office": office, "before": before}


@pytest.mark.slow
@pytest.mark.parametrize("role", SEEING)
def test_every_answer_is_as_if_there_had_been_nobody(desks: dict[str, Any], role: Role) -> None:
    started = time.monotonic()
    with as_role(desks["head"], role) as desk:
        after = answers(desk)
    before = desks["before"][role]
    seconds = round(time.monotonic() - started, 1)
    line = {"figure": "sealed canary", "role": role, "n": len(after), "seconds": seconds}
    print(json.dumps(line))
    assert len(after) > 100
    assert [label for label, text in after.items() if MARK in text] == []
    assert [label for label, text in after.items() if text != before[label]] == []


@pytest.mark.slow
@pytest.mark.parametrize("role", SEEING)
def test_no_table_gives_a_mark_or_an_id_away(desks: dict[str, Any], role: Role) -> None:
    office: Office = desks["office"]
    gone = office.ids_of(SEALED) | {office.people[SEALED].number}
    with as_role(desks["head"], role) as desk, desk.read() as session:
        for table in person_tables():
            for row in session.execute(select(table)):
                text = repr(tuple(row))
                assert MARK not in text, table.name
                assert row.id not in gone, table.name


@pytest.mark.slow
@pytest.mark.parametrize("role", SEEING)
def test_a_record_of_the_sealed_file_is_as_unknown_as_any(
    desks: dict[str, Any], role: Role
) -> None:
    """Questions that name a record: asked for the canary's and for one that never was."""
    office: Office = desks["office"]
    ids = {f"{table.name}_id": office.record(table.name, SEALED) for table in person_tables()}
    ids |= {"learner_id": ids["supervision_id"], "subject_id": ids["violation_id"],
            "permit_id": ids["travel_permit_id"], "session_id": "x", "code": MARK,
            "id_number": office.people[SEALED].number}  # fmt: skip
    asked = 0
    with as_role(desks["head"], role) as desk, desk.read() as session:
        for question in questions():
            names = list(inspect.signature(question).parameters)[2:]
            if not set(names) & set(ids):
                continue
            told = []
            for known in (ids, dict.fromkeys(ids, "never-was")):
                way = {"law": desk.law(), "as_of": desk.clock.today()} | known
                arguments = {name: way[name] for name in names if name in way}
                try:
                    told.append(plain(question(session, desk.office.id, **arguments)))
                except Exception as other:  # noqa: BLE001 - the same twice is all that is asked
                    told.append(f"{type(other).__name__} {other}")
            asked += 1
            assert told[0] == told[1], question.__name__
    assert asked > 25


@pytest.mark.slow
def test_the_canary_sings_when_the_veil_is_off(
    desks: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(visibility._MARKS, SEALED, "0")
    monkeypatch.setattr(visibility, "_drawn", visibility._drawn.__wrapped__)  # drawn anew
    with as_role(desks["head"], Role.OFFICER) as desk:
        after = answers(desk)
    changed = [
        label for label, text in after.items() if text != desks["before"][Role.OFFICER][label]
    ]
    assert len(changed) > 15
    assert any(MARK in after[label] for label in changed)


@pytest.mark.slow
def test_no_key_and_no_number_leads_to_it(desks: dict[str, Any], tmp_path: Path) -> None:
    """Not even past the veil: the keys of a sealed file are gone. What is kept is kept whole."""
    head, office = desks["head"], desks["office"]
    filed = office.people[SEALED]
    with head.read() as session:
        assert filed.number not in known_id_numbers(session, head.office.id)
        for term in terms()[:5]:
            found = find_people(session, head.office.id, term)
            assert filed.person not in {card.person_id for card in found}
        key = SearchKey
        keys = whole(session, select(key.key).where(key.person_id == filed.person)).all()
    assert keys == []
    assert whole_person(head, filed.person).name == NAMES[SEALED]
    assert not list(tmp_path.iterdir())
