"""A trip is told in a few keys, and its return too."""

from __future__ import annotations

from datetime import date

from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.leave.model import TripManner
from corrdesk.ui.leave.permit import open_permit
from corrdesk.ui.leave.permit_forms import BackForm, TripForm, manner_combo
from corrdesk.ui.paths import LeaveOf
from corrdesk.ui.shell.context import Context
from tests.casework.leaves import permitted


def test_a_trip_and_its_return(context: Context, desk: Desk, target: LeaveOf, qtbot: QtBot) -> None:
    permit = permitted(desk, target.supervision_id)
    form = TripForm(context, open_permit(desk, permit).file)
    qtbot.addWidget(form)
    with qtbot.waitSignal(form.finished):
        form.save()
    away = open_permit(desk, permit).file.away
    assert away is not None
    assert away.depart == date(2026, 6, 10)
    back = BackForm(context, away)
    qtbot.addWidget(back)
    with qtbot.waitSignal(back.finished):
        back.save()
    assert open_permit(desk, permit).file.away is None


def test_every_manner_can_be_chosen(context: Context, qtbot: QtBot) -> None:
    box = manner_combo()
    qtbot.addWidget(box)
    assert {box.itemData(n) for n in range(box.count())} == {each.value for each in TripManner}
