"""The forms on a person's page make the acts of their names."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import (
    Category,
    OrderFacts,
    PersonFacts,
    Sex,
    Status,
    SupervisionClass,
)
from corrdesk.casework.caseload.queries import person_file
from corrdesk.casework.caseload.service import add_person
from corrdesk.casework.reporting.queries import open_windows_of
from corrdesk.ui.caseload.person_forms import ClassForm, ReportInForm
from corrdesk.ui.shell.context import Context
from tests.ui.conftest import TODAY

PERSON = PersonFacts("欧阳明", "11010519491231002X", Sex.FEMALE, date(1949, 12, 31))
ORDER = OrderFacts(
    Category.PROBATION, date(2026, 6, 1), date(2027, 5, 31), class_=SupervisionClass.STRICT
)


@pytest.fixture
def order(desk: Desk) -> Callable[[], object]:
    person_id, _changes = desk.act(lambda uow: add_person(uow, PERSON, replace(ORDER)))

    def read() -> object:
        with desk.read() as session:
            file = person_file(session, desk.office.id, person_id)
        assert file is not None
        return file.supervisions[0]

    return read


def test_reporting_in_opens_the_windows(
    context: Context, desk: Desk, order: Callable[[], object], qtbot: QtBot
) -> None:
    before = order()
    assert before.status == Status.AWAITING_REPORT  # type: ignore[attr-defined]
    form = ReportInForm(context, before)
    qtbot.addWidget(form)
    form.fields["on"].editor.setText("2026.6.9")  # type: ignore[attr-defined]
    with qtbot.waitSignal(form.finished):
        form.save()
    after = order()
    assert after.status == Status.SUPERVISED  # type: ignore[attr-defined]
    with desk.read() as session:
        assert open_windows_of(session, desk.office.id, after.id, TODAY)  # type: ignore[attr-defined]


def test_a_class_needs_a_reason(
    context: Context, order: Callable[[], object], qtbot: QtBot
) -> None:
    form = ClassForm(context, order())
    qtbot.addWidget(form)
    form.save()
    qtbot.waitUntil(lambda: bool(form.fields["reason"]._error.text()))
    form.fields["reason"].editor.setPlainText("初始分类")  # type: ignore[attr-defined]
    with qtbot.waitSignal(form.finished):
        form.save()
