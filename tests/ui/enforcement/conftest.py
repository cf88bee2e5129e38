"""Cases at every step."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.model import (
    Breach,
    CountyDecision,
    DecisionOutcome,
    Measure,
    Severity,
    ViolationFacts,
)
from corrdesk.casework.enforcement.queries import CaseFile, case_file
from corrdesk.casework.enforcement.service import propose, record_decision, submit
from corrdesk.casework.flows import open_case
from corrdesk.casework.reporting.model import DeskLine
from corrdesk.ui.enforcement.case import CasePage
from corrdesk.ui.shell.workplace import Workplace

FACTS = "应于2026年6月1日至6月7日当面报到，宽限期满仍未报到。"


@pytest.fixture
def case(desk: Desk, overdue: DeskLine) -> str:
    """A recorded violation with its first evidence."""
    facts = ViolationFacts(Breach.REPORT, FACTS, desk.clock.today(), Severity.MINOR)
    case_id, _changes = desk.act(lambda uow: open_case(uow, overdue.duty_id, facts, seal=desk.seal))
    return case_id


@pytest.fixture
def unweighed(desk: Desk, overdue: DeskLine) -> str:
    """A recorded violation of which the rules still need to know how grave it is."""
    facts = ViolationFacts(Breach.REPORT, FACTS, desk.clock.today())
    case_id, _changes = desk.act(lambda uow: open_case(uow, overdue.duty_id, facts, seal=desk.seal))
    return case_id


@pytest.fixture
def proposed(desk: Desk, case: str) -> str:
    desk.act(lambda uow: propose(uow, desk.law(), case, Measure.ADMONITION, opinion="建议训诫"))
    return case


@pytest.fixture
def granted(desk: Desk, proposed: str, case_of: Callable[[str], CaseFile]) -> str:
    proposal = case_of(proposed).proposals[0].id
    desk.act(lambda uow: submit(uow, proposal))
    decision = CountyDecision(DecisionOutcome.GRANTED, desk.clock.today(), "青矫决〔2026〕7号")
    desk.act(lambda uow: record_decision(uow, proposal, decision))
    return proposed


@pytest.fixture
def case_of(desk: Desk) -> Callable[[str], CaseFile]:
    def read(case_id: str) -> CaseFile:
        with desk.read() as session:
            found = case_file(session, desk.office.id, case_id)
        assert found is not None
        return found

    return read


@pytest.fixture
def show_case(place: Workplace, settled: Callable[[], None]) -> Callable[[str], CasePage]:
    def show(case_id: str) -> CasePage:
        place.open_page("case", case_id)
        settled()
        page = place.current_page
        assert isinstance(page, CasePage)
        return page

    return show
