"""What the rules say of a leave: gathers the earlier leaves and the delegation, asks the policy.

Judges nothing itself; the same answer is shown while somebody types and kept with the decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.delegations import Task, delegation_on
from corrdesk.casework.caseload.grounds import clauses
from corrdesk.casework.caseload.tables import Supervision
from corrdesk.casework.leave.model import SPENT_STATES, Approver, LeavePlan
from corrdesk.casework.leave.policy import (
    ApplyBy,
    DepartureFacts,
    LeaveFacts,
    LeaveRoom,
    LeaveRoute,
    Trip,
    leave_apply_by,
    leave_approval,
    leave_room,
)
from corrdesk.casework.leave.queries import last_day
from corrdesk.casework.leave.tables import Leave, LeaveReturn
from corrdesk.rules.decision import Decision
from corrdesk.rules.law import Law

REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class EarlierLeave:
    """An earlier leave of which days count into the total of the window."""

    leave_id: str
    depart: date
    return_: date
    counted: int


@dataclass(frozen=True, slots=True)
class LeaveAssessment:
    """Days, total, who decides and until when one should have applied, with every reason."""

    decision: Decision[LeaveRoute]
    applying: Decision[ApplyBy]
    earlier: tuple[EarlierLeave, ...]
    delegation_id: str | None
    late: bool

    @property
    def route(self) -> LeaveRoute:
        """Days, total and who decides."""
        return self.decision.value

    @property
    def approver(self) -> Approver | None:
        """Who decides; None when no leave may be granted at all."""
        return None if self.route.approver == REFUSED else Approver(self.route.approver)

    @property
    def counted(self) -> dict[str, Any]:
        """The facts that were put to the rules and the answer, as plain values."""
        return dict(self.decision.facts_used) | {"answer": self.decision.answer()}

    @property
    def citations(self) -> list[dict[str, str]]:
        """The clauses behind the answer, as plain values: what both questions cite stands once."""
        return clauses(self.decision, self.applying)

    @property
    def compared(self) -> list[str]:
        """What was compared with what, in words."""
        about = {rule.key: rule.description for rule in self.decision.rules}
        return [
            _("{rule}：{actual} {relation} {limit}，{verdict}").format(
                rule=about[step.rule],
                actual=step.actual,
                relation=step.relation,
                limit=step.limit,
                verdict=_("成立") if step.holds else _("不成立"),
            )
            for step in self.decision.compared
        ]


def assess_leave(
    session: Session,
    office_id: str,
    supervision_id: str,
    plan: LeavePlan,
    law: Law,
    *,
    extends: str | None = None,
) -> LeaveAssessment:
    """Asks the rules about a plan; `extends` names the leave that it would prolong.

    Raises UserError for an unknown supervision, FactImpossible for a return before the departure.
    """
    supervision = _supervision(session, office_id, supervision_id)
    delegation = delegation_on(session, office_id, Task.LEAVE, law.as_of)
    trips = earlier_trips(session, office_id, supervision_id, without=extends)

    def route(previous: tuple[Trip, ...]) -> Decision[LeaveRoute]:
        facts = LeaveFacts(
            depart=plan.depart,
            return_=plan.return_,
            delegated=delegation is not None,
            previous=previous,
            abroad=plan.abroad,
            supervision_end=supervision.term_end,
        )
        return leave_approval(facts, law)

    decision = route(tuple(trip for _leave, trip in trips))
    applying = leave_apply_by(DepartureFacts(plan.depart), law)
    alone = [(leave_id, trip, route((trip,)).value) for leave_id, trip in trips]
    return LeaveAssessment(
        decision=decision,
        applying=applying,
        earlier=tuple(
            EarlierLeave(leave_id, trip.depart, trip.return_, one.days_in_window - one.days)
            for leave_id, trip, one in alone
            if one.days_in_window > one.days
        ),
        delegation_id=None if delegation is None else delegation.id,
        late=extends is None and plan.requested_on > applying.value.apply_by,
    )


def room_for_leave(
    session: Session, office_id: str, supervision_id: str, depart: date, law: Law
) -> LeaveRoom:
    """How long a leave from a day on may last, by who decides. Records nothing."""
    supervision = _supervision(session, office_id, supervision_id)
    trips = earlier_trips(session, office_id, supervision_id)
    facts = LeaveFacts(
        depart=depart,
        return_=depart,
        delegated=delegation_on(session, office_id, Task.LEAVE, law.as_of) is not None,
        previous=tuple(trip for _leave, trip in trips),
        supervision_end=supervision.term_end,
    )
    return leave_room(facts, law)


def _supervision(session: Session, office_id: str, supervision_id: str) -> Supervision:
    found = session.get(Supervision, (office_id, supervision_id))
    if found is None:
        raise UserError(_("没有找到这次矫正。"))
    return found


def earlier_trips(
    session: Session, office_id: str, supervision_id: str, *, without: str | None = None
) -> list[tuple[str, Trip]]:
    """The approved leaves of a supervision with their days, oldest first.

    One that ended early has the days until the return; a late report adds none, it is a breach.
    """
    end = last_day()
    rows = session.execute(
        select(Leave.id, Leave.depart, end.label("last"), LeaveReturn.returned_on)
        .outerjoin(
            LeaveReturn,
            (LeaveReturn.office_id == Leave.office_id) & (LeaveReturn.leave_id == Leave.id),
        )
        .where(
            Leave.office_id == office_id,
            Leave.supervision_id == supervision_id,
            Leave.extends.is_(None),
            Leave.state.in_([state.value for state in SPENT_STATES]),
        )
        .order_by(Leave.depart, Leave.id)
    )
    return [
        (row.id, Trip(row.depart, min(row.last, row.returned_on or row.last)))
        for row in rows
        if row.id != without
    ]
