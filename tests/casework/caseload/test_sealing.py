"""Sealing, opening with a reason, unsealing; and a number that comes again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from corrdesk.base.actor import Role
from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import AccessKind
from corrdesk.casework.caseload.queries import accesses_of, find_people, person_file
from corrdesk.casework.caseload.sealing import (
    enter_export,
    open_closed_file,
    seal_file,
    unseal_file,
)
from corrdesk.casework.caseload.service import add_person
from corrdesk.casework.caseload.tables import FileAccess, SearchKey
from corrdesk.casework.permissions import NotAllowed, RecordState
from corrdesk.store.journal import JournalEntry
from corrdesk.store.veil import WHOLE
from corrdesk.upkeep.doctor import examine
from tests.casework.people import id_number, order_facts, person_facts
from tests.casework.roles import WHY, as_role, file_in, whole_person

SEALED, MINOR = RecordState.SEALED, RecordState.MINOR


def accesses(desk: Desk, person: str) -> list[tuple[str, str, str]]:
    with desk.read() as session:
        rows = session.execute(
            select(FileAccess.kind, FileAccess.reason, FileAccess.document)
            .where(FileAccess.person_id == person)
            .order_by(FileAccess.id),
            execution_options=WHOLE,
        )
        return [(row.kind, row.reason, row.document) for row in rows]


def last_entry(desk: Desk) -> JournalEntry:
    with desk.read() as session:
        return session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()  # type: ignore[return-value]


def test_a_sealed_file_keeps_everything_and_is_nowhere(desk: Desk) -> None:
    filed = file_in(desk, SEALED)
    assert whole_person(desk, filed.person).sealed_on == desk.clock.today()
    with desk.read() as session:
        assert person_file(session, desk.office.id, filed.person) is None
        assert find_people(session, desk.office.id, "封存之") == []
        keys = select(SearchKey.key).where(SearchKey.person_id == filed.person)
        assert session.execute(keys, execution_options=WHOLE).all() == []
    assert accesses(desk, filed.person) == [("sealed", WHY["reason"], WHY["document"])]
    assert (last_entry(desk).act, last_entry(desk).reason) == ("file.seal", WHY["reason"])
    assert desk.verify() == []
    assert not [each for each in examine(desk.vault, desk.clock) if each.code == "search"]


def test_a_file_that_is_being_served_is_not_sealed(desk: Desk) -> None:
    filed = file_in(desk, MINOR)
    with pytest.raises(UserError, match="仍在册"):
        desk.act(lambda uow: seal_file(uow, filed.person, **WHY))


@pytest.mark.parametrize("missing", ["reason", "document"])
@pytest.mark.parametrize("act", [seal_file, unseal_file])
def test_each_act_names_its_reason_and_paper(
    desk: Desk, missing: str, act: Callable[..., Any]
) -> None:
    filed = file_in(desk, SEALED, ready=act is unseal_file)
    with pytest.raises(UserError) as refused:
        desk.act(lambda uow: act(uow, filed.person, **(WHY | {missing: " "})))
    assert refused.value.field == missing
    with pytest.raises(UserError) as refused:
        desk.act(lambda uow: open_closed_file(uow, filed.number, **(WHY | {missing: ""})))
    assert refused.value.field in {missing, "who"}


def test_the_head_opens_it_for_one_act_and_it_is_entered(desk: Desk) -> None:
    filed = file_in(desk, SEALED)

    def read(uow: Any) -> Any:
        person = open_closed_file(uow, filed.number, **WHY)
        uow.session.flush()
        return person_file(uow.session, uow.office_id, person), accesses_of(
            uow.session, uow.office_id, person
        )

    (file, entered), _changes = desk.act(read)
    assert file.person.name == "封存之"
    assert [row.kind for row in entered] == [AccessKind.SEALED, AccessKind.OPENED]
    assert (last_entry(desk).act, last_entry(desk).reason) == ("file.open", WHY["reason"])
    with desk.read() as session:
        assert person_file(session, desk.office.id, filed.person) is None
    assert desk.verify() == []


def test_an_opening_that_is_not_committed_shows_nothing_afterwards(desk: Desk) -> None:
    filed = file_in(desk, SEALED)
    with desk.unit_of_work() as uow:
        open_closed_file(uow, filed.number, **WHY)
    with desk.unit_of_work() as uow, pytest.raises(UserError):
        seal_file(uow, filed.person, **WHY)
    assert [kind for kind, *_why in accesses(desk, filed.person)] == ["sealed"]


@pytest.mark.parametrize("state", [RecordState.ORDINARY, RecordState.MINOR, RecordState.ENDED])
def test_the_head_has_nothing_to_open_in_a_file_that_is_read_anyway(
    desk: Desk, state: RecordState
) -> None:
    filed = file_in(desk, state)
    unknown = pytest.raises(UserError, match="没有这个身份证号码的不公开档案")
    with unknown:
        desk.act(lambda uow: open_closed_file(uow, filed.number, **WHY))
    with unknown:
        desk.act(lambda uow: open_closed_file(uow, id_number(999), **WHY))


def test_the_auditor_opens_a_minors_file_and_no_sealed_one(desk: Desk) -> None:
    minor, sealed = file_in(desk, MINOR), file_in(desk, SEALED)
    with as_role(desk, Role.AUDITOR) as audit:
        person, _changes = audit.act(lambda uow: open_closed_file(uow, minor.number, **WHY))
        assert person == minor.person
        with pytest.raises(UserError, match="没有这个身份证号码的不公开档案"):
            audit.act(lambda uow: open_closed_file(uow, sealed.number, **WHY))
    assert accesses(desk, minor.person) == [("opened", WHY["reason"], WHY["document"])]


def test_unsealing_brings_the_file_back(desk: Desk) -> None:
    filed = file_in(desk, SEALED)
    desk.act(lambda uow: unseal_file(uow, filed.person, **WHY))
    with desk.read() as session:
        assert [card.person_id for card in find_people(session, desk.office.id, "封存之")] == [
            filed.person
        ]
    assert [kind for kind, *_why in accesses(desk, filed.person)] == ["sealed", "unsealed"]
    for who in (filed.person, filed.number, "nobody"):
        with pytest.raises(UserError, match="没有这个身份证号码的不公开档案"):
            desk.act(partial(unseal_file, who=who, **WHY))
    assert desk.verify() == []


def test_a_number_that_comes_again_is_new(desk: Desk) -> None:
    filed = file_in(desk, SEALED)
    facts = person_facts(
        304, "封存之", id_number=filed.number, born=whole_person(desk, filed.person).born
    )
    again, _changes = desk.act(lambda uow: add_person(uow, facts, order_facts()))
    assert again != filed.person
    with pytest.raises(UserError, match="已有档案"):
        desk.act(lambda uow: add_person(uow, facts, order_facts()))
    with pytest.raises(UserError, match="新的档案"):
        desk.act(lambda uow: unseal_file(uow, filed.person, **WHY))
    opened, _changes = desk.act(lambda uow: open_closed_file(uow, filed.number, **WHY))
    assert opened == filed.person


@pytest.mark.parametrize("role", [Role.HEAD, Role.AUDITOR])
def test_an_ordinary_file_is_handed_out_without_an_entry(desk: Desk, role: Role) -> None:
    filed = file_in(desk, RecordState.ORDINARY)
    with as_role(desk, role) as there:
        person, changes = there.act(lambda uow: enter_export(uow, filed.person))
    assert (person, changes.kinds) == (filed.person, frozenset())


def test_a_minors_file_is_handed_out_by_the_head_and_entered(desk: Desk) -> None:
    filed = file_in(desk, MINOR)
    with pytest.raises(UserError) as refused:
        desk.act(lambda uow: enter_export(uow, filed.person))
    assert refused.value.field == "reason"
    desk.act(lambda uow: enter_export(uow, filed.person, **WHY))
    assert accesses(desk, filed.person) == [("exported", WHY["reason"], WHY["document"])]
    with as_role(desk, Role.AUDITOR) as audit, pytest.raises(NotAllowed):
        audit.act(lambda uow: enter_export(uow, filed.person, **WHY))


def test_a_sealed_file_is_handed_out_by_its_number(desk: Desk) -> None:
    filed = file_in(desk, SEALED)
    assert desk.act(lambda uow: enter_export(uow, filed.number, **WHY))[0] == filed.person
    with as_role(desk, Role.AUDITOR) as audit:
        for who in (filed.number, filed.person, "nobody"):
            with pytest.raises(UserError, match="没有这个身份证号码的不公开档案"):
                audit.act(partial(enter_export, who=who, **WHY))
