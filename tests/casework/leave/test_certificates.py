"""Certificates: one number, one use; what was printed is what was decided."""

from __future__ import annotations

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.queries import attachment_row
from corrdesk.casework.leave.certificates import (
    approval_form,
    preview_certificate,
    void_certificate,
)
from tests.casework.leaves import (
    RETURN,
    certificate,
    extended,
    file_of,
    granted,
    requested,
)
from tests.casework.people import new_person


@pytest.fixture
def leave(desk: Desk) -> str:
    return granted(desk, new_person(desk)[1])


def serials(desk: Desk, leave: str) -> list[tuple[str, str]]:
    return [(row.serial, row.state) for row in file_of(desk, leave).certificates[::-1]]


def test_a_certificate_is_numbered_sealed_and_kept(desk: Desk, leave: str) -> None:
    certificate(desk, leave)
    (issued,) = file_of(desk, leave).certificates
    assert issued.serial.endswith("矫外字第1号")
    with desk.read() as session:
        card = attachment_row(session, desk.office.id, issued.attachment_id)
    assert card is not None
    text = desk.unseal(card.address).decode()
    assert issued.serial in text
    assert issued.check_code in text
    assert card.name == f"{issued.serial}.pdf"


def test_a_request_has_one_valid_certificate(desk: Desk, leave: str) -> None:
    first = certificate(desk, leave)
    with pytest.raises(UserError, match="已经签发"):
        certificate(desk, leave)
    with pytest.raises(UserError):
        desk.act(lambda uow: void_certificate(uow, first, ""))
    desk.act(lambda uow: void_certificate(uow, first, "打印污损"))
    with pytest.raises(UserError, match="已经作废"):
        desk.act(lambda uow: void_certificate(uow, first, "再一次"))
    certificate(desk, leave)
    states = [(serial[-3:], state) for serial, state in serials(desk, leave)]
    assert states == [("第1号", "void"), ("第2号", "printed")]


def test_a_granted_extension_has_its_own(desk: Desk, leave: str) -> None:
    certificate(desk, leave)
    longer = extended(desk, leave, RETURN.replace(day=24))
    certificate(desk, longer)
    assert len(serials(desk, leave)) == 2


def test_what_was_not_granted_has_none(desk: Desk) -> None:
    asked = requested(desk, new_person(desk)[1])
    with pytest.raises(UserError, match="没有获得批准"):
        certificate(desk, asked)
    with pytest.raises(UserError):
        desk.act(lambda uow: preview_certificate(uow, asked))
    with desk.unit_of_work() as uow:
        assert approval_form(uow, asked).form_id == "leave-approval"


def test_a_preview_is_a_specimen_and_draws_no_number(desk: Desk, leave: str) -> None:
    with desk.unit_of_work() as uow:
        sheet = preview_certificate(uow, leave)
    assert (sheet.specimen, sheet.serial, sheet.check_code) == (True, "", "")
    certificate(desk, leave)
    assert serials(desk, leave)[0][0].endswith("第1号")
