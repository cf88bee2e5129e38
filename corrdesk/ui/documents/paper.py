"""Paper for any page: the last look before a number is drawn, the issued sheet, its receipt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.queries import attachment_row
from corrdesk.casework.documents.queries import find_document
from corrdesk.casework.documents.receipt import draw_receipt
from corrdesk.casework.documents.sheet import FormSheet
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message, confirm, explain_error
from corrdesk.ui.shell.preview import PreviewDialog

ISSUE_CHANGES = ("document", "document_step", "attachment")

Draw = Callable[[UnitOfWork], FormSheet]
Issue = Callable[[Desk], str]
"""Issues the sheet and answers with its id."""


class Paper:
    """Opens previews and issues sheets for a page; `also` names what an issue changes besides."""

    def __init__(self, context: Context, page: QWidget, *, also: tuple[str, ...] = ()) -> None:
        self._context = context
        self._page = page
        self._changes = (*ISSUE_CHANGES, *also)
        self.dialog: PreviewDialog | None = None

    def preview(self, draw: Draw, issue: Issue) -> None:
        """Shows the final page as a specimen; from there it is issued."""
        dialog = self._last_look(issue, lambda _document: None)
        self._fill(
            dialog, lambda desk: desk.print_sheet(draw), lambda pdf: _show_specimen(dialog, pdf)
        )

    def offer(self, pdf: bytes, issue: Issue, then: Callable[[Any], None]) -> None:
        """As `preview`, with a specimen that was drawn already; `then` is given the issued row."""
        _show_specimen(self._last_look(issue, then), pdf)

    def _last_look(self, issue: Issue, then: Callable[[Any], None]) -> PreviewDialog:
        dialog = self._open(
            _("签发前预览"),
            note=_("这是样张。签发后编号、生成验证码，内容不能再改。"),
            act=_("签发并编号…"),
        )
        dialog.act_button.setEnabled(False)
        dialog.accepted.connect(lambda: self._confirm_issue(issue, then))
        return dialog

    def show_form(self, title: str, draw: Draw) -> None:
        """Shows a form that is not numbered, to be signed by hand."""
        dialog = self._open(title)
        self._fill(
            dialog,
            lambda desk: desk.print_sheet(draw),
            lambda pdf: dialog.preview.show_pdf(pdf, title),
        )

    def show_original(self, document: Any) -> None:
        """Shows an issued sheet, byte for byte as it was sealed, for printing."""
        name = document.serial or document.title
        dialog = self._open(name)
        self._context.ask(dialog, lambda desk: desk.original(document.attachment_id)).then(
            lambda pdf: dialog.preview.show_pdf(pdf, name)
        ).or_else(lambda error: dialog.say(explain_error(error).text)).start()

    def show_receipt(self, document: Any) -> None:
        """Shows the proof of service that goes with an issued sheet."""
        dialog = self._open(_("送达回证"))
        name = _("送达回证 {serial}").format(serial=document.serial or document.title)
        self._fill(
            dialog,
            lambda desk: proof_of_service(desk, document.id),
            lambda pdf: dialog.preview.show_pdf(pdf, name),
        )

    def show_scan(self, title: str, attachment_id: str) -> None:
        """Shows a scan or a photograph that was kept; what makes no pages is offered for saving."""
        dialog = self._open(title)

        def show(kept: _Kept) -> None:
            if kept.pages is not None:
                dialog.preview.show_pdf(kept.pages, title)
                return
            words = _("“{name}”不是 PDF 或图片，或者已损坏、加了密码，这里显示不出来。"
                      "请另存，再用原来的软件打开。")  # fmt: skip
            dialog.say(words.format(name=kept.name))
            dialog.preview.offer_file(kept.content, kept.name)

        self._context.ask(dialog, lambda desk: _kept(desk, attachment_id)).then(show).or_else(
            lambda error: dialog.say(explain_error(error).text)
        ).start()

    def _open(self, title: str, *, note: str = "", act: str = "") -> PreviewDialog:
        self.dialog = PreviewDialog(
            self._context, self._page.window(), title=title, note=note, act=act
        )
        self.dialog.open()
        return self.dialog

    def _fill(
        self, dialog: PreviewDialog, work: Callable[[Desk], bytes], then: Callable[[bytes], None]
    ) -> None:
        self._context.run(dialog, work).then(then).or_else(
            lambda error: dialog.say(explain_error(error).text)
        ).start()

    def _confirm_issue(self, issue: Issue, then: Callable[[Any], None]) -> None:
        confirm(
            self._page,
            title=_("签发文书"),
            text=_("签发后立即占用一个文号，不能撤回，只能作废。"),
            act=_("签发并编号"),
            then=lambda: self._issue(issue, then),
        )

    def _issue(self, issue: Issue, then: Callable[[Any], None]) -> None:
        def work(desk: Desk) -> Any:
            document_id = issue(desk)
            with desk.read() as session:
                return find_document(session, desk.office.id, document_id)

        def issued(document: Any) -> None:
            then(document)
            self._issued(document)

        self._context.run(self._page, work, changes=self._changes).then(issued).start()

    def _issued(self, document: Any) -> None:
        words = _("已签发：{title} {serial}").format(title=document.title, serial=document.serial)
        self._context.say(Message(words.strip()))
        self.show_original(document)


def _show_specimen(dialog: PreviewDialog, pdf: bytes) -> None:
    dialog.preview.show_pdf(pdf, _("样张"))
    dialog.act_button.setEnabled(True)
    dialog.act_button.setFocus()


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file that was kept, its own name, and its pages where it makes some."""

    name: str
    content: bytes
    pages: bytes | None


def _kept(desk: Desk, attachment_id: str) -> _Kept:
    from corrdesk.printing.preview import NotViewable, viewable  # noqa: PLC0415 - with the first

    content = desk.original(attachment_id)
    with desk.read() as session:
        card = attachment_row(session, desk.office.id, attachment_id)
    name = card.name if card is not None else ""
    try:
        return _Kept(name, content, viewable(content))
    except NotViewable:
        return _Kept(name, content, None)


def proof_of_service(desk: Desk, document_id: str) -> bytes:
    """The 送达回证 that goes with an issued sheet; its lower part is filled by hand."""
    with desk.read() as session:
        sheet = draw_receipt(session, desk.office.id, document_id)
    return desk.press.render(sheet)
