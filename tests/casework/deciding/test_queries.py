"""One queue over all capabilities: what is needed first stands first, and only what waits."""

from __future__ import annotations

from datetime import date

from corrdesk.bootstrap import Desk
from corrdesk.casework.deciding.model import MatterKind
from corrdesk.casework.deciding.queries import waiting
from tests.casework import cases, leaves, moves, wishes
from tests.casework.matters import file_of, queue, say
from tests.casework.people import new_person


def test_an_empty_office_has_nothing_waiting(desk: Desk) -> None:
    assert queue(desk) == []
    assert file_of(desk, "nothing") is None


def test_every_kind_stands_in_one_queue_by_urgency(desk: Desk) -> None:
    person, supervision = new_person(desk)
    proposal = cases.proposal(desk, cases.violation(desk, supervision))
    leave = leaves.requested(desk, supervision, date(2026, 6, 14), date(2026, 6, 25))
    approval = wishes.asked(desk, supervision)
    found = queue(desk)
    assert [each.id for each in found] == [leave, approval, proposal]
    assert {each.person_id for each in found} == {person}
    assert found[0].needed_by == date(2026, 6, 14)
    assert found[-1].needed_by is None
    assert {each.office for each in found} == {desk.office.name}


def test_what_is_decided_waits_no_more(desk: Desk) -> None:
    approval = wishes.asked(desk, new_person(desk)[1])
    say(desk, approval)
    assert queue(desk) == []
    assert file_of(desk, approval) is None


def test_other_offices_are_not_seen(desk: Desk) -> None:
    wishes.asked(desk, new_person(desk)[1])
    with desk.read() as session:
        assert waiting(session, ["0" * 12], lambda _office: desk.law()) == []
        assert waiting(session, [], lambda _office: desk.law()) == []


def test_a_file_names_what_the_matter_rests_on(desk: Desk) -> None:
    supervision = new_person(desk)[1]
    for matter_id, kind in (
        (cases.proposal(desk, cases.violation(desk, supervision)), MatterKind.PROPOSAL),
        (wishes.asked(desk, supervision), MatterKind.APPROVAL),
        (moves.requested(desk, supervision), None),
    ):
        file = file_of(desk, matter_id)
        assert (file.matter.kind if file else None) is kind
        if file is not None:
            assert file.papers
            assert all(value for _label, value in file.lines)
