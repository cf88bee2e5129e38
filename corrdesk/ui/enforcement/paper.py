"""Paper of a case: the last look before a number is drawn, the issued sheet, its receipt."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.queries import attachment_row
from corrdesk.casework.enforcement.model import NOTICE_TITLES, Measure
from corrdesk.casework.enforcement.queries import find_notice
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message, confirm
from corrdesk.ui.shell.preview import PreviewDialog

ISSUE_CHANGES = ("notice", "attachment", "violation")


class Paper:
    """Opens previews and issues notices for a page."""

    def __init__(self, context: Context, page: QWidget) -> None:
        self._context = context
        self._page = page
        self.dialog: PreviewDialog | None = None

    def preview(self, decision_id: str) -> None:
        """Shows the final page as a specimen; from there it is issued."""
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

        self._context.run(dialog, lambda desk: desk.preview_notice(decision_id)).then(
            shown
        ).or_else(lambda error: dialog.say(str(error))).start()
        dialog.accepted.connect(lambda: self._confirm_issue(decision_id))

    def show_notice(self, notice: Any) -> None:
        """Shows an issued sheet, byte for byte as it was sealed, for printing."""
        dialog = self._open(notice.serial)
        self._context.ask(dialog, lambda desk: original(desk, notice.attachment_id)).then(
            lambda pdf: dialog.preview.show_pdf(pdf, notice.serial)
        ).or_else(lambda error: dialog.say(str(error))).start()

    def show_receipt(self, notice: Any) -> None:
        """Shows the proof of service that goes with an issued sheet."""
        dialog = self._open(_("送达回证"))
        name = _("送达回证 {serial}").format(serial=notice.serial)
        self._context.run(dialog, lambda desk: desk.proof_of_service(notice.id)).then(
            lambda pdf: dialog.preview.show_pdf(pdf, name)
        ).or_else(lambda error: dialog.say(str(error))).start()

    def _open(self, title: str, *, note: str = "", act: str = "") -> PreviewDialog:
        self.dialog = PreviewDialog(
            self._context, self._page.window(), title=title, note=note, act=act
        )
        self.dialog.open()
        return self.dialog

    def _confirm_issue(self, decision_id: str) -> None:
        confirm(
            self._page,
            title=_("签发文书"),
            text=_("签发后立即占用一个文号，不能撤回，只能作废。"),
            act=_("签发并编号"),
            then=lambda: self._issue(decision_id),
        )

    def _issue(self, decision_id: str) -> None:
        def issue(desk: Desk) -> Any:
            notice_id = desk.issue_notice(decision_id)
            with desk.read() as session:
                return find_notice(session, desk.office.id, notice_id)

        self._context.run(self._page, issue, changes=ISSUE_CHANGES).then(self._issued).start()

    def _issued(self, notice: Any) -> None:
        title = NOTICE_TITLES[Measure(notice.kind)]
        words = _("已签发：{title} {serial}").format(title=title, serial=notice.serial)
        self._context.say(Message(words))
        self.show_notice(notice)


def original(desk: Desk, attachment_id: str) -> bytes:
    """The sealed original of an issued sheet."""
    with desk.read() as session:
        card = attachment_row(session, desk.office.id, attachment_id)
    if card is None:
        raise UserError(_("没有找到文书原件。"))
    return desk.unseal(card.address)
