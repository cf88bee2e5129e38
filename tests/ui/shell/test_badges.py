"""A state has a shape and a word, not only a colour."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from corrdesk.ui.shell.badges import Badge, paint_shape
from corrdesk.ui.shell.tokens import Shape, Tone


def _painted(shape: Shape) -> bytes:
    image = QImage(24, 24, QImage.Format.Format_Grayscale8)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_shape(painter, shape, QRectF(0, 0, 24, 24), QColor("black"))
    painter.end()
    return bytes(image.constBits())


def test_every_shape_differs_without_its_colour(app: QApplication) -> None:
    pictures = {_painted(shape) for shape in Shape}
    assert len(pictures) == len(Shape)


@pytest.mark.parametrize("tone", list(Tone))
def test_a_badge_says_its_word(app: QApplication, tone: Tone) -> None:
    badge = Badge("已逾期", Shape.TRIANGLE, tone)
    assert badge.accessibleName() == "已逾期"
    assert badge.sizeHint().width() > badge.fontMetrics().horizontalAdvance("已逾期")


def test_a_badge_without_a_word_hides(app: QApplication) -> None:
    assert Badge().isHidden()
