"""Programmes and their dates are taken down; what the calendar moves is shown first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import Learner
from corrdesk.casework.partners.queries import partners, volunteers
from corrdesk.casework.programs.policy import PlannedDay
from corrdesk.casework.programs.queries import programs, sessions_page
from corrdesk.ui.programs.forms import (
    PartnerForm,
    PlanForm,
    ProgramForm,
    VolunteerForm,
    day_words,
    helper_invitee,
    whole_number,
)
from corrdesk.ui.shell.context import Context
from tests.casework.sessions import program


@pytest.fixture
def wait(context: Context, qtbot: QtBot) -> Callable[[], None]:
    def quiet() -> None:
        qtbot.waitUntil(lambda: not context.is_busy)
        qtbot.wait(60)

    return quiet


def test_a_programme_is_taken_down(
    context: Context, desk: Desk, qtbot: QtBot, wait: Callable[[], None]
) -> None:
    form = ProgramForm(context)
    qtbot.addWidget(form)
    form.name.setText("河道保洁")
    form.type.setCurrentIndex(form.type.findData("service"))
    form.save()
    wait()
    assert form.fields["organiser"]._error.text()
    assert not form.fields["organiser"].isHidden()
    form.organiser.setText("西河村村委会")
    form.minutes.setText("两小时")
    form.save()
    assert form.fields["minutes"]._error.text()
    form.minutes.setText("180")
    form.save()
    wait()
    with desk.read() as session:
        (row,) = programs(session, desk.office.id)
    assert (row.name, row.hour_kind, row.minutes) == ("河道保洁", "public_service", 180)


def test_the_real_dates_are_shown_before_they_are_saved(
    context: Context, desk: Desk, qtbot: QtBot, wait: Callable[[], None]
) -> None:
    program(desk)
    with desk.read() as session:
        (row,) = programs(session, desk.office.id)
    form = PlanForm(context, row)
    qtbot.addWidget(form)
    assert "避开节假日" in form.preview.text()
    form.first.setText("2026-09-25")
    form.every.setCurrentIndex(form.every.findData("week"))
    form.count.setText("3")
    assert form.preview.text().splitlines() == [
        "▲ 2026年9月28日 星期一（原定 2026年9月25日 是中秋节假期）",
        "▲ 2026年10月8日 星期四（原定 2026年10月2日 是国庆节假期）",
        "· 2026年10月9日 星期五",
    ]
    form.starts.setText("25:00")
    form.save()
    wait()
    assert form.fields["starts"]._error.text()
    form.starts.setText("14:30")
    form.save()
    wait()
    with desk.read() as session:
        lines = sessions_page(session, desk.office.id, desk.clock.today(), "upcoming")
    assert [line.on.day for line in lines] == [28, 8, 9]


def test_a_known_partner_provides_by_name(
    context: Context, desk: Desk, qtbot: QtBot, wait: Callable[[], None]
) -> None:
    partner = PartnerForm(context)
    qtbot.addWidget(partner)
    partner.save()
    wait()
    assert partner.fields["name"]._error.text()
    partner.name.setText("阳光社工服务中心")
    partner.save()
    wait()
    form = ProgramForm(context)
    qtbot.addWidget(form)
    wait()
    form.name.setText("心理健康课")
    form.provider.setCurrentIndex(form.provider.findData("partner"))
    form.provider_name.setText("阳光社工服务中心")
    form.save()
    wait()
    with desk.read() as session:
        (row,) = programs(session, desk.office.id)
        (known,) = partners(session, desk.office.id)
    assert (row.provider_id, row.provider_name) == (known.id, known.name)


def test_a_volunteer_promises_secrecy_first(
    context: Context, desk: Desk, qtbot: QtBot, wait: Callable[[], None]
) -> None:
    form = VolunteerForm(context)
    qtbot.addWidget(form)
    form.name.setText("郑大山")
    editor = form.fields["secrecy_on"].editor
    assert isinstance(editor, QLineEdit)
    signed = editor.text()
    editor.setText("")
    form.save()
    wait()
    assert form.fields["secrecy_on"]._error.text()
    editor.setText(signed)
    form.save()
    wait()
    with desk.read() as session:
        assert [row.name for row in volunteers(session, desk.office.id)] == ["郑大山"]


def test_days_and_numbers_in_words(qtbot: QtBot) -> None:
    day = date(2026, 6, 13)
    assert (
        day_words(PlannedDay(day, None, "same"))
        == "▲ 不办（原定 2026年6月13日，与另一次重合，取消）"
    )
    assert day_words(PlannedDay(day, day)) == "· 2026年6月13日 星期六"
    editor = QLineEdit()
    qtbot.addWidget(editor)
    assert whole_number(editor, "x") is None
    editor.setText("12")
    assert whole_number(editor, "x") == 12
    editor.setText("1.5")
    with pytest.raises(UserError):
        whole_number(editor, "x")
    assert helper_invitee(Learner.OFFICER, "o", "李明").person_id is None
