"""Short ways from a missed window to a notice, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.model import Manner
from corrdesk.casework.enforcement.model import (
    Breach,
    CountyDecision,
    DecisionOutcome,
    Measure,
    Severity,
    ViolationFacts,
)
from corrdesk.casework.enforcement.service import (
    add_evidence,
    issue_notice,
    propose,
    record_decision,
    record_violation,
    serve_notice,
    submit,
)
from tests.casework.papers import PRESS

TODAY = date(2026, 6, 10)


def facts(**more: Any) -> ViolationFacts:
    usual: dict[str, Any] = {
        "breach": Breach.REPORT,
        "facts": "6月1日至7日未按规定到司法所报到。",
        "found_on": TODAY,
        "severity": Severity.MINOR,
    }
    return ViolationFacts(**(usual | more))


def paper(
    outcome: DecisionOutcome = DecisionOutcome.GRANTED, on: date = TODAY, **more: Any
) -> CountyDecision:
    return CountyDecision(outcome, on, **({"document": "青矫决〔2026〕12号"} | more))


def violation(desk: Desk, supervision: str, *, evidence: bool = True, **more: Any) -> str:
    made = desk.act(lambda uow: record_violation(uow, supervision, facts(**more)))[0]
    if evidence:
        desk.act(lambda uow: add_evidence(uow, made, "报到登记记录摘录"))
    return made


def proposal(desk: Desk, violation_id: str, measure: Measure = Measure.ADMONITION) -> str:
    made = desk.act(lambda uow: propose(uow, desk.law(), violation_id, measure))[0]
    desk.act(lambda uow: submit(uow, made))
    return made


def decision(desk: Desk, proposal_id: str, **more: Any) -> str:
    return desk.act(lambda uow: record_decision(uow, proposal_id, paper(**more)))[0]


def granted(
    desk: Desk, supervision: str, measure: Measure = Measure.ADMONITION, **more: Any
) -> str:
    """A granted decision on a new violation."""
    return decision(desk, proposal(desk, violation(desk, supervision, **more), measure))


def notice(desk: Desk, decision_id: str) -> str:
    return desk.act(lambda uow: issue_notice(uow, decision_id, press=PRESS, seal=desk.seal))[0]


def served(desk: Desk, decision_id: str, **more: Any) -> str:
    """The sheet of a granted decision, served today."""
    made = notice(desk, decision_id)
    usual: dict[str, Any] = {"served_on": desk.clock.today(), "how": Manner.DIRECT}
    desk.act(lambda uow: serve_notice(uow, made, **(usual | more)))
    return made
