"""Another data key from the window: proved, printed, prepared; in place at the next opening."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk, open_desk
from corrdesk.ui.shell.workplace import Workplace
from corrdesk.ui.vault.rekey_form import RekeyDialog
from corrdesk.upkeep import restore
from tests.ui.conftest import OFFICER, PASSPHRASE


def test_from_the_passphrase_to_the_next_opening(
    place: Workplace, desk: Desk, folder: Path, clock: FixedClock, qtbot: QtBot,
    settled: Callable[[], None],
) -> None:  # fmt: skip
    qtbot.waitUntil(lambda: not place.context.is_busy, timeout=60_000)
    locked: list[bool] = []
    place.context.lock_wanted.disconnect()
    place.context.lock_wanted.connect(lambda: locked.append(True))
    before = desk.vault.key.material()
    dialog = RekeyDialog(place.context, place.window())
    dialog.open()
    dialog.do()
    assert dialog.fields["passphrase"]._error.text()
    dialog.secret.line.setText("not the passphrase of anybody")
    dialog.do()
    qtbot.waitUntil(lambda: "不正确" in dialog.fields["passphrase"]._error.text(), timeout=20_000)
    dialog.secret.line.setText(PASSPHRASE)
    dialog.do()
    qtbot.waitUntil(lambda: dialog._new is not None, timeout=20_000)
    settled()
    assert dialog.secret.text() == ""
    new = dialog._new
    assert new is not None
    dialog.do()
    assert dialog.paper.field._error.text()
    dialog.paper.line.setText(new.draft.code)
    dialog.do()
    qtbot.waitUntil(lambda: bool(locked), timeout=60_000)
    assert restore.decided_switch(desk.vault.folder) is not None
    desk.close()
    again = open_desk(
        folder / "vault", officer=OFFICER, passphrase=PASSPHRASE,
        device_secret_file=folder / "device.secret", clock=clock,
    )  # fmt: skip
    assert again.vault.key.material() != before
    assert (again.alarms, again.verify()) == ((), [])
    again.vault.check_recovery_code(new.draft.code)
    again.close()


def test_going_back_before_the_work_changes_nothing(
    place: Workplace, desk: Desk, qtbot: QtBot
) -> None:
    dialog = RekeyDialog(place.context, place.window())
    dialog.open()
    dialog.secret.line.setText(PASSPHRASE)
    dialog.do()
    qtbot.waitUntil(lambda: dialog._new is not None, timeout=20_000)
    dialog.reject()
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible())
    assert restore.decided_switch(desk.vault.folder) is None
