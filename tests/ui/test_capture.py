"""Pictures of every screen, with Chinese that is really drawn, from a desk that stays open."""

from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase, QImage
from PySide6.QtWidgets import QApplication

from corrdesk.bootstrap import Desk
from corrdesk.ui.capture import SIZE, capture_screens
from corrdesk.upkeep import backups

EXPECTED = {"today", "overdue", "people", "search", "check-in", "person", "person-duties", "why",
            "person-reports", "violations", "import", "new-office", "locked"}  # fmt: skip


@pytest.mark.slow
def test_every_screen_has_its_picture(desk: Desk, tmp_path: Path, app: QApplication) -> None:
    before = desk.head()
    files = capture_screens(desk, tmp_path / "shots")
    assert {path.stem for path in files} >= EXPECTED
    for path in files:
        image = QImage(str(path))
        assert (image.width(), image.height()) == SIZE
        step = range(0, image.width(), 7)
        colours = {image.pixel(x, y) for x in step for y in range(0, image.height(), 7)}
        assert len(colours) > 8, path.name
    assert len({path.read_bytes() for path in files}) == len(files)
    assert desk.head() == before
    assert not backups.kept_in(desk.vault.backups_path)


def test_there_is_a_font_for_chinese(app: QApplication) -> None:
    chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    assert chinese, "install fonts-noto-cjk"
