"""Paper of leave: the last look before a number is drawn, issued certificates, approval forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.queries import attachment_row
from corrdesk.casework.leave.certificates import (
    approval_form,
    permit_form,
    preview_certificate,
)
from corrdesk.casework.leave.queries import find_certificate
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message, confirm
from corrdesk.ui.shell.preview import PreviewDialog

if TYPE_CHECKING:
    from corrdesk.casework.leave.sheet import FormSheet
    from corrdesk.store.unit_of_work import UnitOfWork

ISSUE_CHANGES = ("leave_certificate", "attachment")


class LeavePaper:
    """Opens previews and issues certificates for a page."""

    def __init__(self, context: Context, page: QWidget) -> None:
        self._context = context
        self._page = page
        self.dialog: PreviewDialog | None = None

    def preview(self, leave_id: str) -> None:
        """Shows the certificate as a specimen; from there it is issued."""
        dialog = self._open(
            _("签发前预览"),
            note=_("这是样张。签发后编号、生成验证码，内容不能再改。"),
            act=_("签发并编号…"),
        )
        dialog.act_button.setEnabled(False)

        def shown(pdf: bytes) -> None:
            dialog.preview.show_pdf(pdf, _("样张"))
            dialog.act_button.setEnabled(True)
            dialog.act_button.setFocus()

        self._draw(dialog, lambda uow: preview_certificate(uow, leave_id), shown)
        dialog.accepted.connect(lambda: self._confirm_issue(leave_id))

    def show_approval(self, leave_id: str) -> None:
        """Shows the approval form, for the file or for the county."""
        dialog = self._open(_("外出审批表"))
        self._draw(
            dialog,
            lambda uow: approval_form(uow, leave_id),
            lambda pdf: dialog.preview.show_pdf(pdf, _("外出审批表")),
        )

    def show_permit(self, permit_id: str) -> None:
        """Shows the approval form of recurring travel."""
        title = _("经常性跨市县活动审批表")
        dialog = self._open(title)
        self._draw(
            dialog,
            lambda uow: permit_form(uow, permit_id),
            lambda pdf: dialog.preview.show_pdf(pdf, title),
        )

    def show_certificate(self, certificate: Any) -> None:
        """Shows an issued certificate, byte for byte as it was sealed."""
        dialog = self._open(certificate.serial)
        self._context.ask(dialog, lambda desk: sealed(desk, certificate.attachment_id)).then(
            lambda pdf: dialog.preview.show_pdf(pdf, certificate.serial)
        ).or_else(lambda error: dialog.say(str(error))).start()

    def _open(self, title: str, *, note: str = "", act: str = "") -> PreviewDialog:
        self.dialog = PreviewDialog(
            self._context, self._page.window(), title=title, note=note, act=act
        )
        self.dialog.open()
        return self.dialog

    def _draw(
        self,
        dialog: PreviewDialog,
        draw: Callable[[UnitOfWork], FormSheet],
        then: Callable[[bytes], None],
    ) -> None:
        self._context.run(dialog, lambda desk: desk.print_leave_form(draw)).then(then).or_else(
            lambda error: dialog.say(str(error))
        ).start()

    def _confirm_issue(self, leave_id: str) -> None:
        confirm(
            self._page,
            title=_("签发外出证明"),
            text=_("签发后立即占用一个文号，不能撤回，只能作废。"),
            act=_("签发并编号"),
            then=lambda: self._issue(leave_id),
        )

    def _issue(self, leave_id: str) -> None:
        def issue(desk: Desk) -> Any:
            made = desk.issue_leave_certificate(leave_id)
            with desk.read() as session:
                return find_certificate(session, desk.office.id, made)

        self._context.run(self._page, issue, changes=ISSUE_CHANGES).then(self._issued).start()

    def _issued(self, certificate: Any) -> None:
        words = _("已签发：外出证明 {serial}").format(serial=certificate.serial)
        self._context.say(Message(words))
        self.show_certificate(certificate)


def sealed(desk: Desk, attachment_id: str) -> bytes:
    """The sealed original of an issued sheet."""
    with desk.read() as session:
        card = attachment_row(session, desk.office.id, attachment_id)
    if card is None:
        raise UserError(_("没有找到文书原件。"))
    return desk.unseal(card.address)
