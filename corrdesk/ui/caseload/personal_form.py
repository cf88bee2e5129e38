"""The form of one person's request: names the person, or looks the person up by the first field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QLineEdit

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.model import CATEGORY_LABELS, PersonCard, Status
from corrdesk.casework.caseload.queries import find_people
from corrdesk.ui.paths import Whose
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.widgets import TextArea, label

TargetT = TypeVar("TargetT", bound=Whose)

ENOUGH = 6  # people named beside the field before it asks for more letters


class PersonalForm(Form, Generic[TargetT]):
    """A request of one person, who is given or looked up by the first field."""

    def __init__(self, context: Context, target: TargetT, *, act: str) -> None:
        super().__init__(context, act=act)
        self.target = target
        self.person = QLineEdit()
        self._found = label("", "muted", wrap=True)
        if not target.supervision_id:
            self.add("person", _("谁（姓名、首字母或证件尾号）"), self.person)
            self.add_widget(self._found)
            self.person.textChanged.connect(self._look_up)

    def whom(self) -> str:
        return self.target.name or self.person.text().strip()

    def supervision(self) -> str:
        """Whose request it is. Raises UserError while that is not clear."""
        if not self.target.supervision_id:
            raise UserError(_("请先选定一个人。"), field="person")
        return self.target.supervision_id

    def _named(self, person_id: str, supervision_id: str, name: str) -> TargetT:
        return replace(self.target, person_id=person_id, supervision_id=supervision_id, name=name)

    def target_changed(self) -> None:
        """Called when somebody was found."""

    def _look_up(self, term: str) -> None:
        self.target = self._named("", "", "")
        office = self.context.desk.office.id

        def find(desk: Any) -> list[PersonCard]:
            with desk.read() as session:
                found = find_people(session, office, term.strip(), limit=ENOUGH)
            return [card for card in found if card.status is Status.SUPERVISED]

        if term.strip():
            self.context.ask(self, find, slot="form-person").then(self._show_found).start()
        else:
            self._found.setText("")

    def _show_found(self, cards: list[PersonCard]) -> None:
        term = self.person.text().strip()
        exact = [card for card in cards if card.name == term] or cards
        if len(exact) == 1:
            (card,) = exact
            self.target = self._named(card.person_id, card.supervision_id, card.name)
            category = _(CATEGORY_LABELS[card.category])
            self._found.setText(f"✓ {card.name}　{card.masked_id}　{category}")
            self.target_changed()
        else:
            names = "、".join(card.name for card in exact)
            self._found.setText(names or _("没有找到在册的人。"))


def written_lines(area: TextArea) -> tuple[str, ...]:
    """The lines that are written, without empty ones."""
    return tuple(filter(None, (line.strip() for line in area.text().splitlines())))
