"""Short ways to measures and their steps, for tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from corrdesk.base.clock import CHINA
from corrdesk.bootstrap import Desk
from corrdesk.casework.endings import step_and_effect
from corrdesk.casework.enforcement.measures.model import (
    MeasureKind,
    Opening,
    Step,
    StepFacts,
)
from corrdesk.casework.enforcement.measures.policy import pack_of
from corrdesk.casework.enforcement.measures.queries import (
    MeasureFile,
    MeasureLine,
    measure_file,
    measure_lines,
)
from corrdesk.casework.enforcement.measures.service import check_measure, start_measure
from corrdesk.casework.enforcement.model import Measure, Severity
from tests.casework.cases import granted

COURT, COUNTY = "青石县人民法院", "青石县社区矫正管理局"
USUAL: dict[Step, dict[str, Any]] = {
    Step.GRANT: {"document": "青矫决〔2026〕30号", "who": COUNTY},
    Step.REFUSE: {"document": "青矫决〔2026〕31号", "note": "事实不清"},
    Step.RETURN: {"note": "补充谈话笔录"},
    Step.SEND_BACK: {"note": "理由不足"},
    Step.WITHDRAW: {"document": "青矫撤〔2026〕1号", "note": "情况变化"},
    Step.SEND: {"document": "青矫撤缓字〔2026〕1号", "who": COURT},
    Step.RECEIVE: {"who": COURT},
    Step.COPY: {"who": "青石县人民检察院"},
    Step.ANSWER_GRANT: {"document": "（2026）青刑更1号", "who": COURT},
    Step.ANSWER_REFUSE: {"document": "（2026）青刑更2号", "who": COURT, "note": "情节不够严重"},
    Step.EXTEND: {"document": "青司定〔2026〕2号", "who": "青石县司法局", "note": "评估仍有必要"},
    Step.LIFT: {"note": "已无必要"},
    Step.SEARCH: {"note": "电话三次无人接听，走访住处"},
    Step.TELL_POLICE: {"who": "青石县公安局"},
    Step.TELL_PROCURATORATE: {"who": "青石县人民检察院"},
    Step.FIND: {"note": "在邻县亲属家中"},
    Step.HANDLE: {"note": "已登记违规"},
}


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, 0, tzinfo=CHINA)


def step(desk: Desk, measure: str, what: Step, **more: Any) -> str:
    facts = StepFacts(what, **({"at": desk.clock.now()} | USUAL.get(what, {}) | more))
    act = check_measure if what in {Step.CHECK, Step.SEND_BACK} else step_and_effect
    return desk.act(lambda uow: act(uow, desk.law(), measure, facts))[0]


def steps(desk: Desk, measure: str, *what: Step) -> None:
    for each in what:
        step(desk, measure, each)


def start(desk: Desk, supervision: str, kind: MeasureKind, **given: Any) -> str:
    made = Opening(**given)
    return desk.act(lambda uow: start_measure(uow, desk.law(), supervision, kind, made))[0]


def device(desk: Desk, supervision: str, **more: Any) -> str:
    today = desk.clock.today()
    usual = {"grounds": ("injunction_breach",), "since": today, "until": today + timedelta(60)}
    return start(desk, supervision, MeasureKind.DEVICE, **(usual | more))


def lost(desk: Desk, supervision: str, since: date) -> str:
    return start(desk, supervision, MeasureKind.LOST_CONTACT, since=since)


def serious(desk: Desk, supervision: str, measure: Measure = Measure.REVOKE_PROBATION) -> str:
    """The id of a granted proposal for the last measure of the ladder."""
    granted(desk, supervision, measure, severity=Severity.SERIOUS)
    return newest_proposal(desk)


def newest_proposal(desk: Desk) -> str:
    from sqlalchemy import select

    from corrdesk.casework.enforcement.tables import Proposal

    with desk.read() as session:
        return str(session.scalars(select(Proposal.id).order_by(Proposal.id.desc())).first())


def revocation(desk: Desk, supervision: str) -> str:
    origin = serious(desk, supervision)
    return start(desk, supervision, MeasureKind.REVOCATION, origin_id=origin)


def fill_pack(desk: Desk, measure: str) -> None:
    kind = MeasureKind(file_of(desk, measure).measure.kind)
    for code in pack_of(kind, desk.law()):
        step(desk, measure, Step.PAPER, paper=code)


def file_of(desk: Desk, measure: str) -> MeasureFile:
    with desk.read() as session:
        found = measure_file(session, desk.office.id, desk.law(), measure)
    assert found is not None
    return found


def lines(desk: Desk, name: str) -> list[MeasureLine]:
    with desk.read() as session:
        return measure_lines(session, desk.office.id, desk.law(), name)
