"""A draft says what the records say, and the real paper takes it."""

from __future__ import annotations

from datetime import date

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.grounds import quoted
from corrdesk.casework.caseload.queries import attachment_row
from corrdesk.casework.caseload.service import change_office
from corrdesk.casework.documents.queries import find_document
from corrdesk.casework.enforcement.service import preview_approval, preview_notice
from corrdesk.casework.enforcement.sheets import numbered
from tests.casework.cases import granted, notice, proposal, served, violation
from tests.casework.papers import look
from tests.casework.people import id_number, new_person


def test_the_sheet_repeats_the_records(desk: Desk) -> None:
    desk.act(lambda uow: change_office(uow, {"procuratorate": "青石县人民检察院"}))
    _person, supervision = new_person(desk)
    decided = granted(desk, supervision)
    sheet = desk.act(lambda uow: preview_notice(uow, decided))[0]
    facts = sheet.facts
    assert sheet.form_id == "admonition-decision"
    assert (facts["person_name"], facts["sex"]) == ("王小明", "男")
    assert facts["id_number"] == id_number(1)
    assert facts["category"] == "缓刑"
    assert facts["evidence"] == ("报到登记记录摘录",)
    assert "第三十四条" in str(facts["legal_basis"])
    assert facts["copies"] == ("青石县人民检察院",)
    assert str(facts["county"]) in str(facts["objection"])


def test_the_sheet_knows_whom_it_concerns(desk: Desk) -> None:
    desk.act(lambda uow: change_office(uow, {"procuratorate": "青石县人民检察院"}))
    person, supervision = new_person(desk)
    decided = granted(desk, supervision)
    row = look(desk, notice(desk, decided)).document
    assert (row.person_id, row.supervision_id, row.subject_id) == (person, supervision, decided)
    assert (row.addressees, row.copies) == (["王小明"], ["青石县人民检察院"])


def test_a_title_is_named_once_for_a_run_of_articles() -> None:
    law, measures = "社区矫正法", "社区矫正法实施办法"
    cited = [(law, "第一条"), (law, "第二条"), (measures, "第三条"), (law, "第四条")]
    said = quoted([{"title": title, "article": article} for title, article in cited])
    assert (
        said == "《社区矫正法》第一条、第二条、《社区矫正法实施办法》第三条、《社区矫正法》第四条"
    )


def test_the_real_paper_is_sealed_with_the_number(desk: Desk) -> None:
    _person, supervision = new_person(desk, name="𠮷野·\u4dae")
    decided = granted(desk, supervision)
    specimen = desk.print_sheet(lambda uow: preview_notice(uow, decided))
    assert specimen.startswith(b"%PDF-")
    made = desk.issue_notice(decided)
    with desk.read() as session:
        row = find_document(session, desk.office.id, made)
        assert row is not None
        card = attachment_row(session, desk.office.id, row.attachment_id)
    assert card is not None
    pdf = desk.original(row.attachment_id)
    assert pdf.startswith(b"%PDF-")
    assert (len(pdf), card.media_type, card.name) == (
        card.size,
        "application/pdf",
        "（2026）青矫训字第1号.pdf",
    )


def test_the_approval_form_tells_facts_statement_and_history(desk: Desk) -> None:
    supervision = new_person(desk)[1]
    served(desk, granted(desk, supervision))
    made = proposal(desk, violation(desk, supervision, statement="忘记了日期"))
    with desk.unit_of_work() as uow:
        sheet = preview_approval(uow, made)
    assert sheet.form_id == "sanction-approval"
    assert sheet.facts["measure"] == "训诫"
    assert sheet.facts["statement"] == "忘记了日期"
    assert "（2026）" in str(sheet.facts["sanction_history"])
    assert desk.press.render(sheet).startswith(b"%PDF-")


def history_of(desk: Desk, proposal_id: str) -> tuple[str, ...]:
    with desk.unit_of_work() as uow:
        found = preview_approval(uow, proposal_id).facts["sanction_history"]
    assert isinstance(found, tuple)
    return found


def test_where_nothing_was_given_before_the_approval_form_says_so(desk: Desk) -> None:
    made = proposal(desk, violation(desk, new_person(desk)[1]))
    assert history_of(desk, made) == ("无",)


def test_what_was_served_after_the_violation_is_not_nothing(desk: Desk) -> None:
    supervision = new_person(desk)[1]
    earlier = granted(desk, supervision)
    later = violation(desk, supervision, found_on=date(2026, 6, 9))
    served(desk, earlier)
    made = proposal(desk, later)
    (line,) = history_of(desk, made)
    assert line.startswith("2026年6月10日训诫，（2026）")
    assert line.endswith("，在本次违规以后送达")


def test_what_has_no_number_stands_without_one() -> None:
    assert numbered("2026年6月10日训诫", "") == "2026年6月10日训诫"
    assert numbered("2026年6月10日训诫", "（2026）青矫训字第1号") == (
        "2026年6月10日训诫，（2026）青矫训字第1号"
    )
