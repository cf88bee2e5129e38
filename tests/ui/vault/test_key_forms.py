"""The forms about keys: nothing weak, nothing by half, the old code holds until the new does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from corrdesk.base.actor import Role
from corrdesk.bootstrap import Desk
from corrdesk.ui.shell.workplace import Workplace
from corrdesk.ui.vault.key_forms import (
    EscrowDialog,
    HireDialog,
    KeyDialog,
    NewCodeDialog,
    OwnPassphraseDialog,
    ResetDialog,
)
from corrdesk.upkeep import officers
from corrdesk.vault.errors import WrongRecoveryCode
from tests.ui.conftest import PASSPHRASE

FIRST = "七只青蛙在雨伞下面数萤火虫"
SECOND = "纸鸢 石桥 冬瓜 铁轨 月食 芦苇"


def _type(dialog: HireDialog | ResetDialog | OwnPassphraseDialog, secret: str) -> None:
    dialog.secret.first.line.setText(secret)
    dialog.secret.again.line.setText(secret)


def _gone(dialog: KeyDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible(), timeout=20_000)


def test_a_colleague_is_added_once_the_passphrase_is_good(
    place: Workplace, desk: Desk, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    dialog = HireDialog(place.context, place.window())
    dialog.open()
    dialog.do()
    assert "姓名" in dialog.fields["name"]._error.text()
    dialog.name.setText("王芳")
    _type(dialog, "woaini1314")
    dialog.do()
    assert "弱" in dialog.secret.field._error.text()
    _type(dialog, FIRST)
    dialog.role.setCurrentIndex(dialog.role.findData(Role.AUDITOR.value))
    QTest.keyClick(dialog.secret.again.line, Qt.Key.Key_Return)
    _gone(dialog, qtbot)
    settled()
    found = officers.find_active(desk, "王芳")
    assert (found.role, found.has_key) == (Role.AUDITOR, True)
    again = HireDialog(place.context, place.window())
    again.open()
    again.name.setText("王芳")
    _type(again, FIRST)
    again.do()
    qtbot.waitUntil(lambda: bool(again.fields["name"]._error.text()), timeout=20_000)
    again.reject()


def test_the_act_is_in_sight_in_large_letters(
    large: None, place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    dialog = HireDialog(place.context, place.window())
    dialog.open()
    dialog.name.setText("王芳")
    dialog.secret.first.line.setText("woaini1314")
    dialog.do()
    dialog.resize(dialog.width(), 420)
    qtbot.wait(50)
    act = dialog.act_button
    assert act.visibleRegion().boundingRect().size() == act.size()
    back = next(each for each in dialog.findChildren(QPushButton) if "返回" in each.text())
    back.setFocus()
    QTest.keyClick(back, Qt.Key.Key_Return)  # Enter on the way back leads back
    _gone(dialog, qtbot)
    assert [each.name for each in officers.roster(desk)] == ["李明"]


def test_the_own_passphrase_proves_the_old_one(place: Workplace, desk: Desk, qtbot: QtBot) -> None:
    dialog = OwnPassphraseDialog(place.context, place.window())
    dialog.open()
    dialog.do()
    assert dialog.fields["passphrase"]._error.text()
    dialog.old.line.setText("not the one at all")
    _type(dialog, SECOND)
    dialog.do()
    qtbot.waitUntil(lambda: "不正确" in dialog.fields["passphrase"]._error.text(), timeout=20_000)
    dialog.old.line.setText(PASSPHRASE)
    dialog.do()
    _gone(dialog, qtbot)
    officers.change_own_passphrase(desk, SECOND, FIRST)


def test_a_colleagues_passphrase_is_set_anew(
    place: Workplace, desk: Desk, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    officers.hire(desk, "王芳", Role.OFFICER, FIRST)
    slots = desk.vault.header.slots
    dialog = ResetDialog(place.context, place.window(), officers.find_active(desk, "王芳"))
    dialog.open()
    dialog.do()
    assert dialog.secret.field._error.text()
    _type(dialog, SECOND)
    dialog.do()
    _gone(dialog, qtbot)
    settled()
    assert desk.vault.header.slots != slots


def test_a_new_code_holds_once_it_came_back_from_paper(
    place: Workplace, desk: Desk, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    old = desk.vault.new_recovery_code()
    dialog = NewCodeDialog(place.context, place.window())
    dialog.open()
    settled()
    draft = dialog._draft
    assert draft is not None
    dialog.paper.line.setText(old)
    dialog.do()
    assert "另一个" in dialog.paper.field._error.text()
    desk.vault.check_recovery_code(old)
    dialog.paper.line.setText(draft.code.lower())
    dialog.do()
    _gone(dialog, qtbot)
    desk.vault.check_recovery_code(draft.code)
    with pytest.raises(WrongRecoveryCode):
        desk.vault.check_recovery_code(old)


def test_the_countys_key_is_registered_from_its_file(
    place: Workplace, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = EscrowDialog(place.context, place.window())
    dialog.open()
    dialog.do()
    assert "文件" in dialog.fields["file"]._error.text()
    (tmp_path / "bad.pub").write_text("nonsense")
    dialog.use_file(tmp_path / "bad.pub")
    dialog.do()
    qtbot.waitUntil(lambda: bool(dialog.banner.text), timeout=20_000)
    public = X25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    (tmp_path / "county.pub").write_text(public + "\n")
    dialog.use_file(tmp_path / "county.pub")
    dialog.do()
    _gone(dialog, qtbot)
    assert any(slot.kind == "escrow" for slot in desk.vault.header.slots)
