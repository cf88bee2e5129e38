"""What is chosen in the settings is stored and takes effect at once."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from corrdesk.settings import UI_IDLE_LOCK_MINUTES, UI_SCALE
from corrdesk.ui.shell.main_window import MainWindow
from corrdesk.ui.shell.preferences import Preferences
from corrdesk.ui.shell.theme import apply_theme, scale


def test_the_size_changes_without_a_new_start(
    app: QApplication, window: MainWindow, settled: Callable[[], None], qtbot: QtBot
) -> None:
    before = window.workplace
    assert before is not None
    before.show_settings()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Preferences)
    dialog.size_choice.choose("125")
    dialog.minutes.setValue(9)
    dialog.save()
    settled()
    try:
        assert scale() == 1.25
        assert window.workplace is not None
        assert window.workplace is not before
        assert window.workplace.context.settings.get(UI_SCALE) == 125
        assert window.workplace.context.settings.get(UI_IDLE_LOCK_MINUTES) == 9
    finally:
        apply_theme(app)
