"""The columns of a ledger as they were understood, to be looked at and changed by hand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from corrdesk.base.i18n import N_, _
from corrdesk.casework.caseload.ledger.columns import (
    ColumnMapping,
    Field,
    header_choices,
    label_of,
)
from corrdesk.casework.caseload.ledger.workbook import Workbook
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, WheelGuard, clear, combo, keep_narrow, label, scrolled

NO_COLUMN = -1
FEWEST_TITLES = 3  # columns that a header has at least
PAIRS = 2  # fields side by side
SOURCES = {
    "recognised": N_("按列名识别"),
    "remembered": N_("沿用上次的对应"),
    "chosen": N_("手工选择"),
}


def header_options(workbook: Workbook) -> list[tuple[str, ColumnMapping]]:
    """Rows that could be a header, in words, for a ledger whose header was not recognised."""
    found = []
    for sheet in workbook.sheets:
        for mapping in () if sheet.hidden else header_choices(sheet):
            titles = [title for title in mapping.titles if title]
            if len(titles) >= FEWEST_TITLES:
                words = _("工作表“{sheet}”第 {row} 行：{titles}").format(
                    sheet=sheet.name, row=mapping.header_row, titles="、".join(titles)
                )
                found.append((words, mapping))
    return found


class MappingEditor(QWidget):
    """A drop-down of the sheet's columns for every field. Asks for a fresh dry run at a change."""

    changed = Signal(str, object, object)  # sheet, Field, column index or None

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[tuple[str, Field], QComboBox] = {}
        self._guard = WheelGuard(self)
        content = QWidget()
        self._place = QVBoxLayout(content)
        self._place.setContentsMargins(0, px(8), px(8), 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(content))

    def show_mappings(self, mappings: Sequence[ColumnMapping]) -> None:
        """Shows the columns of every sheet that is a ledger."""
        clear(self._place)
        self.boxes.clear()
        for mapping in mappings:
            self._show_sheet(mapping)
        self._place.addStretch(1)

    def _show_sheet(self, mapping: ColumnMapping) -> None:
        title = _("工作表“{sheet}”　表头在第 {row} 行　{source}").format(
            sheet=mapping.sheet, row=mapping.header_row, source=_(SOURCES[mapping.source])
        )
        self._place.addWidget(label(title, "heading", wrap=True))
        missing = "、".join(label_of(field) for field in mapping.missing)
        needed = _("缺少必需的列：{columns}。请在下面选择对应的列。").format(columns=missing)
        self._place.addWidget(Banner(needed if missing else "", Tone.WARN))
        unread = "、".join(title for _index, title in mapping.unknown)
        if unread:
            words = _("不导入的列：{columns}").format(columns=unread)
            self._place.addWidget(label(words, "muted", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(6))
        columns = [(str(NO_COLUMN), _("（不导入）"))]
        columns += [(str(i), title or _("第 {n} 列").format(n=i + 1))
                    for i, title in enumerate(mapping.titles)]  # fmt: skip
        fields = [field for field in Field if field is not Field.SERIAL]
        for number, field in enumerate(fields):
            down, pair = divmod(number, PAIRS)
            grid.addWidget(label(label_of(field)), down, pair * 2)
            grid.addWidget(self._box(mapping, field, columns), down, pair * 2 + 1)
            grid.setColumnStretch(pair * 2 + 1, 1)
        self._place.addLayout(grid)

    def _box(
        self, mapping: ColumnMapping, field: Field, columns: list[tuple[str, str]]
    ) -> QComboBox:
        box = combo(columns, name=_("{field}对应的列").format(field=label_of(field)))
        index = mapping.index_of(field)
        box.setCurrentIndex(box.findData(str(NO_COLUMN if index is None else index)))
        keep_narrow(box)
        box.installEventFilter(self._guard)
        box.activated.connect(lambda _at: self._tell(mapping.sheet, field, box))
        self.boxes[mapping.sheet, field] = box
        return box

    def _tell(self, sheet: str, field: Field, box: QComboBox) -> None:
        index = int(box.currentData())
        self.changed.emit(sheet, field, None if index == NO_COLUMN else index)
