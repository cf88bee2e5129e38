"""The register under two packs: the windows that the desk would open, and nothing written."""

from __future__ import annotations

from datetime import date

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Status, SupervisionClass
from corrdesk.casework.confirmation.model import CountyWord
from corrdesk.casework.confirmation.service import confirm_rule
from corrdesk.casework.enforcement.model import Measure, Severity
from corrdesk.casework.flows import change_status_and_duties
from corrdesk.casework.reporting.model import DutyKind
from corrdesk.casework.switching.comparison import PackDifference
from corrdesk.casework.switching.queries import AHEAD, pack_difference
from corrdesk.rules.law import Law
from tests.casework.cases import granted, violation
from tests.casework.people import new_person

TODAY = date(2026, 6, 10)


def differ(desk: Desk, before: str, after: str) -> PackDifference:
    law = desk.law()
    laws = [Law(desk.rulebook_of(pack), law.calendar, law.as_of) for pack in (before, after)]
    with desk.read() as session:
        return pack_difference(session, desk.office.id, *laws)


def test_a_pack_beside_itself_moves_nothing(desk: Desk) -> None:
    new_person(desk)
    found = differ(desk, "cn-example", "cn-example")
    assert (found.people, found.moved) == (1, ())


def test_a_pack_without_numbers_takes_every_window_to_come(desk: Desk) -> None:
    person, _supervision = new_person(desk)
    head = desk.head().seq
    found = differ(desk, "cn-example", "cn")
    (moved,) = found.moved
    assert (moved.person_id, moved.name) == (person, "王小明")
    assert "*" in moved.masked_id
    assert (found.added, found.changed) == (0, 0)
    check_ins = [each for each in moved.windows.removed if each.kind is DutyKind.CHECK_IN]
    assert [each.period_start for each in check_ins][:2] == [date(2026, 6, 15), date(2026, 6, 22)]
    assert all(TODAY < each.period_start <= TODAY + AHEAD for each in moved.windows.removed)
    assert found.until == TODAY + AHEAD
    assert differ(desk, "cn", "cn-example").added == found.removed
    assert desk.head().seq == head


def test_what_the_new_pack_leaves_open_is_counted_by_whom_it_is_for(desk: Desk) -> None:
    new_person(desk)
    found = differ(desk, "cn-example", "cn")
    people = {each.key: each.people for each in found.missing}
    assert found.plans_duties is False
    assert people["class.stub_percent"] == 1
    classes = {people[f"class.{each}.check_in"] for each in SupervisionClass}
    assert classes == {0, 1}
    assert all(each.description for each in found.missing)
    whole = differ(desk, "cn", "cn-example")
    assert (whole.plans_duties, whole.missing) == (True, ())


def test_who_has_left_the_register_is_not_counted(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    desk.act(
        lambda uow: change_status_and_duties(
            uow, desk.law(), supervision, Status.TERMINATED, TODAY, reason="收监"
        )
    )
    assert differ(desk, "cn-example", "cn").people == 0


def test_violations_without_decision_are_put_to_both(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    granted(desk, supervision)  # decided: out of question
    minor = violation(desk, supervision, severity=Severity.MINOR)
    violation(desk, supervision, severity=None)  # the rules lack a fact under either law
    found = differ(desk, "cn-example", "cn")
    assert (found.open_cases, found.proposals) == (2, 0)
    before = desk.law()
    word = CountyWord("青矫〔2026〕5号", "赵县", "warning")
    desk.act(lambda uow: confirm_rule(uow, before, "sanction.rules.minor", word))
    with desk.read() as session:
        moved = pack_difference(session, desk.office.id, before, desk.law()).moved
    cases = [case for person in moved for case in person.cases]
    assert [case.violation_id for case in cases] == [minor]
    assert Measure.ADMONITION in cases[0].before.measures
    assert Measure.ADMONITION not in cases[0].after.measures
    assert not moved[0].windows.count
