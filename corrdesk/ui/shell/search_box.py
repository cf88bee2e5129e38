"""The one search box: name, pinyin initials, the end of a number, a village, a scanned card.

Asks on the reading lane at every key, of which only the newest is answered. The list below it is
moved by the arrow keys while the focus stays in the box.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from corrdesk.base.i18n import _
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.badges import badge_size, paint_badge
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.icons import icon
from corrdesk.ui.shell.registry import Hit, SearchSpec
from corrdesk.ui.shell.scanner import NUMBER
from corrdesk.ui.shell.theme import base_font, px
from corrdesk.ui.shell.widgets import label

HIT_ROLE = Qt.ItemDataRole.UserRole + 1
NOWHERE = QModelIndex()
ROWS_SHOWN = 8
LIST_EDGES = 6  # pixels above and below the rows; with less, the list would scroll


class _Hits(QAbstractListModel):
    """The answer as Qt wants it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hits: Sequence[Hit] = ()

    def show_hits(self, hits: Sequence[Hit]) -> None:
        self.beginResetModel()
        self.hits = tuple(hits)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.hits)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if not index.isValid():
            return None
        hit = self.hits[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return f"{hit.title}  {hit.detail}  {hit.state}"
        return hit if role == HIT_ROLE else None


class _HitDelegate(QStyledItemDelegate):
    """Paints a hit: name, detail, state."""

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(px(200), px(tokens.TARGET))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        hit = index.data(HIT_ROLE)
        box = QRectF(option.rect)  # type: ignore[attr-defined]
        selected = option.state & QStyle.StateFlag.State_Selected  # type: ignore[attr-defined]
        painter.save()
        painter.fillRect(box, QColor(tokens.ACCENT_SOFT if selected else tokens.SURFACE))
        if selected:
            bar = QRectF(box.left(), box.top(), px(4), box.height())
            painter.fillRect(bar, QColor(tokens.ACCENT))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(base_font(bold=True))
        painter.setPen(QColor(tokens.INK))
        name = box.adjusted(px(14), 0, 0, 0)
        name.setWidth(px(120))
        metrics = painter.fontMetrics()
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(name, middle, metrics.elidedText(hit.title, elide, round(name.width())))
        painter.setFont(base_font())
        state = badge_size(hit.state, painter.fontMetrics())
        place = QRectF(
            box.right() - state.width() - px(10),
            box.center().y() - state.height() / 2,
            state.width(),
            state.height(),
        )
        detail = QRectF(name.right() + px(8), box.top(), 0, box.height())
        detail.setRight(place.left() - px(8))
        painter.setPen(QColor(tokens.MUTED))
        words = painter.fontMetrics().elidedText(hit.detail, elide, round(detail.width()))
        painter.drawText(detail, middle, words)
        paint_badge(painter, place, hit.state, hit.shape, hit.tone)
        painter.restore()


class SearchBox(QLineEdit):
    """The box in the head of the window."""

    left_down = Signal()  # arrow down with no list open: on to the page

    def __init__(self, context: Context, spec: SearchSpec, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._spec = spec
        self._answered = ""  # the term that the list belongs to
        self._enter_waits = ""  # Enter or control_enter pressed before the answer came
        self.setProperty("role", "search")
        self.setClearButtonEnabled(True)
        self.setAccessibleName(_("查找人员"))
        self.setPlaceholderText(_("姓名、拼音首字母、证件尾号、村居，或刷证  Ctrl+F"))
        self.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText)
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._model = _Hits(self)
        self._popup = QFrame(parent)
        self._popup.setProperty("role", "popup")
        self._popup.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list = QListView(self._popup)
        self._list.setModel(self._model)
        self._list.setItemDelegate(_HitDelegate(self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setAccessibleName(_("查找结果"))
        self._list.clicked.connect(lambda index: self._use(index.row(), "enter"))
        self._foot = label("", "muted")
        layout = QVBoxLayout(self._popup)
        layout.setContentsMargins(1, 1, 1, px(6))
        layout.addWidget(self._list)
        layout.addWidget(self._foot)
        self._foot.setIndent(px(14))
        self._popup.hide()
        self.textEdited.connect(self.ask)

    # What others may do

    def take_scan(self, number: str) -> None:
        """A scanned card: finds its person and goes on as if Enter had been pressed."""
        self.setFocus()
        self.setText(number)
        self.ask(number)
        self._enter_waits = "enter"

    def reset(self) -> None:
        """Empties the box and takes the focus, ready for the next person."""
        self.setText("")  # unlike clear(), leaves nothing for the box's own undo
        self._answered = self._enter_waits = ""
        self._popup.hide()
        self.setFocus()

    def ask(self, term: str) -> None:
        """Asks for a term; an empty one closes the list."""
        self._enter_waits = ""
        if not term.strip():
            self._answered = ""
            self._popup.hide()
            return
        find = self._spec.find
        self._context.ask(self, lambda desk: find(desk, term), slot="search").then(
            lambda hits: self._show(term, hits)
        ).start()

    def close_list(self) -> None:
        """Removes the list, which hangs on the window and not on the box."""
        self._popup.hide()
        self._popup.deleteLater()

    @property
    def hits(self) -> Sequence[Hit]:
        """The lines of the list."""
        return self._model.hits

    @property
    def list_is_open(self) -> bool:
        """Whether the list is on screen."""
        return self._popup.isVisible()

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and self.list_is_open:
            self._move(1 if key == Qt.Key.Key_Down else -1)
            return
        if key == Qt.Key.Key_Down:
            self.left_down.emit()
            return
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            self._press("control_enter" if control else "enter")
            return
        if key == Qt.Key.Key_Escape and (self.list_is_open or self.text()):
            self.reset()
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        # A Chinese input method takes the last X of a scanned number for pinyin, and the scanner's
        # Enter for its end: what it hands over is a whole number, and the Enter is gone.
        if event.commitString().upper() == "X" and NUMBER.fullmatch(self.text()):
            self._press("enter")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._popup.hide()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.text().strip() and self._answered == self.text():
            self._open()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Undo) and not self.text():
                event.ignore()  # Ctrl+Z takes back the last act, not the last search term
                return False
            own = {Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if event.key() in own and self.text():
                event.accept()
                return True
        return super().event(event)

    # Inside

    def _press(self, which: str) -> None:
        if not self.text().strip():
            return
        if self._answered != self.text():
            self._enter_waits = which  # the answer is on its way
            return
        self._use(max(self._list.currentIndex().row(), 0), which)

    def _use(self, row: int, which: str) -> None:
        if not 0 <= row < len(self._model.hits):
            return
        hit = self._model.hits[row]
        self.reset()
        act = self._spec.control_enter if which == "control_enter" else self._spec.enter
        act(self._context, hit.key)

    def _move(self, step: int) -> None:
        count = len(self._model.hits)
        if count:
            row = (self._list.currentIndex().row() + step) % count
            self._list.setCurrentIndex(self._model.index(row))

    def _show(self, term: str, hits: Sequence[Hit]) -> None:
        if term != self.text():
            return
        self._answered = term
        self._model.show_hits(hits)
        if hits:
            self._list.setCurrentIndex(self._model.index(0))
        self._say_foot(term, hits)
        waited, self._enter_waits = self._enter_waits, ""
        if waited and hits:
            self._use(0, waited)
        elif self.hasFocus() or not hits:
            self._open()

    def _say_foot(self, term: str, hits: Sequence[Hit]) -> None:
        if hits and hits[0].act:
            words = _("Enter {act}　Esc 关闭").format(act=hits[0].act)
        elif hits:
            words = _("Enter {first}　Ctrl+Enter {second}　↑↓ 选择　Esc 关闭")
            words = words.format(
                first=_(self._spec.enter_label), second=_(self._spec.control_enter_label)
            )
        elif NUMBER.fullmatch(term.strip()):
            words = _("没有找到这张证件对应的人。请核对号码，或用姓名首字母查找。")
        else:
            words = _("没有找到。请检查输入，或用姓名首字母、证件尾号查找。")
        self._foot.setText(words)

    def _open(self) -> None:
        rows = min(len(self._model.hits), ROWS_SHOWN)
        self._list.setVisible(rows > 0)
        self._list.setFixedHeight(rows * px(tokens.TARGET) + LIST_EDGES)
        window = self.window()
        if self._popup.parentWidget() is not window:
            self._popup.setParent(window)  # above everything else in the window
        corner = self.mapTo(window, QPoint(0, self.height() + px(4)))
        foot = self._foot.sizeHint().height() + px(14)
        width = min(max(self.width(), px(640)), window.width() - corner.x() - px(8))
        height = rows * px(tokens.TARGET) + LIST_EDGES + foot
        height = min(height, window.height() - corner.y() - px(8))
        self._popup.setGeometry(corner.x(), corner.y(), width, height)
        self._popup.raise_()
        self._popup.show()
