"""Commands of the leave's paper: the numbered certificate (外出证明), and forms to sign by hand."""

from __future__ import annotations

from collections.abc import Callable

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.documents.service import (
    issue_document,
    void_document,
)
from corrdesk.casework.documents.sheet import FormSheet, Press, specimen
from corrdesk.casework.leave.model import LeaveState
from corrdesk.casework.leave.sheets import draft_certificate, draw_approval, draw_permit
from corrdesk.casework.leave.tables import Leave, TravelPermit
from corrdesk.casework.permissions import command
from corrdesk.store.unit_of_work import UnitOfWork


@command("leave.certificate")
def preview_certificate(uow: UnitOfWork, leave_id: str) -> FormSheet:
    """The certificate as it would be issued, marked 样张 and without a number."""
    return specimen(draft_certificate(uow, _granted(uow, leave_id)))


@command("leave.certificate")
def approval_form(uow: UnitOfWork, leave_id: str) -> FormSheet:
    """The approval form of a leave or an extension, for the file or for the county."""
    return draw_approval(uow, uow.require(Leave, leave_id))


@command("leave.certificate")
def permit_form(uow: UnitOfWork, permit_id: str) -> FormSheet:
    """The approval form of recurring travel."""
    return draw_permit(uow, uow.require(TravelPermit, permit_id))


@command("leave.certificate")
def issue_certificate(
    uow: UnitOfWork, leave_id: str, *, press: Press, seal: Callable[[bytes], str]
) -> str:
    """Draws the number and stores the final sheet in one transaction. Returns the sheet's id.

    An extension that is granted has a certificate of its own. Raises UserError unless the request
    is granted, or when it already has a valid certificate.
    """
    draft = draft_certificate(uow, _granted(uow, leave_id))
    return issue_document(uow, draft, press=press, seal=seal)


@command("leave.void")
def void_certificate(uow: UnitOfWork, certificate_id: str, reason: str) -> None:
    """Voids a certificate that was spoilt or handed back; its number stays used."""
    void_document(uow, certificate_id, reason)


def _granted(uow: UnitOfWork, leave_id: str) -> Leave:
    leave = uow.require(Leave, leave_id)
    if leave.state != LeaveState.APPROVED:
        raise UserError(_("外出没有获得批准或已经结束，不能签发外出证明。"))
    return leave
