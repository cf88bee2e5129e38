"""A file is chosen or dropped, and sealed with its record."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.queries import attachment_row
from corrdesk.ui.caseload.file_field import FileField, dropped_file


def dropped(*paths: Path) -> QDropEvent:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    none = (Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
    event = QDropEvent(QPointF(1, 1), Qt.DropAction.CopyAction, mime, *none)
    event.kept = mime  # type: ignore[attr-defined]  # Qt does not own it
    return event


@pytest.fixture
def field(qtbot: QtBot) -> FileField:
    made = FileField()
    qtbot.addWidget(made)
    return made


def test_a_dropped_file_is_sealed(field: FileField, desk: Desk, tmp_path: Path) -> None:
    scan = tmp_path / "笔录.pdf"
    scan.write_bytes(b"%PDF-1.4 scan")
    names: list[str] = []
    field.attached.connect(names.append)
    field.dropEvent(dropped(scan))
    assert names == ["笔录"]
    made = desk.act(lambda uow: field.seal_into(uow, "subject-1", desk.seal))[0]
    assert made is not None
    with desk.read() as session:
        card = attachment_row(session, desk.office.id, made)
    assert card is not None
    assert (card.name, card.media_type) == ("笔录.pdf", "application/pdf")
    assert desk.unseal(card.address) == b"%PDF-1.4 scan"


def test_only_one_file_that_is_there(tmp_path: Path) -> None:
    one, two = tmp_path / "一.txt", tmp_path / "二.txt"
    one.write_text("一")
    two.write_text("二")
    assert dropped_file(dropped(one)) == one
    assert dropped_file(dropped(one, two)) is None
    assert dropped_file(dropped(tmp_path / "没有.txt")) is None


def test_without_a_file_nothing_is_sealed(field: FileField, desk: Desk) -> None:
    with desk.unit_of_work() as uow:
        assert field.seal_into(uow, "subject-1", desk.seal) is None


def test_a_file_that_has_gone_is_told(field: FileField, desk: Desk, tmp_path: Path) -> None:
    gone = tmp_path / "笔录.pdf"
    gone.write_bytes(b"x")
    field.attach(gone)
    gone.unlink()
    with desk.unit_of_work() as uow, pytest.raises(UserError):
        field.seal_into(uow, "subject-1", desk.seal)
