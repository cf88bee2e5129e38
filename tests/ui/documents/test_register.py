"""The register is shown as it is printed, by year and word."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.printing.preview import extract_text
from corrdesk.ui.documents.register import RegisterDialog, drawn
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.workplace import Workplace


def test_the_register_is_drawn(
    desk: Desk, sheet: str, place: Workplace, settled: Callable[[], None], qtbot: QtBot
) -> None:
    dialog = RegisterDialog(place.context, place.window())
    dialog.open()
    qtbot.waitUntil(lambda: bool(dialog.preview.pages), timeout=20_000)
    assert (dialog.year.currentText(), dialog.word.currentText()) == ("2026", "矫解通")
    assert "解除社区矫正通知书" in extract_text(drawn(desk, 2026, "矫解通"))
    dialog.reject()


def test_an_office_without_numbers_says_so(
    context: Context, place: Workplace, settled: Callable[[], None]
) -> None:
    dialog = RegisterDialog(place.context, place.window())
    dialog.open()
    settled()
    assert dialog.empty.isVisible()
    assert not dialog.preview.isVisible()
    dialog.reject()
