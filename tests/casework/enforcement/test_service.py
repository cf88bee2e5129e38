"""From a violation to a served notice, and every step that must not be taken."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from corrdesk.base.actor import Role
from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk, open_desk
from corrdesk.casework.caseload.check_codes import CODE_LETTERS
from corrdesk.casework.caseload.queries import attachment_row
from corrdesk.casework.documents.model import Manner
from corrdesk.casework.documents.queries import find_document
from corrdesk.casework.documents.sheet import FormSheet
from corrdesk.casework.documents.tables import Document
from corrdesk.casework.enforcement.assessment import assess
from corrdesk.casework.enforcement.model import DecisionOutcome, Measure, Severity
from corrdesk.casework.enforcement.queries import case_file
from corrdesk.casework.enforcement.service import (
    add_evidence,
    amend_violation,
    check_proposal,
    dismiss_violation,
    issue_notice,
    preview_notice,
    propose,
    record_violation,
    serve_notice,
    submit,
    void_notice,
    withdraw_proposal,
)
from corrdesk.casework.enforcement.tables import ProposalCheck, Violation
from corrdesk.store.once import EnteredTwiceError
from tests.casework.cases import (
    TODAY,
    decision,
    facts,
    granted,
    notice,
    proposal,
    violation,
)
from tests.casework.conftest import OFFICER, PASSPHRASE
from tests.casework.papers import PRESS, TextPress
from tests.casework.people import new_person, one_duty, open_windows, stand_on


@pytest.fixture
def supervision(desk: Desk) -> str:
    return new_person(desk)[1]


def state_of(desk: Desk, violation_id: str) -> tuple[str, list[str]]:
    with desk.read() as session:
        case = case_file(session, desk.office.id, violation_id)
    assert case is not None
    return case.violation.state, [row.state for row in case.proposals]


def issued(desk: Desk) -> list[Document]:
    """Every sheet, the newest first."""
    with desk.read() as session:
        return list(session.scalars(select(Document).order_by(Document.id.desc())))


def register(desk: Desk) -> list[tuple[str, int | None, str]]:
    return [(row.word, row.number, row.state) for row in issued(desk)]


# Violations


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"facts": " \n"}, "facts"),
        ({"found_on": date(2026, 6, 11)}, "found_on"),
        ({"since": date(2026, 6, 3), "until": date(2026, 6, 2)}, "until"),
    ],
)
def test_an_impossible_violation_is_refused(
    desk: Desk, supervision: str, more: dict[str, object], field: str
) -> None:
    with pytest.raises(UserError) as refused:
        desk.act(lambda uow: record_violation(uow, supervision, facts(**more)))
    assert refused.value.field == field


def test_a_window_has_one_violation_unless_it_was_dismissed(desk: Desk, supervision: str) -> None:
    open_windows(desk)
    duty = one_duty(desk, supervision, TODAY).id
    record = lambda uow: record_violation(uow, supervision, facts(), duty_id=duty)  # noqa: E731
    first, _changes = desk.act(record)
    with pytest.raises(UserError):
        desk.act(record)
    desk.act(lambda uow: dismiss_violation(uow, first, "查明当日住院"))
    desk.act(record)


def test_what_is_learned_later_is_added_until_something_is_proposed(
    desk: Desk, supervision: str
) -> None:
    made = violation(desk, supervision, severity=None)
    desk.act(
        lambda uow: amend_violation(
            uow, made, severity=Severity.MINOR, statement=" 忘记了 ", taught=True
        )
    )
    with desk.read() as session:
        row = session.scalars(select(Violation)).one()
    assert (row.severity, row.statement, row.taught) == ("minor", "忘记了", True)
    proposal(desk, made)
    with pytest.raises(UserError):
        desk.act(lambda uow: amend_violation(uow, made, severity=Severity.SERIOUS))


def test_dismissing_needs_a_reason_and_an_open_violation(desk: Desk, supervision: str) -> None:
    made = violation(desk, supervision)
    with pytest.raises(UserError):
        desk.act(lambda uow: dismiss_violation(uow, made, " "))
    proposal(desk, made)
    with pytest.raises(UserError):
        desk.act(lambda uow: dismiss_violation(uow, made, "查明"))


# Proposals


def test_nothing_is_proposed_without_evidence(desk: Desk, supervision: str) -> None:
    made = violation(desk, supervision, evidence=False)
    with pytest.raises(UserError, match="证据"):
        proposal(desk, made)
    with pytest.raises(UserError):
        desk.act(lambda uow: add_evidence(uow, made, " "))
    with pytest.raises(UserError):
        desk.act(lambda uow: add_evidence(uow, made, "照片", attachment_id="no-such"))


def test_only_what_the_rules_name_is_proposed(desk: Desk, supervision: str) -> None:
    made = violation(desk, supervision)
    with pytest.raises(UserError, match="依据"):
        proposal(desk, made, Measure.WARNING)
    assert state_of(desk, made) == ("recorded", [])


def test_a_proposal_keeps_what_it_was_judged_by(desk: Desk, supervision: str) -> None:
    made = violation(desk, supervision)
    proposal(desk, made)
    with desk.read() as session:
        case = case_file(session, desk.office.id, made)
    assert case is not None
    (row,) = case.proposals
    assert row.rule_version == desk.rulebook.version
    assert row.counted["admonitions"] == 0
    assert [cited["title"] for cited in row.citations] == ["中华人民共和国社区矫正法实施办法"]
    assert row.citations[0]["article"].startswith("第三十四条")


def test_a_fact_that_is_missing_is_named(desk: Desk, supervision: str) -> None:
    made = violation(desk, supervision, severity=None)
    with pytest.raises(UserError) as missing:
        proposal(desk, made)
    assert missing.value.field == "severity"


def test_one_proposal_at_a_time(desk: Desk, supervision: str) -> None:
    made = violation(desk, supervision)
    first = proposal(desk, made)
    with pytest.raises(UserError):
        proposal(desk, made)
    with pytest.raises(UserError):
        desk.act(lambda uow: submit(uow, first))


def test_a_returned_proposal_is_handed_over_again(desk: Desk, supervision: str) -> None:
    made = violation(desk, supervision)
    first = proposal(desk, made)
    decision(desk, first, outcome=DecisionOutcome.RETURNED)
    assert state_of(desk, made) == ("proposed", ["returned"])
    desk.act(lambda uow: add_evidence(uow, made, "陈述笔录"))
    desk.act(lambda uow: submit(uow, first))
    decision(desk, first)
    assert state_of(desk, made) == ("decided", ["granted"])


def test_a_returned_proposal_can_be_given_up_for_another(desk: Desk, supervision: str) -> None:
    made = violation(desk, supervision)
    first = proposal(desk, made)
    withdraw = lambda uow: withdraw_proposal(uow, first, "改提")  # noqa: E731
    with pytest.raises(UserError):
        desk.act(withdraw)
    decision(desk, first, outcome=DecisionOutcome.RETURNED)
    with pytest.raises(UserError):
        desk.act(lambda uow: withdraw_proposal(uow, first, " "))
    desk.act(withdraw)
    proposal(desk, made)
    assert state_of(desk, made) == ("proposed", ["submitted", "withdrawn"])
    with pytest.raises(UserError):
        desk.act(lambda uow: submit(uow, first))


def test_after_a_refusal_the_violation_is_proposed_anew(desk: Desk, supervision: str) -> None:
    made = violation(desk, supervision)
    first = decision(desk, proposal(desk, made), outcome=DecisionOutcome.REFUSED, reason="证据不足")
    assert state_of(desk, made) == ("recorded", ["refused"])
    with pytest.raises(UserError, match="没有批准"):
        notice(desk, first)
    decision(desk, proposal(desk, made))
    assert state_of(desk, made) == ("decided", ["granted", "refused"])


# Decisions


def test_a_decision_needs_a_submitted_proposal(desk: Desk, supervision: str) -> None:
    made = violation(desk, supervision)
    draft = desk.act(lambda uow: propose(uow, desk.law(), made, Measure.ADMONITION))[0]
    with pytest.raises(UserError, match="尚未上报"):
        decision(desk, draft)
    desk.act(lambda uow: submit(uow, draft))
    decision(desk, draft)
    with pytest.raises(UserError):
        decision(desk, draft)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"document": "  "}, "document"),
        ({"on": TODAY + timedelta(days=1)}, "decided_on"),
        ({"on": TODAY - timedelta(days=1)}, "decided_on"),
    ],
)
def test_an_impossible_paper_is_refused(
    desk: Desk, supervision: str, more: dict[str, object], field: str
) -> None:
    submitted = proposal(desk, violation(desk, supervision))
    with pytest.raises(UserError) as refused:
        decision(desk, submitted, **more)
    assert refused.value.field == field


def test_the_county_decides_unless_the_paper_says_otherwise(desk: Desk, supervision: str) -> None:
    granted_id = granted(desk, supervision)
    sheet = desk.act(lambda uow: preview_notice(uow, granted_id))[0]
    assert sheet.facts["county"] == "青石县司法局社区矫正管理局"


# Notices


def test_numbers_run_by_word_and_are_printed(desk: Desk, supervision: str) -> None:
    first = notice(desk, granted(desk, supervision))
    second = notice(desk, granted(desk, supervision))
    third = notice(desk, granted(desk, supervision, Measure.WARNING, severity=Severity.HEAVIER))
    with desk.read() as session:
        rows = [find_document(session, desk.office.id, each) for each in (first, second, third)]
        assert rows[0] is not None
        card = attachment_row(session, desk.office.id, rows[0].attachment_id)
        by_serial = find_document(session, desk.office.id, rows[0].serial)
        by_code = find_document(session, desk.office.id, rows[0].check_code.lower())
    assert [row.serial for row in rows if row] == [
        "（2026）青矫训字第1号",
        "（2026）青矫训字第2号",
        "（2026）青矫警字第1号",
    ]
    assert len({row.check_code for row in rows if row}) == 3
    assert set(rows[0].check_code) <= set(CODE_LETTERS)
    assert card is not None
    stored = desk.unseal(card.address).decode()
    assert stored.startswith(f"（2026）青矫训字第1号 {rows[0].check_code}")
    assert by_serial == by_code == rows[0]


def test_the_printed_head_is_in_the_chain(desk: Desk, supervision: str) -> None:
    decided = granted(desk, supervision)
    head = desk.head().short
    made = notice(desk, decided)
    with desk.read() as session:
        row = find_document(session, desk.office.id, made)
    assert row is not None
    assert row.chain_head == head


def test_a_preview_has_no_number_and_draws_none(desk: Desk, supervision: str) -> None:
    decided = granted(desk, supervision)
    head = desk.head()
    sheet = desk.act(lambda uow: preview_notice(uow, decided))[0]
    assert sheet.specimen
    assert (sheet.check_code, sheet.serial) == ("", "")
    assert desk.head() == head
    assert register(desk) == []


def test_no_second_notice_for_one_decision(desk: Desk, supervision: str) -> None:
    decided = granted(desk, supervision)
    first = notice(desk, decided)
    with pytest.raises(UserError, match="已经签发"):
        notice(desk, decided)
    desk.act(lambda uow: void_notice(uow, first, "打印有误"))
    notice(desk, decided)
    assert register(desk) == [("矫训", 2, "printed"), ("矫训", 1, "void")]


@pytest.mark.parametrize("same", ["number", "decision"])
def test_no_act_enters_a_double(desk: Desk, supervision: str, same: str) -> None:
    made = notice(desk, granted(desk, supervision))
    other = granted(desk, supervision)
    with desk.unit_of_work() as uow:
        uow.begin_act("notice.issue")
        row = uow.require(Document, made)
        fields = {
            column.key: getattr(row, column.key)
            for column in Document.__table__.columns
            if column.key not in {"office_id", "id", "entry", "versions"}
        }
        fields |= {"check_code": "ZZZZZZZZ"}
        fields |= {"subject_id": other} if same == "number" else {"number": 2}
        uow.add(Document(**fields))
        with pytest.raises(EnteredTwiceError) as clash:
            uow.commit()
    assert "ZZZZZZZZ" not in str(clash.value)


def test_paper_that_fails_draws_no_number(desk: Desk, supervision: str) -> None:
    decided = granted(desk, supervision)
    head = desk.head()

    class Torn(TextPress):
        def render(self, sheet: FormSheet) -> bytes:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        desk.act(lambda uow: issue_notice(uow, decided, press=Torn(), seal=desk.seal))
    assert (desk.head(), register(desk)) == (head, [])
    made = notice(desk, decided)
    assert register(desk) == [("矫训", 1, "printed")]
    assert made


def test_the_paper_is_sealed_before_the_number_is_committed(desk: Desk, supervision: str) -> None:
    decided = granted(desk, supervision)
    seen: list[list[tuple[str, int | None, str]]] = []

    def seal(content: bytes) -> str:
        seen.append(register(desk))
        return desk.seal(content)

    desk.act(lambda uow: issue_notice(uow, decided, press=PRESS, seal=seal))
    assert seen == [[]]
    assert register(desk) == [("矫训", 1, "printed")]


def test_a_measure_of_another_organ_is_not_issued_here(desk: Desk, supervision: str) -> None:
    made = violation(desk, supervision, severity=Severity.SERIOUS)
    with desk.read() as session:
        *_lighter, strongest = assess(session, desk.office.id, made, desk.law()).measures
    assert strongest not in {Measure.ADMONITION, Measure.WARNING}
    decided = decision(desk, proposal(desk, made, strongest))
    with pytest.raises(UserError, match="其他机关"):
        notice(desk, decided)


def test_two_desks_draw_different_numbers(desk: Desk, tmp_path: Path) -> None:
    decisions = [granted(desk, new_person(desk, serial)[1]) for serial in range(1, 9)]
    other = open_desk(
        desk.vault.folder,
        officer=OFFICER,
        passphrase=PASSPHRASE,
        device_secret_file=tmp_path / "device.secret",
        clock=desk.clock,
    )
    failed: list[BaseException] = []

    def work(mine: Desk, some: list[str]) -> None:
        try:
            for each in some:
                notice(mine, each)
        except BaseException as error:  # noqa: BLE001 - shown by the test itself
            failed.append(error)

    threads = [
        threading.Thread(target=work, args=pair)
        for pair in ((desk, decisions[:4]), (other, decisions[4:]))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failed == []
    assert {row.number for row in issued(desk)} == set(range(1, 9))
    assert len(issued(desk)) == 8
    assert desk.verify() == []
    other.close()


# Serving


@pytest.mark.parametrize(("how", "witness"), [(Manner.DIRECT, ""), (Manner.REFUSED, "村委会李某")])
def test_a_notice_is_served_once(desk: Desk, supervision: str, how: Manner, witness: str) -> None:
    made = notice(desk, granted(desk, supervision))
    serve = lambda uow: serve_notice(  # noqa: E731
        uow, made, served_on=TODAY, how=how, witness=witness
    )
    desk.act(serve)
    assert register(desk) == [("矫训", 1, "served")]
    with pytest.raises(UserError):
        desk.act(serve)
    with pytest.raises(UserError):
        desk.act(lambda uow: void_notice(uow, made, "打印有误"))


@pytest.mark.parametrize(
    ("on", "how", "field"),
    [
        (TODAY - timedelta(days=1), Manner.DIRECT, "on"),
        (TODAY + timedelta(days=1), Manner.DIRECT, "on"),
        (TODAY, Manner.REFUSED, "witness"),
    ],
)
def test_an_impossible_service_is_refused(
    desk: Desk, supervision: str, on: date, how: Manner, field: str
) -> None:
    made = notice(desk, granted(desk, supervision))
    with pytest.raises(UserError) as refused:
        desk.act(lambda uow: serve_notice(uow, made, served_on=on, how=how))
    assert refused.value.field == field


def test_voiding_needs_a_reason(desk: Desk, supervision: str) -> None:
    made = notice(desk, granted(desk, supervision))
    with pytest.raises(UserError):
        desk.act(lambda uow: void_notice(uow, made, ""))


def test_the_year_starts_a_new_row_of_numbers(desk: Desk, supervision: str) -> None:
    notice(desk, granted(desk, supervision))
    decided = granted(desk, supervision)
    stand_on(desk, date(2027, 1, 4))
    notice(desk, decided)
    serials = [row.serial for row in issued(desk)]
    assert serials == ["（2027）青矫训字第1号", "（2026）青矫训字第1号"]


def test_an_officers_proposal_waits_for_the_head(desk: Desk, supervision: str) -> None:
    made = violation(desk, supervision)
    proposed = desk.act(lambda uow: propose(uow, desk.law(), made, Measure.ADMONITION))[0]
    head = desk.actor
    desk.actor = replace(head, role=Role.OFFICER)
    with pytest.raises(UserError, match="所长"):
        desk.act(lambda uow: submit(uow, proposed))
    with pytest.raises(UserError):
        desk.act(lambda uow: check_proposal(uow, proposed, passed=True))
    desk.actor = head
    with pytest.raises(UserError) as missing:
        desk.act(lambda uow: check_proposal(uow, proposed, passed=False))
    assert missing.value.field == "note"
    desk.act(lambda uow: check_proposal(uow, proposed, passed=False, note="补充陈述"))
    desk.act(lambda uow: check_proposal(uow, proposed, passed=True))
    with pytest.raises(UserError):
        desk.act(lambda uow: check_proposal(uow, proposed, passed=True))
    desk.actor = replace(head, role=Role.OFFICER)
    desk.act(lambda uow: submit(uow, proposed))
    with desk.read() as session:
        case = case_file(session, desk.office.id, made)
    assert case is not None
    assert case.proposals[0].state == "submitted"
    assert len(case.checks) == 2


def test_the_heads_own_submission_is_the_check(desk: Desk, supervision: str) -> None:
    made = violation(desk, supervision)
    proposal(desk, made)
    with desk.read() as session:
        (check,) = session.scalars(select(ProposalCheck)).all()
    assert (check.passed, check.officer_id) == (True, desk.actor.officer_id)
