"""The forms of a trip under a permit for recurring travel: setting out, and being back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from corrdesk.base.i18n import _
from corrdesk.casework.leave.model import TRIP_LABELS, TripManner, TripReport
from corrdesk.casework.leave.queries import PermitFile, Trip
from corrdesk.casework.leave.travel import report_back, report_trip
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.widgets import TextArea, combo

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork


class TripForm(Form):
    """The person says that a trip begins, or tells of one that is over."""

    def __init__(self, context: Context, file: PermitFile) -> None:
        super().__init__(context, act=_("登记外出  Enter"))
        self._permit_id = file.permit.id
        today = context.desk.clock.today()
        self.place = combo([(place, place) for place in file.permit.places], name=_("前往地点"))
        self.manner = manner_combo()
        self.note = TextArea(lines=2)
        self.add("place", _("前往地点"), self.place)
        self.add("depart", _("出发日期"), DateEdit(today))
        self.add("back_on", _("返回日期（还没有返回则留空）"), DateEdit(empty=True, lean="past"))
        self.add("manner", _("报告方式"), self.manner)
        self.add("reported_on", _("报告日期"), DateEdit(today, lean="past"))
        self.add("note", _("说明（出发后才报告的写明原因）"), self.note)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        report = TripReport(
            depart=self.day("depart"),
            place=self.place.currentData(),
            manner=TripManner(self.manner.currentData()),
            reported_on=self.day("reported_on"),
            back_on=self.optional_day("back_on"),
            note=self.note.text(),
        )
        permit_id = self._permit_id
        return lambda uow: report_trip(uow, permit_id, report)


class BackForm(Form):
    """The person is back from a trip."""

    def __init__(self, context: Context, trip: Trip) -> None:
        super().__init__(context, act=_("登记返回  Enter"))
        self._trip_id = trip.id
        today = context.desk.clock.today()
        self.manner = manner_combo()
        self.note = TextArea(lines=2)
        self.add("back_on", _("返回日期"), DateEdit(today, lean="past"))
        self.add("manner", _("报告方式"), self.manner)
        self.add("reported_on", _("报告日期"), DateEdit(today, lean="past"))
        self.add("note", _("说明"), self.note)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        back_on, reported_on = self.day("back_on"), self.day("reported_on")
        manner, note = TripManner(self.manner.currentData()), self.note.text()
        trip_id = self._trip_id
        return lambda uow: report_back(
            uow, trip_id, back_on, manner, reported_on=reported_on, note=note
        )


def manner_combo() -> Any:
    """How a trip was reported, as a drop-down."""
    return combo([(key.value, _(words)) for key, words in TRIP_LABELS.items()], name=_("报告方式"))
