"""Commands of recurring travel (经常性跨市县活动): request, decision, its trips, its end."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.grounds import clauses, counted_facts
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.caseload.tables import Office, Supervision
from corrdesk.casework.leave.model import (
    Approver,
    LeaveOutcome,
    LeaveState,
    LeaveVerdict,
    PermitApplication,
    TripManner,
    TripReport,
)
from corrdesk.casework.leave.policy import PermitFacts, recurring_travel_expiry
from corrdesk.casework.leave.queries import trips_of
from corrdesk.casework.leave.service import add_proof
from corrdesk.casework.leave.tables import TravelDecision, TravelPermit, TravelTrip
from corrdesk.casework.permissions import command
from corrdesk.rules.law import Law
from corrdesk.store.unit_of_work import UnitOfWork


@command("travel.request")
def request_permit(uow: UnitOfWork, supervision_id: str, application: PermitApplication) -> str:
    """Takes down a written request for recurring travel. Returns its id.

    Raises UserError without reason, places, times or frequency, and while another one waits.
    """
    supervision = uow.require(Supervision, supervision_id)
    if supervision.status != Status.SUPERVISED:
        raise UserError(_("此人不在矫正期间，不能申请经常性跨市县活动。"))
    places = tuple(filter(None, (place.strip() for place in application.places)))
    for field, value in (
        ("reason", application.reason.strip()),
        ("places", places),
        ("times", application.times.strip()),
        ("frequency", application.frequency.strip()),
    ):
        if not value:
            raise UserError(_("请写明理由、地点、时间和频次。"), field=field)
    if application.requested_on > uow.clock.today():
        raise UserError(_("申请日期晚于今天。"), field="requested_on")
    if _waiting(uow, supervision_id):
        raise UserError(_("已有待决定的经常性跨市县活动申请。"))
    permit = TravelPermit(
        id=uow.new_id(),
        person_id=supervision.person_id,
        supervision_id=supervision_id,
        requested_on=application.requested_on,
        reason=application.reason.strip(),
        places=list(places),
        times=application.times.strip(),
        frequency=application.frequency.strip(),
        reporting=application.reporting.strip(),
        state=LeaveState.REQUESTED.value,
        valid_from=None,
        valid_to=None,
    )
    uow.add(permit)
    for title in application.proofs:
        add_proof(uow, permit.id, title)
    return permit.id


@command("travel.record")
def record_permit_decision(uow: UnitOfWork, law: Law, permit_id: str, verdict: LeaveVerdict) -> str:
    """Records the county's decision from its paper; granted, the permit holds as long as the law
    says, and never beyond the term. Returns the decision's id.

    Raises UserError without the paper's number, and for a refusal without its legal ground.
    """
    permit = uow.require(TravelPermit, permit_id)
    if permit.state != LeaveState.REQUESTED:
        raise UserError(_("该申请已有决定或已撤回。"))
    if verdict.decider is Approver.OFFICE:
        raise UserError(_("经常性跨市县活动由县级社区矫正机构批准。"), field="decider")
    if not verdict.document.strip():
        raise UserError(_("请填写决定文书的文号。"), field="document")
    if not permit.requested_on <= verdict.decided_on <= uow.clock.today():
        raise UserError(_("决定日期应在申请之后、今天之前。"), field="decided_on")
    refused = verdict.outcome is LeaveOutcome.REFUSED
    if refused and not (verdict.reason.strip() and verdict.legal_reason.strip()):
        field = "legal_reason" if verdict.reason.strip() else "reason"
        raise UserError(_("不批准的，请写明理由和法律依据。"), field=field)
    facts = PermitFacts(verdict.decided_on)
    expiry = recurring_travel_expiry(facts, law)
    record = TravelDecision(
        id=uow.new_id(),
        permit_id=permit_id,
        outcome=verdict.outcome.value,
        decided_on=verdict.decided_on,
        decided_by=verdict.decided_by.strip() or uow.require(Office, uow.office_id).county_name,
        document=verdict.document.strip(),
        reason=verdict.reason.strip(),
        legal_reason=verdict.legal_reason.strip(),
        counted=counted_facts(facts, expiry),
        citations=clauses(expiry),
        rule_version=law.book.version,
        source=verdict.source,
    )
    uow.add(record)
    permit.state = (LeaveState.REFUSED if refused else LeaveState.APPROVED).value
    if not refused:
        term_end = uow.require(Supervision, permit.supervision_id).term_end
        permit.valid_from = verdict.decided_on
        permit.valid_to = min(expiry.value.expires, term_end)
    return record.id


@command("travel.withdraw")
def end_permit(uow: UnitOfWork, permit_id: str, reason: str) -> None:
    """Takes back a request, or ends a permit that is no longer needed or was revoked."""
    permit = uow.require(TravelPermit, permit_id)
    if permit.state not in {LeaveState.REQUESTED, LeaveState.APPROVED}:
        raise UserError(_("该申请已有决定或已撤回。"))
    if not reason.strip():
        raise UserError(_("请填写理由。"), field="reason")
    waiting = permit.state == LeaveState.REQUESTED
    permit.state = (LeaveState.WITHDRAWN if waiting else LeaveState.ENDED).value
    uow.because(reason.strip())


@command("travel.trip")
def report_trip(uow: UnitOfWork, permit_id: str, report: TripReport) -> str:
    """Records a trip under a permit, before it or on its day. Returns its id.

    Raises UserError outside the permitted days or places, for a report that came afterwards without
    an explanation, and while the return from the last trip has not been reported.
    """
    permit = uow.require(TravelPermit, permit_id)
    if permit.state != LeaveState.APPROVED or permit.valid_from is None or permit.valid_to is None:
        raise UserError(_("经常性跨市县活动没有批准，或已经终止。"))
    last = report.back_on or report.depart
    if not permit.valid_from <= report.depart <= last <= permit.valid_to:
        raise UserError(
            _("日期不在批准的有效期内。"), remedy=_("请另行申请外出，或重新申请经常性活动。"),
            field="depart",
        )  # fmt: skip
    if report.place not in permit.places:
        raise UserError(
            _("批准的地点中没有这一处。"), remedy=_("前往其他地点请另行申请外出。"), field="place"
        )
    _check_report_day(uow, report.reported_on)
    if report.reported_on > report.depart and not report.note.strip():
        raise UserError(_("出发之后才报告的，请写明原因。"), field="note")
    if report.back_on is not None and report.back_on > report.reported_on:
        raise UserError(_("还没有返回，返回日期请留空。"), field="back_on")
    if any(trip.back_on is None for trip in trips_of(uow.session, uow.office_id, permit_id)):
        raise UserError(_("上一次外出的返回还没有登记。"), remedy=_("请先登记返回。"))
    return _add_trip(uow, permit_id, report)


@command("travel.trip")
def report_back(
    uow: UnitOfWork,
    trip_id: str,
    back_on: date,
    manner: TripManner,
    *,
    reported_on: date,
    note: str = "",
) -> str:
    """Records the return from a trip. Returns the record's id.

    Raises UserError for one that has ended already, for a day before the departure, and for a
    return after the end of the permit without an explanation.
    """
    trip = uow.require(TravelTrip, trip_id)
    known = trips_of(uow.session, uow.office_id, trip.permit_id)
    if trip.returns or not any(one.id == trip_id and one.back_on is None for one in known):
        raise UserError(_("这次外出的返回已经登记。"))
    _check_report_day(uow, reported_on)
    if not trip.depart <= back_on <= reported_on:
        raise UserError(_("返回日期应在出发之后、报告之前。"), field="back_on")
    valid_to = uow.require(TravelPermit, trip.permit_id).valid_to
    if valid_to is not None and back_on > valid_to and not note.strip():
        raise UserError(_("批准到期之后才返回的，请写明情况。"), field="note")
    report = TripReport(trip.depart, trip.place, manner, reported_on, back_on, note)
    return _add_trip(uow, trip.permit_id, report, returns=trip_id)


def _add_trip(
    uow: UnitOfWork, permit_id: str, report: TripReport, *, returns: str | None = None
) -> str:
    record = TravelTrip(
        id=uow.new_id(),
        permit_id=permit_id,
        returns=returns,
        depart=report.depart,
        back_on=report.back_on,
        place=report.place,
        manner=report.manner.value,
        reported_on=report.reported_on,
        note=report.note.strip(),
    )
    uow.add(record)
    return record.id


def _check_report_day(uow: UnitOfWork, day: date) -> None:
    if day > uow.clock.today():
        raise UserError(_("报告日期晚于今天。"), field="reported_on")


def _waiting(uow: UnitOfWork, supervision_id: str) -> bool:
    row = uow.session.execute(
        select(TravelPermit.id).where(
            TravelPermit.office_id == uow.office_id,
            TravelPermit.supervision_id == supervision_id,
            TravelPermit.state == LeaveState.REQUESTED.value,
        )
    ).first()
    return row is not None
