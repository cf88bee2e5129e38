"""A request is somebody's: given, or found by a few letters; nobody is guessed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.queries import PeopleFilter, people_page
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.ui.caseload.personal_form import PersonalForm, written_lines
from corrdesk.ui.paths import Whose
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.widgets import TextArea


class AskForm(PersonalForm[Whose]):
    """The shortest request."""

    def __init__(self, context: Context, target: Whose) -> None:
        super().__init__(context, target, act="登记")
        self.found = 0
        self.add("what", "事项", QLineEdit())

    def target_changed(self) -> None:
        self.found += 1

    def collect(self) -> Callable[[UnitOfWork], Any]:
        supervision = self.supervision()
        return lambda _uow: supervision


def test_who_is_given_is_not_asked_for(context: Context, qtbot: QtBot) -> None:
    form = AskForm(context, Whose("p", "s", "王小明"))
    qtbot.addWidget(form)
    assert "person" not in form.fields
    assert form.supervision() == "s"


def test_somebody_is_found_and_lost_again(context: Context, desk: Desk, qtbot: QtBot) -> None:
    with desk.read() as session:
        card = people_page(session, desk.office.id, PeopleFilter(), limit=1)[0]
    form = AskForm(context, Whose())
    qtbot.addWidget(form)
    form.save()
    assert form.fields["person"]._error.text()
    form.person.setText(card.name)
    qtbot.waitUntil(lambda: bool(form.target.name))
    assert form.supervision()
    assert form.found == 1
    form.person.setText("没有这个人")
    qtbot.waitUntil(lambda: "没有找到" in form._found.text())
    with pytest.raises(UserError):
        form.supervision()
    form.person.setText("")
    assert form._found.text() == ""


def test_empty_lines_are_no_entries(context: Context, qtbot: QtBot) -> None:
    area = TextArea()
    qtbot.addWidget(area)
    area.setPlainText(" 甲 \n\n乙")
    assert written_lines(area) == ("甲", "乙")
