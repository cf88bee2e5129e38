"""The file that stands in for a keyring is offered only when one failed, and says its risk."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.ui.vault.device_file import DeviceFileOffer
from corrdesk.vault.errors import DeviceStoreFailed, NoDeviceStore, WrongPassphrase


def test_it_is_offered_when_no_keyring_serves(
    app: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    screen = QWidget()
    qtbot.addWidget(screen)
    offer = DeviceFileOffer()
    QVBoxLayout(screen).addWidget(offer)
    assert not offer.offer(WrongPassphrase())
    assert offer.isHidden()
    for error in (NoDeviceStore("fail"), DeviceStoreFailed("KeyringLocked")):
        assert offer.offer(error)
        assert not offer.isHidden()
    assert all(word in offer.banner.text for word in ("密钥环", "风险", "U 盘", "恢复码"))
    chosen: list[Path] = []
    offer.chosen.connect(chosen.append)
    answers = iter([("", ""), (str(tmp_path / "k"), "")])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: next(answers))
    offer.choose_button.click()
    assert chosen == []
    offer.choose_button.click()
    assert chosen == [tmp_path / "k"]
    assert offer.isHidden()
