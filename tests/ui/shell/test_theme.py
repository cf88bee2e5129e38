"""The look grows as a whole, and its style sheet is understood."""

from typing import ClassVar

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QPushButton

from corrdesk.ui.shell.theme import apply_theme, base_font, px, scale, set_tone
from corrdesk.ui.shell.tokens import FONT_POINTS, TARGET, Tone


class Watched(QPushButton):
    """Notes each time that it is dressed."""

    seen: ClassVar[list[QEvent.Type]] = []

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt names it
        if event.type() == QEvent.Type.StyleChange:
            self.seen.append(event.type())
        super().changeEvent(event)


def test_sizes_grow_together(app: QApplication) -> None:
    try:
        apply_theme(app, scale=1.5)
        assert scale() == 1.5
        assert px(10) == 15
        assert base_font().pointSizeF() == FONT_POINTS * 1.5
        button = QPushButton("保存")
        assert button.sizeHint().height() >= TARGET * 1.5
    finally:
        apply_theme(app)


def test_what_it_wears_already_is_not_put_on_again(app: QApplication) -> None:
    """Qt would go through every widget that there is."""
    button, seen = Watched("保存"), Watched.seen
    button.ensurePolished()
    seen.clear()
    apply_theme(app)
    assert seen == []
    try:
        apply_theme(app, scale=1.5)
        assert seen
    finally:
        apply_theme(app)


def test_a_button_is_a_large_target(app: QApplication) -> None:
    button = QPushButton("保存")
    assert button.sizeHint().height() >= TARGET


def test_a_tone_is_seen_by_the_style_sheet(app: QApplication) -> None:
    button = QPushButton("保存")
    set_tone(button, Tone.BAD)
    assert button.property("tone") == "bad"
