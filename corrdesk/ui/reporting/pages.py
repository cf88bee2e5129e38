"""The page and the panel of reporting, and what it does when a day begins."""

from __future__ import annotations

from corrdesk.base.i18n import N_
from corrdesk.bootstrap import Desk
from corrdesk.casework.permissions import may
from corrdesk.casework.reporting.queries import count_desk
from corrdesk.casework.reporting.service import open_duties
from corrdesk.ui.reporting.check_in import CheckInPanel
from corrdesk.ui.reporting.today import TodayPage
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.registry import PageSpec
from corrdesk.ui.shell.tokens import Tone


def count_overdue(desk: Desk) -> int:
    """The figure in the sidebar: what is overdue."""
    with desk.read() as session:
        return count_desk(session, desk.office.id, desk.clock.today(), "overdue")


def begin_day(context: Context) -> None:
    """Opens the windows that have begun since the desk was last open."""
    desk = context.desk
    if may(desk.actor, "duties.open") and not desk.alarms:
        law = context.desk.law()
        context.act(context, lambda uow: open_duties(uow, law)).start()


TODAY = PageSpec(
    "today", N_("今日工作台"), TodayPage, icon="today", figure=count_overdue, tone=Tone.BAD
)
CHECK_IN = PageSpec("check_in", N_("报到登记"), CheckInPanel)
