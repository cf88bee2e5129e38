"""States as shape, word and colour together, painted and as a small label."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from corrdesk.ui.shell.theme import px, show_if
from corrdesk.ui.shell.tokens import TONES, Shape, Tone


def paint_shape(painter: QPainter, shape: Shape, box: QRectF, colour: QColor) -> None:
    """Paints a shape into a square box."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(colour, max(1.5, box.width() / 6))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    inner = box.adjusted(1, 1, -1, -1)
    left, right, top, bottom = inner.left(), inner.right(), inner.top(), inner.bottom()
    middle = inner.center()
    if shape is Shape.DOT:
        painter.drawEllipse(inner)
    elif shape is Shape.SQUARE:
        painter.drawRect(inner)
    elif shape is Shape.TRIANGLE:
        points = [QPointF(middle.x(), top), QPointF(right, bottom), QPointF(left, bottom)]
        painter.drawPolygon(QPolygonF(points))
    elif shape is Shape.DIAMOND:
        points = [
            QPointF(middle.x(), top),
            QPointF(right, middle.y()),
            QPointF(middle.x(), bottom),
            QPointF(left, middle.y()),
        ]
        painter.drawPolygon(QPolygonF(points))
    else:
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        _paint_lines(painter, shape, inner)
    painter.restore()


def _paint_lines(painter: QPainter, shape: Shape, box: QRectF) -> None:
    """The shapes that are drawn with a line: ring, tick, cross."""
    if shape is Shape.RING:
        edge = painter.pen().widthF() / 2
        painter.drawEllipse(box.adjusted(edge, edge, -edge, -edge))
    elif shape is Shape.TICK:
        low = QPointF(box.left() + box.width() * 0.38, box.bottom() - box.height() * 0.12)
        painter.drawPolyline(
            [QPointF(box.left(), box.top() + box.height() * 0.55), low, box.topRight()]
        )
    else:
        painter.drawLine(box.topLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomLeft())


def badge_size(text: str, metrics: QFontMetrics) -> QSize:
    """The size that `paint_badge` needs for a word."""
    mark = metrics.ascent() * 0.75
    width = metrics.horizontalAdvance(text) + mark + px(6) + 2 * px(8)
    return QSize(round(width), metrics.height() + px(4))


def paint_badge(painter: QPainter, box: QRectF, text: str, shape: Shape, tone: Tone) -> None:
    """Paints a state: a tinted ground, the shape, the word."""
    pair = TONES[tone]
    metrics = painter.fontMetrics()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(pair.ground))
    painter.drawRoundedRect(box, px(4), px(4))
    mark = metrics.ascent() * 0.75
    square = QRectF(box.left() + px(8), box.center().y() - mark / 2, mark, mark)
    paint_shape(painter, shape, square, QColor(pair.ink))
    painter.setPen(QColor(pair.ink))
    words = box.adjusted(px(8) + mark + px(6), 0, -px(4), 0)
    align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, round(words.width()))
    painter.drawText(words, align, elided)
    painter.restore()


class Badge(QWidget):
    """A state as a small label."""

    def __init__(
        self,
        text: str = "",
        shape: Shape = Shape.DOT,
        tone: Tone = Tone.PLAIN,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(text, shape, tone)

    def show_state(self, text: str, shape: Shape, tone: Tone) -> None:
        """Shows another state."""
        self._text, self._shape, self._tone = text, shape, tone
        self.setAccessibleName(text)
        show_if(bool(text), self)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return badge_size(self._text, self.fontMetrics())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_badge(painter, QRectF(self.rect()), self._text, self._shape, self._tone)
        painter.end()
