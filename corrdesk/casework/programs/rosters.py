"""Commands of rosters: who is invited, who came, everyone but …, and what is to be made up.

Attendance is a fact and is never changed; a later word takes the place of an earlier one. What it
brings is written into the ledger by `recount`, in the same act.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from corrdesk.base.batches import batches
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.ids import derived_id
from corrdesk.casework.caseload.hours import Learner
from corrdesk.casework.permissions import command
from corrdesk.casework.programs.model import (
    COUNTED,
    InvitationState,
    Invitee,
    MakeUpState,
    Manner,
    SessionState,
    Sighting,
    Turnout,
)
from corrdesk.casework.programs.recount import recount
from corrdesk.casework.programs.tables import (
    Attendance,
    Invitation,
    MakeUp,
    Program,
    ProgramSession,
)
from corrdesk.store.base import table_of
from corrdesk.store.types import AnyRow
from corrdesk.store.unit_of_work import UnitOfWork


@command("program.invite")
def invite(uow: UnitOfWork, session_id: str, invitees: Iterable[Invitee]) -> int:
    """Puts people on a roster; who is on it already stays. Returns how many were new.

    Raises UserError when the place has not that many seats.
    """
    session = _open_session(uow, session_id)
    table = table_of(Invitation)
    known = {row.learner_id: row for row in _roster(uow, session_id)}
    wanted = {each.learner_id: each for each in invitees}
    seated = sum(row.state == InvitationState.INVITED for row in known.values())
    back = [
        known[key].id
        for key in wanted
        if key in known and known[key].state == InvitationState.REMOVED
    ]
    fresh = [each for key, each in wanted.items() if key not in known]
    if session.capacity is not None and seated + len(back) + len(fresh) > session.capacity:
        message = _("人数上限为 {most} 人，已有 {seated} 人，还要加 {more} 人。")
        raise UserError(
            message.format(most=session.capacity, seated=seated, more=len(back) + len(fresh)),
            remedy=_("请减少人数，或者另外安排一次。"),
            field="capacity",
        )
    uow.update_rows(table, {row_id: {"state": InvitationState.INVITED.value} for row_id in back})
    last = max((row.number for row in known.values()), default=0)
    rows = [
        _line(session_id, each, number, InvitationState.INVITED)
        for number, each in enumerate(fresh, last + 1)
    ]
    uow.insert_rows(table, rows)
    if back or fresh:
        _mark_held(uow, session, left=wanted)
    return len(back) + len(fresh)


@command("program.invite")
def uninvite(uow: UnitOfWork, session_id: str, learner_ids: Collection[str]) -> None:
    """Takes people off a roster; who has been recorded stays on it."""
    session = _open_session(uow, session_id)
    recorded = set(_latest_turnouts(uow, session_id))
    if recorded & set(learner_ids):
        raise UserError(_("已登记到场结果的人不能移出名单。"))
    ids = {derived_id(session_id, each): each for each in learner_ids}
    changes = {row_id: {"state": InvitationState.REMOVED.value} for row_id in ids}
    uow.update_rows(table_of(Invitation), changes)
    rows = _roster(uow, session_id)
    stay = {row.learner_id for row in rows if row.state == InvitationState.INVITED}
    if recorded:
        _mark_held(uow, session, left=stay - recorded)


@command("attendance.record")
def record_turnout(
    uow: UnitOfWork,
    session_id: str,
    sightings: Sequence[Sighting],
    *,
    make_up_by: date | None = None,
    reason: str = "",
) -> list[str]:
    """Records how a session went and brings the ledger in line. Returns whom it changed.

    With `make_up_by`, whoever missed it is to make it up by that day. Who is recorded with another
    outcome than before needs a reason. Raises UserError for somebody who is not on the roster, for
    impossible minutes or marks, and before the session has begun.
    """
    session = _open_session(uow, session_id)
    program = uow.require(Program, session.program_id)
    today = uow.clock.today()
    if session.on > today:
        raise UserError(_("活动还没有举行，不能登记到场。"), field="on")
    if make_up_by is not None and make_up_by < today:
        raise UserError(_("补课期限已经过去。"), field="make_up_by")
    roster = {row.learner_id: row for row in _roster(uow, session_id)}
    before = _latest_turnouts(uow, session_id)
    rows = []
    for sighting in sightings:
        line = roster.get(sighting.learner_id)
        if line is None or line.state != InvitationState.INVITED:
            raise UserError(_("有人不在这次活动的名单上。"), remedy=_("请先加入名单。"))
        row = _attendance(uow, session, program, sighting, line.learner)
        if _same(before.get(sighting.learner_id), row):
            continue
        if sighting.learner_id in before and not reason.strip():
            raise UserError(_("更改已登记的结果，请填写理由。"), field="reason")
        known = before.get(sighting.learner_id)
        row["edition"] = 1 if known is None else known.edition + 1
        rows.append(row)
    if not rows:
        return []
    uow.insert_rows(table_of(Attendance), rows)
    if reason.strip():
        uow.because(reason.strip())
    changed = [row["learner_id"] for row in rows]
    invited = {key for key, row in roster.items() if row.state == InvitationState.INVITED}
    _mark_held(uow, session, left=invited - before.keys() - set(changed))
    recount(uow, changed, days={session.on}, reason=reason)
    _follow_make_ups(uow, session, program, rows, make_up_by)
    return changed


def everyone_but(
    roster: Iterable[str],
    others: Mapping[str, Turnout],
    *,
    known: Collection[str] = (),
    manner: Manner = Manner.EXCEPT,
) -> list[Sighting]:
    """The sightings of a roster where all came but the named ones; `known` is left as it is."""
    return [
        Sighting(each, others.get(each, Turnout.PRESENT), manner)
        for each in roster
        if each in others or each not in known
    ]


@command("attendance.record")
def ask_make_ups(uow: UnitOfWork, session_id: str, due_on: date) -> int:
    """Asks everybody under supervision who missed a session to make it up by a day.

    Who was asked before is not asked again. Returns how many were. Raises UserError for a day that
    has passed.
    """
    session = _open_session(uow, session_id)
    if due_on < uow.clock.today():
        raise UserError(_("补课期限已经过去。"), field="make_up_by")
    missed = [
        row.learner_id
        for row in _latest_turnouts(uow, session.id).values()
        if Turnout(row.turnout) not in COUNTED and row.learner == Learner.SUPERVISION
    ]
    return _open_make_ups(uow, session.id, missed, due_on)


@command("attendance.record")
def waive_make_up(uow: UnitOfWork, make_up_id: str, reason: str) -> None:
    """Ends a task to make a session up without its being made up."""
    task = uow.require(MakeUp, make_up_id)
    if task.state != MakeUpState.OPEN:
        raise UserError(_("这项补课任务已经结束。"))
    if not reason.strip():
        raise UserError(_("请填写理由。"), field="reason")
    task.state = MakeUpState.WAIVED.value
    uow.because(reason.strip())


def _latest_turnouts(uow: UnitOfWork, session_id: str) -> dict[str, AnyRow]:
    """The attendance that holds, by person."""
    rows = uow.session.execute(
        select(table_of(Attendance))
        .where(Attendance.office_id == uow.office_id, Attendance.session_id == session_id)
        .order_by(Attendance.edition, Attendance.entered_at, Attendance.id)
    )
    return {row.learner_id: row for row in rows}


def _open_session(uow: UnitOfWork, session_id: str) -> ProgramSession:
    session = uow.require(ProgramSession, session_id)
    if session.state == SessionState.CANCELLED:
        raise UserError(_("这次活动已经取消。"))
    return session


def _mark_held(uow: UnitOfWork, session: ProgramSession, *, left: Collection[str]) -> None:
    """A session waits to be recorded until everybody on the roster has an outcome."""
    state = SessionState.PLANNED if left else SessionState.HELD
    if session.state != state:
        session.state = state.value
        uow.session.flush()


def _roster(uow: UnitOfWork, session_id: str) -> Sequence[AnyRow]:
    return uow.session.execute(
        select(table_of(Invitation)).where(
            Invitation.office_id == uow.office_id, Invitation.session_id == session_id
        )
    ).all()


def _line(session_id: str, invitee: Invitee, number: int, state: InvitationState) -> dict[str, Any]:
    return {
        "id": derived_id(session_id, invitee.learner_id),
        "session_id": session_id,
        "learner": invitee.learner.value,
        "learner_id": invitee.learner_id,
        "person_id": invitee.person_id,
        "name": invitee.name,
        "number": number,
        "state": state.value,
    }


def _attendance(
    uow: UnitOfWork, session: ProgramSession, program: Program, sighting: Sighting, learner: str
) -> dict[str, Any]:
    minutes = 0
    if sighting.turnout is Turnout.PRESENT:
        minutes = session.minutes
    elif sighting.turnout is Turnout.PARTLY:
        minutes = sighting.minutes or 0
        if not 0 < minutes < session.minutes:
            message = _("迟到或早退的，请填写实际参加的分钟数（1 至 {most}）。")
            raise UserError(message.format(most=session.minutes - 1), field="minutes")
    mark = sighting.mark
    if mark is not None and (program.full_mark is None or not 0 <= mark <= program.full_mark):
        raise UserError(_("成绩不在 0 至满分之间，或者这个项目没有考试。"), field="mark")
    if mark is not None and sighting.turnout not in COUNTED:
        raise UserError(_("没有到场的人不能有成绩。"), field="mark")
    return {
        "id": uow.new_id(),
        "session_id": session.id,
        "learner": learner,
        "learner_id": sighting.learner_id,
        "turnout": sighting.turnout.value,
        "minutes": minutes,
        "manner": sighting.manner.value,
        "mark": mark,
        "note": sighting.note.strip(),
        "entered_at": uow.clock.now(),
        "officer_id": uow.actor.officer_id,
    }


def _same(known: AnyRow | None, row: Mapping[str, Any]) -> bool:
    return known is not None and all(
        getattr(known, name) == row[name] for name in ("turnout", "minutes", "mark", "note")
    )


def _follow_make_ups(
    uow: UnitOfWork,
    session: ProgramSession,
    program: Program,
    rows: Sequence[Mapping[str, Any]],
    make_up_by: date | None,
) -> None:
    """Opens tasks for who missed it, closes the oldest open task of who came."""
    came = [row["learner_id"] for row in rows if Turnout(row["turnout"]) in COUNTED]
    missed = [row["learner_id"] for row in rows if Turnout(row["turnout"]) not in COUNTED]
    tasks = _open_tasks(uow, program.id, came)
    changes: dict[str, dict[str, Any]] = {}
    for learner_id in came:
        own = derived_id("make-up", session.id, learner_id)
        for task in tasks.get(learner_id, ()):
            if task.id == own:  # it turned out that the person was there after all
                changes[own] = {"state": MakeUpState.WAIVED.value, "done_session_id": None}
                break
        else:
            oldest = next(iter(tasks.get(learner_id, ())), None)
            if oldest is not None:
                changes[oldest.id] = {
                    "state": MakeUpState.DONE.value,
                    "done_session_id": session.id,
                }
    uow.update_rows(table_of(MakeUp), changes)
    if make_up_by is not None and missed:
        _open_make_ups(uow, session.id, missed, make_up_by)


def _open_make_ups(
    uow: UnitOfWork, session_id: str, learner_ids: Iterable[str], due_on: date
) -> int:
    """Opens a task for everybody who has none for this session. Returns how many."""
    ids = {derived_id("make-up", session_id, each): each for each in learner_ids}
    known = _known_tasks(uow, list(ids))
    rows = [
        {
            "id": task_id,
            "learner_id": learner_id,
            "session_id": session_id,
            "due_on": due_on,
            "state": MakeUpState.OPEN.value,
            "done_session_id": None,
        }
        for task_id, learner_id in ids.items()
        if task_id not in known
    ]
    uow.insert_rows(table_of(MakeUp), rows)
    return len(rows)


def _open_tasks(
    uow: UnitOfWork, program_id: str, learner_ids: Sequence[str]
) -> dict[str, list[AnyRow]]:
    """Open tasks of these people for sessions of the programme, those due first at the front."""
    found: dict[str, list[AnyRow]] = {}
    for some in batches(learner_ids):
        rows = uow.session.execute(
            select(MakeUp.id, MakeUp.learner_id)
            .join(
                ProgramSession,
                (ProgramSession.office_id == MakeUp.office_id)
                & (ProgramSession.id == MakeUp.session_id),
            )
            .where(
                MakeUp.office_id == uow.office_id,
                MakeUp.state == MakeUpState.OPEN.value,
                MakeUp.learner_id.in_(some),
                ProgramSession.program_id == program_id,
            )
            .order_by(MakeUp.due_on, MakeUp.id)
        )
        for row in rows:
            found.setdefault(row.learner_id, []).append(row)
    return found


def _known_tasks(uow: UnitOfWork, ids: Sequence[str]) -> set[str]:
    return {
        task_id
        for some in batches(ids)
        for task_id in uow.session.scalars(
            select(MakeUp.id).where(MakeUp.office_id == uow.office_id, MakeUp.id.in_(some))
        )
    }
