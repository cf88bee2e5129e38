"""Reasons behind the dates on a person's page."""

from datetime import date

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.queries import person_file
from corrdesk.casework.reporting.model import DeskLine
from corrdesk.ui.caseload.person_why import (
    calendar_facts,
    why_discharge,
    why_duty,
    why_report_in,
)
from corrdesk.ui.shell.words import full_day


def test_the_first_report_has_a_deadline_with_its_clause(desk: Desk) -> None:
    why = why_report_in(desk, date(2026, 6, 1))
    assert full_day(date(2026, 6, 11)) in why.answer  # ten days, article 21 of the law
    assert any("社区矫正法" in clause.title for clause in why.clauses)


def test_the_discharge_has_a_day_and_a_summary_before_it(desk: Desk) -> None:
    why = why_discharge(desk, date(2026, 12, 31))
    assert "总结鉴定" in why.answer
    assert why.clauses


def test_a_window_shows_only_the_rules_of_its_kind(desk: Desk, due: DeskLine) -> None:
    with desk.read() as session:
        file = person_file(session, desk.office.id, due.person_id)
    assert file is not None
    order = file.supervisions[0]
    why = why_duty(desk, due, order, file.classes)
    assert full_day(due.grace_until) in why.answer
    assert any("当面报到" in rule for rule in why.rules)
    assert not any("公益" in rule for rule in why.rules)
    facts = calendar_facts(order, file.classes)
    assert facts.from_ == order.tracked_from
    assert facts.until >= facts.from_
