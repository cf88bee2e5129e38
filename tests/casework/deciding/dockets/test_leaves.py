"""Leave and permits before the county: what is not the office's, and the law is asked again."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.deciding.model import Answer, MatterKind
from corrdesk.casework.leave.model import PermitApplication
from corrdesk.casework.leave.queries import permit_file
from corrdesk.casework.leave.tables import Leave
from corrdesk.casework.leave.travel import request_permit
from corrdesk.casework.permissions import command
from corrdesk.store.unit_of_work import UnitOfWork
from tests.casework import leaves
from tests.casework.matters import TODAY, file_of, queue, say, word
from tests.casework.people import new_person

LONG = date(2026, 6, 30)


def test_what_the_office_may_decide_does_not_wait_here(desk: Desk) -> None:
    leaves.delegated(desk)
    supervision = new_person(desk)[1]
    leaves.requested(desk, supervision)
    assert queue(desk) == []


def test_a_long_leave_is_granted_or_refused_with_its_ground(desk: Desk) -> None:
    leave = leaves.requested(desk, new_person(desk)[1], return_=LONG)
    (matter,) = queue(desk)
    assert (matter.kind, matter.needed_by) == (MatterKind.LEAVE, leaves.DEPART)
    assert "16 天" in matter.summary
    file = file_of(desk, leave)
    assert file is not None
    assert file.papers == (("诊断证明", None),)
    with pytest.raises(UserError) as caught:
        say(desk, leave, word(Answer.REFUSE))
    assert caught.value.field == "legal_reason"
    say(desk, leave)
    found = leaves.file_of(desk, leave)
    assert found.leave.state == "approved"


def test_a_request_that_was_kept_with_a_clause_twice_shows_it_once(desk: Desk) -> None:
    leave = leaves.requested(desk, new_person(desk)[1], return_=LONG)
    (before,) = queue(desk)

    def as_it_was_once_kept(uow: UnitOfWork) -> None:
        record = uow.require(Leave, leave)
        record.citations = [*record.citations, *record.citations]

    desk.act(command("leave.request")(as_it_was_once_kept))
    (matter,) = queue(desk)
    assert matter.citations == before.citations
    assert matter.citations


def test_a_permit_holds_as_long_as_the_law_says(desk: Desk) -> None:
    application = PermitApplication(
        reason="跨县上班", places=("云河县",), times="周一至周五", frequency="每周五次",
        requested_on=TODAY, proofs=("劳动合同",),
    )  # fmt: skip
    supervision = new_person(desk)[1]
    permit = desk.act(lambda uow: request_permit(uow, supervision, application))[0]
    (matter,) = queue(desk)
    assert matter.kind is MatterKind.PERMIT
    assert file_of(desk, permit) is not None
    say(desk, permit)
    with desk.read() as session:
        found = permit_file(session, desk.office.id, permit)
    assert found is not None
    assert found.permit.state == "approved"
    assert found.permit.valid_to > TODAY
