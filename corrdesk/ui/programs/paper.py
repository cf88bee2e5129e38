"""The paper of a session: its lists in the preview, and the signed scan that comes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.hour_flows import record_scan
from corrdesk.casework.programs.model import Manner, Sighting, Turnout
from corrdesk.casework.programs.papers import draw_rosters
from corrdesk.ui.caseload.file_field import media_type_of
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message, confirm, explain_error
from corrdesk.ui.shell.preview import PreviewDialog
from corrdesk.ui.shell.tokens import Tone

if TYPE_CHECKING:
    from corrdesk.casework.programs.queries import SessionFile
    from corrdesk.printing.roster_scan import ScannedRow

NAMED = 8  # people named in a question


class RosterPaper:
    """Opens the preview of a roster, and reads scans of signed ones."""

    def __init__(self, context: Context, page: QWidget) -> None:
        self._context = context
        self._page = page
        self.dialog: PreviewDialog | None = None

    def show_roster(self, session_id: str) -> None:
        """Shows the lists of a session, ready to print."""
        title = _("活动签到表")
        dialog = PreviewDialog(self._context, self._page.window(), title=title)
        self.dialog = dialog
        dialog.open()
        self._context.run(dialog, lambda desk: roster_pdf(desk, session_id)).then(
            lambda pdf: dialog.preview.show_pdf(pdf, title)
        ).or_else(lambda error: dialog.say(explain_error(error).text)).start()

    def choose_scan(self, file: SessionFile) -> None:
        """Asks for the scan of the signed roster."""
        chosen, _kind = QFileDialog.getOpenFileName(
            self._page,
            _("选择签到表扫描件"),
            "",
            _("扫描件 (*.pdf *.png *.jpg *.jpeg *.tif *.tiff)"),
        )
        if chosen:
            self.read_scan(file, Path(chosen))

    def read_scan(self, file: SessionFile, path: Path) -> None:
        """Reads a scan beside the other work, then asks before anything is recorded."""
        self._context.say(Message(_("正在识别扫描件……")))
        self._context.aside(self._page, lambda _desk: scanned(path)).then(
            lambda found: self._propose(file, path, *found)
        ).start()

    def _propose(
        self, file: SessionFile, path: Path, content: bytes, rows: list[ScannedRow]
    ) -> None:
        mine = {row.number: row for row in rows if row.session_code == file.session.code}
        lines = [line for line in file.roster if line.number in mine]
        if not lines:
            words = _("扫描件上没有这次活动的签到表。")
            self._context.say(Message(words, Tone.BAD))
            return
        signed = [line for line in lines if mine[line.number].signed]
        blank = [line for line in lines if not mine[line.number].signed]
        fresh = [line for line in lines if line.turnout is None]
        names = "、".join(line.name for line in blank[:NAMED])
        text = _(
            "识别 {rows} 行：已签名 {signed} 人，没有签名 {blank} 人（{names}）。\n"
            "将登记还没有结果的 {fresh} 人，并把扫描件加密存档。请先与原件核对。"
        ).format(
            rows=len(lines), signed=len(signed), blank=len(blank), names=names or "—",
            fresh=len(fresh),
        )  # fmt: skip
        sightings = [
            Sighting(
                line.learner_id,
                Turnout.PRESENT if mine[line.number].signed else Turnout.ABSENT,
                Manner.PAPER,
            )
            for line in fresh
        ]
        confirm(
            self._page,
            title=_("签到表扫描件"),
            text=text,
            act=_("登记并存档"),
            then=lambda: self._keep(file.session.id, path, content, sightings),
        )

    def _keep(self, session_id: str, path: Path, content: bytes, sightings: list[Sighting]) -> None:
        media = media_type_of(path)
        seal = self._context.desk.seal
        done = _("已登记 {count} 人，扫描件已存档。")
        self._context.act(
            self._page,
            lambda uow: record_scan(uow, session_id, sightings, content, path.name, media, seal),
        ).then(lambda changed: self._context.say(Message(done.format(count=len(changed))))).start()


def roster_pdf(desk: Desk, session_id: str) -> bytes:
    """The lists of a session as PDF."""
    from corrdesk.printing.forms.roster import render_rosters  # noqa: PLC0415 - fonts take a second

    with desk.unit_of_work() as uow:
        return render_rosters(draw_rosters(uow, session_id))


def scanned(path: Path) -> tuple[bytes, list[ScannedRow]]:
    """The content of a scan and its rows."""
    from corrdesk.printing.roster_scan import read_roster  # noqa: PLC0415 - as above

    try:
        content = path.read_bytes()
    except OSError:
        raise UserError(_("扫描件读不出来。"), field="file") from None
    return content, read_roster(content)
