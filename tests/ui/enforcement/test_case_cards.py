"""Cards show what is recorded; common acts and those that end a case do not sit side by side."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import change_order
from corrdesk.casework.confirmation.model import CountyWord
from corrdesk.casework.confirmation.service import confirm_rule
from corrdesk.casework.documents.model import Manner
from corrdesk.casework.enforcement.model import (
    CountyDecision,
    DecisionOutcome,
    Measure,
    ViolationState,
)
from corrdesk.casework.enforcement.queries import CaseFile
from corrdesk.casework.enforcement.service import (
    propose,
    record_decision,
    serve_notice,
    submit,
    withdraw_proposal,
)
from corrdesk.ui.enforcement.case import CasePage
from corrdesk.ui.enforcement.case_cards import clauses_of, why_of
from corrdesk.ui.shell.forms import FormDialog
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.why import WhyDialog
from corrdesk.ui.shell.widgets import Banner
from tests.ui.enforcement.conftest import FACTS


def _button(page: CasePage, text: str) -> QPushButton:
    return next(each for each in page.findChildren(QPushButton) if each.text() == text)


def _words(page: CasePage) -> str:
    return " ".join(part.text() for part in page.findChildren(QLabel) if not part.isHidden())


def test_facts_and_evidence_are_shown(show_case: Callable[[str], CasePage], case: str) -> None:
    page = show_case(case)
    assert FACTS in _words(page)
    assert "报告登记记录摘录" in _words(page)


def test_ending_a_case_is_far_from_going_on(
    show_case: Callable[[str], CasePage], case: str
) -> None:
    page = show_case(case)
    amend, dismiss = _button(page, "补充情节和陈述…"), _button(page, "不作处理…")
    gap = dismiss.mapTo(page, dismiss.rect().topLeft()).x()
    assert gap - amend.mapTo(page, amend.rect().topRight()).x() > px(200)


def test_a_case_without_a_measure_is_closed_with_a_reason(
    show_case: Callable[[str], CasePage],
    case: str,
    case_of: Callable[[str], CaseFile],
    settled: Callable[[], None],
) -> None:
    page = show_case(case)
    _button(page, "不作处理…").click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    dialog.form.save()
    settled()
    assert "理由" in dialog.form.fields["reason"]._error.text()
    dialog.form.fields["reason"].editor.setPlainText("情节显著轻微")  # type: ignore[attr-defined]
    dialog.form.save()
    settled()
    assert case_of(case).violation.state == ViolationState.DISMISSED
    assert page.cards.next_button is None
    banners = [each.text for each in page.findChildren(Banner)]
    assert "不作处理：情节显著轻微" in banners


def test_a_proposal_that_was_not_sent_can_be_taken_back(
    show_case: Callable[[str], CasePage],
    proposed: str,
    case_of: Callable[[str], CaseFile],
    settled: Callable[[], None],
) -> None:
    page = show_case(proposed)
    _button(page, "撤回处理意见…").click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, FormDialog)
    dialog.form.fields["reason"].editor.setPlainText("补充证据后再提")  # type: ignore[attr-defined]
    dialog.form.save()
    settled()
    assert case_of(proposed).violation.state == ViolationState.RECORDED
    assert page.cards.proposal_form is not None


def test_a_kept_proposal_says_why(
    show_case: Callable[[str], CasePage], proposed: str, case_of: Callable[[str], CaseFile]
) -> None:
    page = show_case(proposed)
    proposal = case_of(proposed).proposals[0]
    why = why_of(proposal)
    assert why.answer == "训诫"
    assert why.rule_version == proposal.rule_version
    assert clauses_of(proposal)
    _button(page, "为什么？").click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, WhyDialog)
    dialog.close()


def test_a_decision_shows_its_paper(
    show_case: Callable[[str], CasePage], granted: str, desk: Desk
) -> None:
    page = show_case(granted)
    assert "青矫决〔2026〕7号" in _words(page)
    assert desk.office.county_name in _words(page)


def test_for_a_minor_the_guardian_is_called_before_the_sheet_is_served(
    show_case: Callable[[str], CasePage],
    granted: str,
    desk: Desk,
    case_of: Callable[[str], CaseFile],
) -> None:
    assert "监护人" not in _words(show_case(granted))
    order = case_of(granted).supervision.id
    born = case_of(granted).person.born
    young = {"offence_on": born + timedelta(days=6000)}
    desk.act(lambda uow: change_order(uow, order, young))
    words = _words(show_case(granted))
    assert "通知监护人到场" in words
    notice = desk.issue_notice(case_of(granted).decisions[0].id)
    assert "通知监护人到场" in _words(show_case(granted))
    today = desk.clock.today()
    desk.act(lambda uow: serve_notice(uow, notice, served_on=today, how=Manner.DIRECT))
    assert "通知监护人到场" not in _words(show_case(granted))
    assert "《中华人民共和国社区矫正法实施办法》第五十五条　［M 须人工核对］" in words


def test_what_is_announced_to_a_minor_cites_the_rule_as_the_county_checked_it(
    show_case: Callable[[str], CasePage],
    granted: str,
    desk: Desk,
    case_of: Callable[[str], CaseFile],
) -> None:
    order = case_of(granted).supervision.id
    young = {"offence_on": case_of(granted).person.born + timedelta(days=6000)}
    desk.act(lambda uow: change_order(uow, order, young))
    law, word = desk.law(), CountyWord("青矫〔2026〕5号", "赵县")
    desk.act(lambda uow: confirm_rule(uow, law, "minors.guardian_present", word))
    assert "第五十五条　［已核对］" in _words(show_case(granted))


def test_a_proposal_taken_back_stays_with_its_reason(
    show_case: Callable[[str], CasePage],
    desk: Desk,
    proposed: str,
    case_of: Callable[[str], CaseFile],
) -> None:
    first = case_of(proposed).proposals[0].id
    desk.act(lambda uow: withdraw_proposal(uow, first, "事实尚需核实"))
    page = show_case(proposed)
    assert "已撤回：训诫（2026年6月10日 提出）　理由：事实尚需核实" in _words(page)
    assert page.cards.proposal_form is not None  # and the case may be proposed anew
    assert "就是对本次违规的处理" not in _words(page)
    desk.act(lambda uow: propose(uow, desk.law(), proposed, Measure.ADMONITION))
    assert "理由：事实尚需核实" in _words(show_case(proposed))


def test_evidence_may_follow_until_the_county_has_the_case(
    show_case: Callable[[str], CasePage],
    desk: Desk,
    proposed: str,
    case_of: Callable[[str], CaseFile],
) -> None:
    def offered() -> bool:
        page = show_case(proposed)
        return any(each.text() == "添加证据…" for each in page.findChildren(QPushButton))

    made = case_of(proposed).proposals[0].id
    assert offered()
    desk.act(lambda uow: submit(uow, made))
    assert not offered()
    back = CountyDecision(
        DecisionOutcome.RETURNED, desk.clock.today(), "青矫退〔2026〕1号", reason="补充"
    )
    desk.act(lambda uow: record_decision(uow, made, back))
    assert offered()
