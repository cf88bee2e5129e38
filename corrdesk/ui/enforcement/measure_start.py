"""The panel in which a measure begins: which one, on what ground, in which words."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from corrdesk.base.i18n import _
from corrdesk.casework.enforcement.measures.model import KIND_LABELS, MeasureKind
from corrdesk.ui.enforcement.measure_forms import STARTED_HERE, StartForm, kind_options
from corrdesk.ui.paths import MeasureOf
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import FormPlace
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import combo, label


class MeasurePanel(Page):
    """Beside the page; begun, the measure opens."""

    help_topic = "提请、奖励和措施"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._target: MeasureOf | None = None
        self._who = label("", "title")
        self.kind = combo(kind_options(), name=_("办理什么"))
        self.kind.currentIndexChanged.connect(lambda _index: self._show_form())
        self._place = FormPlace(self._who, label(_("办理什么"), "muted"), self.kind)
        self.form: StartForm | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._place)

    def show_argument(self, argument: Any) -> None:
        """Opened with a MeasureOf."""
        if not isinstance(argument, MeasureOf):
            return
        self._target = argument
        self._who.setText(argument.name)
        self.about = argument.name
        wanted = argument.kind or STARTED_HERE[0].value
        self.kind.setCurrentIndex(max(self.kind.findData(wanted), 0))
        self._show_form()

    def first_focus(self) -> QWidget:
        return self.kind

    def holds_typing(self) -> bool:
        if self.form is None:
            return False
        written = self.form.sentences.texts() != self.form.begun
        return written or bool(self.form.grounds.chosen())

    def _show_form(self) -> None:
        if self._target is None:
            return
        kind = MeasureKind(self.kind.currentData())
        self.form = StartForm(self.context, kind, self._target.supervision_id)
        self.form.finished.connect(self._begun)
        self.form.abandoned.connect(self.context.close_panel)
        self._place.hold(self.form)
        self.content_changed()

    def _begun(self, measure_id: str) -> None:
        kind = _(KIND_LABELS[MeasureKind(self.kind.currentData())])
        self.form = None
        self.context.say(Message(_("已建立：{kind}。").format(kind=kind), Tone.OK))
        self.context.close_panel()
        self.context.go("measure", measure_id)
