"""Commands of the leave's paper: the numbered certificate (外出证明), and forms to sign by hand."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.check_codes import new_check_code
from corrdesk.casework.caseload.service import add_attachment
from corrdesk.casework.caseload.tables import Office
from corrdesk.casework.leave.model import CertificateState, LeaveState
from corrdesk.casework.leave.sheet import FormSheet
from corrdesk.casework.leave.sheets import draw_approval, draw_certificate, draw_permit
from corrdesk.casework.leave.tables import Leave, LeaveCertificate, TravelPermit
from corrdesk.casework.permissions import command
from corrdesk.store.unit_of_work import UnitOfWork

SERIAL_WORD = "外"


@command("leave.certificate")
def preview_certificate(uow: UnitOfWork, leave_id: str) -> FormSheet:
    """The certificate as it would be issued, marked 样张 and without a number."""
    leave = _granted(uow, leave_id)
    return draw_certificate(uow, leave, serial="", check_code="", specimen=True)


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
    uow: UnitOfWork,
    leave_id: str,
    *,
    render: Callable[[FormSheet], bytes],
    seal: Callable[[bytes], str],
) -> str:
    """Draws the number and stores the final sheet in one transaction. Returns the sheet's id.

    An extension that is granted has a certificate of its own. Raises UserError unless the request
    is granted, or when it already has a valid certificate.
    """
    leave = _granted(uow, leave_id)
    if _valid(uow, leave_id):
        raise UserError(_("已经签发过外出证明。"), remedy=_("如需重新签发，请先作废原件。"))
    year = uow.clock.today().year
    number = _next_number(uow, year)
    office = uow.require(Office, uow.office_id)
    serial = f"（{year}）{office.short_name}矫{SERIAL_WORD}字第{number}号"
    code = new_check_code()
    content = render(draw_certificate(uow, leave, serial=serial, check_code=code))
    certificate_id = uow.new_id()
    attachment = add_attachment(
        uow,
        certificate_id,
        content,
        name=f"{serial}.pdf",
        media_type="application/pdf",
        seal=seal,
    )
    uow.add(
        LeaveCertificate(
            id=certificate_id,
            leave_id=leave_id,
            year=year,
            number=number,
            serial=serial,
            check_code=code,
            chain_head=uow.head.short,
            issued_on=uow.clock.today(),
            attachment_id=attachment,
            state=CertificateState.ISSUED.value,
            void_reason="",
        )
    )
    return certificate_id


@command("leave.void")
def void_certificate(uow: UnitOfWork, certificate_id: str, reason: str) -> None:
    """Voids a certificate that was spoilt or handed back; its number stays used."""
    certificate = uow.require(LeaveCertificate, certificate_id)
    if certificate.state == CertificateState.VOID:
        raise UserError(_("该外出证明已经作废。"))
    if not reason.strip():
        raise UserError(_("请填写作废的理由。"), field="reason")
    certificate.state = CertificateState.VOID.value
    certificate.void_reason = reason.strip()
    uow.because(reason.strip())


def _granted(uow: UnitOfWork, leave_id: str) -> Leave:
    leave = uow.require(Leave, leave_id)
    if leave.state != LeaveState.APPROVED:
        raise UserError(_("外出没有获得批准或已经结束，不能签发外出证明。"))
    return leave


def _valid(uow: UnitOfWork, leave_id: str) -> bool:
    row = uow.session.execute(
        select(LeaveCertificate.id).where(
            LeaveCertificate.office_id == uow.office_id,
            LeaveCertificate.leave_id == leave_id,
            LeaveCertificate.state != CertificateState.VOID.value,
        )
    ).first()
    return row is not None


def _next_number(uow: UnitOfWork, year: int) -> int:
    last = uow.session.execute(
        select(func.max(LeaveCertificate.number)).where(
            LeaveCertificate.office_id == uow.office_id, LeaveCertificate.year == year
        )
    ).scalar_one()
    return (last or 0) + 1
