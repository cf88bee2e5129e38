"""What one person has learnt and done, on paper: balance slip, record for file and court, proof.

Puts facts of several capabilities together; it judges nothing but whether a course was passed.
Legal wording of the paper, not of the screen: it is not translated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy.orm import Session

from corrdesk.base.dates import format_cn
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.ids import derived_id
from corrdesk.casework.caseload.hours import (
    HOUR_LABELS,
    SORT_LABELS,
    HourKind,
    HourSort,
    HourSource,
    exemption_rows,
    hour_events,
    hours_number,
)
from corrdesk.casework.caseload.model import CATEGORY_LABELS, SEX_LABELS, Category, Sex
from corrdesk.casework.caseload.tables import Office, Person, Supervision
from corrdesk.casework.documents.model import DocumentState, Draft
from corrdesk.casework.documents.queries import documents_of
from corrdesk.casework.documents.service import issue_document
from corrdesk.casework.documents.sheet import FormSheet, Press, specimen
from corrdesk.casework.hour_flows import HourAccount, hour_accounts
from corrdesk.casework.permissions import command
from corrdesk.casework.programs.goals.queries import progress_on
from corrdesk.casework.programs.goals.wording import goal_result, goals_sentence
from corrdesk.casework.programs.model import (
    COUNTED,
    GROUND_LABELS,
    TURNOUT_LABELS,
    TYPE_LABELS,
    Ground,
    ProgramType,
    Turnout,
)
from corrdesk.casework.programs.queries import online_results, sessions_of
from corrdesk.casework.programs.tables import Program
from corrdesk.casework.reporting.hours import hour_windows_of
from corrdesk.casework.reporting.model import DutyState
from corrdesk.rules.law import Law
from corrdesk.store.types import AnyRow
from corrdesk.store.unit_of_work import UnitOfWork

CERTIFICATE = "training-certificate"
MOST_LINES = 400  # of one list on paper
REACHED = {
    DutyState.FULFILLED: "已完成",
    DutyState.EXCUSED: "已免除",
    DutyState.MISSED: "未完成",
}


@command("program.print")
def draw_slip(uow: UnitOfWork, law: Law, supervision_id: str, kind: HourKind) -> FormSheet:
    """The balance of one kind of hours in this period, to be signed.

    Raises UserError for somebody who owes none of the kind.
    """
    account = _account(uow, law, supervision_id, kind)
    mine = account.tally
    facts: dict[str, object] = {
        "office": uow.require(Office, uow.office_id).name,
        "filled_on": uow.clock.today(),
        "person_name": account.name,
        "hour_kind": HOUR_LABELS[kind],
        "period_start": account.period_start,
        "period_end": account.period_end,
        "target": "未规定" if mine.target is None else _hours(mine.target),
        "credited": _hours(mine.credited),
        "penalty": _hours(mine.penalty),
        "adjusted": _hours(mine.adjusted),
        "balance": _hours(mine.balance),
        "short": _hours(0 if account.exempt else mine.short),
        "planned": _hours(mine.planned),
        "exemption": "本期免除" if account.exempt else "",
        "events": [_event(row) for row in account.events][-MOST_LINES:],
    }
    return FormSheet("hours-slip", facts, chain_head=uow.head.short)


@command("program.print")
def draw_record(uow: UnitOfWork, law: Law, supervision_id: str) -> FormSheet:
    """Everything one person attended, did online, was credited and excused, for file and court."""
    supervision = uow.require(Supervision, supervision_id)
    person = uow.require(Person, supervision.person_id)
    events = hour_events(uow.session, uow.office_id, learner_ids=[supervision_id], last=law.as_of)
    facts: dict[str, object] = {
        "office": uow.require(Office, uow.office_id).name,
        "filled_on": uow.clock.today(),
        "person_name": person.name,
        "sex": SEX_LABELS[Sex(person.sex)],
        "born": person.born,
        "id_number": person.id_number,
        "phone": person.phone,
        "residence": person.residence,
        "offence": supervision.offence,
        "category": CATEGORY_LABELS[Category(supervision.category)],
        "term_start": supervision.term_start,
        "term_end": supervision.term_end,
        "totals": totals(events),
        "goals": [
            f"{each.goal.number}. {goal_result(each)}"
            for each in progress_on(uow.session, uow.office_id, supervision_id, law.as_of)
        ],
        "periods": _periods(uow, law, supervision_id),
        "sessions": _sessions(uow, law, supervision_id),
        "online": _online(uow, law, supervision_id),
        "entries": [_event(row) for row in events if row.source == HourSource.WORD][-MOST_LINES:],
        "exemptions": _exemptions(uow, supervision_id),
        "certificates": _certificates(uow, supervision_id),
        "office_opinion": "",
    }
    return FormSheet("training-record", facts, chain_head=uow.head.short)


@command("program.certificate")
def preview_certificate(
    uow: UnitOfWork, law: Law, supervision_id: str, program_id: str
) -> FormSheet:
    """The certificate as it would be issued, marked 样张 and without a number."""
    return specimen(_draft(uow, law, supervision_id, program_id))


@command("program.certificate")
def issue_certificate(
    uow: UnitOfWork,
    law: Law,
    supervision_id: str,
    program_id: str,
    *,
    press: Press,
    seal: Callable[[bytes], str],
) -> str:
    """Issues the numbered certificate of a programme. Returns the sheet's id.

    Raises UserError for somebody who was never there, and for a test that was not passed.
    """
    draft = _draft(uow, law, supervision_id, program_id)
    return issue_document(uow, draft, press=press, seal=seal)


def _draft(uow: UnitOfWork, law: Law, supervision_id: str, program_id: str) -> Draft:
    """What a certificate says, if it may be issued."""
    supervision = uow.require(Supervision, supervision_id)
    person = uow.require(Person, supervision.person_id)
    program = uow.require(Program, program_id)
    office = uow.require(Office, uow.office_id)
    been = [
        row
        for row in sessions_of(uow.session, uow.office_id, supervision_id, last=law.as_of)
        if row.program_id == program_id and row.credited > 0 and Turnout(row.turnout) in COUNTED
    ]
    if not been:
        raise UserError(_("此人没有计入时长的参加记录，不能出具证明。"))
    mark = _mark(program, been)
    days = [row.on for row in been]
    facts: dict[str, object] = {
        "office": office.name,
        "person_name": person.name,
        "sex": SEX_LABELS[Sex(person.sex)],
        "id_number": person.id_number,
        "course": program.name,
        "course_type": TYPE_LABELS[ProgramType(program.type)],
        "start": min(days),
        "end": max(days),
        "attended": len(been),
        "hours": str(hours_number(sum(row.credited for row in been))),
        "mark": mark,
        "provider": program.provider_name or program.organiser or office.name,
        "handler": uow.actor.name,
        "signed_on": uow.clock.today(),
    }
    return Draft(
        CERTIFICATE,
        facts,
        person_id=person.id,
        supervision_id=supervision_id,
        subject_id=derived_id(CERTIFICATE, supervision_id, program_id),
    )


def appraisal_words(
    session: Session, office_id: str, law: Law, supervision_id: str
) -> dict[str, str]:
    """What ledger and plan say for an appraisal: study, service, goals, each in one sentence.

    A draft for the officer who writes the appraisal; empty where nothing was done or owed.
    """
    events = hour_events(session, office_id, learner_ids=[supervision_id], last=law.as_of)
    windows = hour_windows_of(session, office_id, supervision_id, law.as_of)
    been = sessions_of(session, office_id, supervision_id, last=law.as_of)
    words = {}
    for name, kind in (("study", HourKind.EDUCATION), ("service", HourKind.PUBLIC_SERVICE)):
        states = [
            state
            for window, _done, state in windows
            if window.kind.value == kind and window.period_end < law.as_of
        ]
        minutes = sum(event.minutes for event in events if event.kind == kind)
        times = sum(row.credited > 0 for row in been if row.hour_kind == kind)
        sentence = f"参加{HOUR_LABELS[kind]}{times}次，累计{_hours(minutes)}。"
        if states:
            done, spared = states.count(DutyState.FULFILLED), states.count(DutyState.EXCUSED)
            missed = len(states) - done - spared
            sentence += (
                f"已满考核期{len(states)}个：完成{done}个，免除{spared}个，未完成{missed}个。"
            )
        words[name] = sentence if minutes or states else ""
    goals = progress_on(session, office_id, supervision_id, law.as_of)
    return words | {"appraisal": goals_sentence(goals)}


def totals(events: Iterable[AnyRow]) -> list[str]:
    """The sum of all events of each kind, as the record names it."""
    sums: dict[str, int] = {HourKind.EDUCATION.value: 0, HourKind.PUBLIC_SERVICE.value: 0}
    for event in events:
        sums[event.kind] = sums.get(event.kind, 0) + event.minutes
    return [f"{HOUR_LABELS[HourKind(kind)]} {_hours(sums[kind])}" for kind in sums]


def _mark(program: Program, been: Sequence[AnyRow]) -> str:
    if program.pass_mark is None or program.full_mark is None:
        return ""
    best = max((row.mark for row in been if row.mark is not None), default=None)
    if best is None or best < program.pass_mark:
        raise UserError(
            _("考试成绩没有达到合格分，不能出具证明。"), remedy=_("可以安排补考后再出具。")
        )
    return f"{best}分（满分{program.full_mark}分，合格）"


def _account(uow: UnitOfWork, law: Law, supervision_id: str, kind: HourKind) -> HourAccount:
    accounts = hour_accounts(uow.session, uow.office_id, law, supervision_id=supervision_id)
    found = next((each for each in accounts if each.kind is kind), None)
    if found is None:
        raise UserError(_("此人没有这一种时长任务。"), field="kind")
    return found


def _hours(minutes: int) -> str:
    return f"{hours_number(minutes)}小时"


def _event(row: AnyRow) -> str:
    sort = SORT_LABELS[HourSort(row.sort)]
    reason = f"：{row.reason}" if row.reason else ""
    minutes = -row.minutes if row.sort == HourSort.PENALTY else row.minutes
    return f"{format_cn(row.on)}{sort}{_hours(minutes)}{reason}"


def _periods(uow: UnitOfWork, law: Law, supervision_id: str) -> list[str]:
    found = []
    for window, done, state in hour_windows_of(
        uow.session, uow.office_id, supervision_id, law.as_of
    ):
        span = f"{format_cn(window.period_start)}至{format_cn(window.period_end)}"
        word = REACHED.get(state, "进行中" if window.period_end >= law.as_of else "未完成")
        name = HOUR_LABELS[HourKind(window.kind.value)]
        found.append(f"{span}{name}应{window.hours}小时，实{hours_number(done)}小时，{word}")
    return found[-MOST_LINES:]


def _sessions(uow: UnitOfWork, law: Law, supervision_id: str) -> list[str]:
    rows = sessions_of(uow.session, uow.office_id, supervision_id, last=law.as_of)
    return [_session(row) for row in rows if row.turnout is not None][:MOST_LINES][::-1]


def _session(row: AnyRow) -> str:
    words = f"{format_cn(row.on)}{row.name}（{TYPE_LABELS[ProgramType(row.type)]}）"
    words += TURNOUT_LABELS[Turnout(row.turnout)]
    if row.credited:
        words += f"，计{_hours(row.credited)}"
    return f"{words}，成绩{row.mark}分" if row.mark is not None else words


def _online(uow: UnitOfWork, law: Law, supervision_id: str) -> list[str]:
    found = []
    for row in online_results(uow.session, uow.office_id, supervision_id):
        if row.on <= law.as_of:
            mark = f"，成绩{row.mark}分" if row.mark is not None else ""
            found.append(f"{format_cn(row.on)}{row.course}，计{_hours(row.minutes)}{mark}")
    return found[:MOST_LINES][::-1]


def _exemptions(uow: UnitOfWork, supervision_id: str) -> list[str]:
    return [
        f"{format_cn(row.from_on)}至{format_cn(row.until_on)}{HOUR_LABELS[HourKind(row.kind)]}，"
        f"{GROUND_LABELS[Ground(row.ground)]}：{row.reason}（{row.proof}）"
        for row in exemption_rows(uow.session, uow.office_id, [supervision_id])
    ]


def _certificates(uow: UnitOfWork, supervision_id: str) -> list[str]:
    person_id = uow.require(Supervision, supervision_id).person_id
    return [
        f"{row.serial}（{format_cn(row.issued_on)}）{row.facts.get('course', '')}"
        for row in documents_of(uow.session, uow.office_id, person_id)
        if row.form_id == CERTIFICATE
        and row.supervision_id == supervision_id
        and row.state != DocumentState.VOID
    ]
