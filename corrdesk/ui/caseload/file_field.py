"""A file to be sealed with a record: chosen from the disk or dropped on the form."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.service import add_attachment
from corrdesk.ui.shell.widgets import button, label, row

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork


class FileField(QFrame):
    """Holds at most one file."""

    attached = Signal(str)  # the name of the file without its ending

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.path: Path | None = None
        self._words = label(_("没有附件。也可以把文件拖到这里。"), "muted", wrap=True)
        choose = button(_("附上文件…（加密保存）"), self._choose)
        self.setLayout(row(choose, self._words, stretch=None))

    def attach(self, path: Path) -> None:
        """Takes a file."""
        self.path = path
        self._words.setText(path.name)
        self.attached.emit(path.stem)

    def seal_into(
        self, uow: UnitOfWork, subject_id: str, seal: Callable[[bytes], str]
    ) -> str | None:
        """Seals the file for a record. Returns the attachment's id, None without a file."""
        if self.path is None:
            return None
        return add_attachment(
            uow,
            subject_id,
            read_file(self.path),
            name=self.path.name,
            media_type=media_type_of(self.path),
            seal=seal,
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event)
        if path is not None:
            self.attach(path)
            event.acceptProposedAction()

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("选择文件"))
        if chosen:
            self.attach(Path(chosen))


def dropped_file(event: QDropEvent) -> Path | None:
    """The one file that is dragged, or None."""
    urls = event.mimeData().urls()
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
    return path if path is not None and path.is_file() else None


def media_type_of(path: Path) -> str:
    """What a file is by its name."""
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def read_file(path: Path) -> bytes:
    """The content of a chosen file. Raises UserError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        raise UserError(_("文件读不出来。"), remedy=_("请重新选择文件。")) from None
