"""Every form of a measure can be printed by the real press from what its records say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.documents.sheet import FormSheet
from corrdesk.casework.enforcement.measures.model import MeasureKind, Step
from corrdesk.casework.enforcement.measures.sheets import FORMS, MeasureForm, draft_sheet, forms_of
from corrdesk.casework.enforcement.measures.wording import TEXTS
from corrdesk.casework.enforcement.model import Measure
from corrdesk.printing.templates import load_form
from tests.casework.cases import granted, served
from tests.casework.measures import serious, start, steps
from tests.casework.people import new_person

WRITTEN = {
    "facts": "主动救助落水儿童", "summary": "认罪悔罪，遵守规定。", "conduct": "遵守规定。",
    "contact": "李明 0571-00000000", "proposed": "减去有期徒刑三个月",
    "evidence": "立功证明\n村委会证明", "requirements": "按要求佩戴", "consequences": "依法处理。",
    "addressee": "青石县公安局",
}  # fmt: skip


def begun(desk: Desk, kind: MeasureKind) -> str:
    category = {
        MeasureKind.RECOMMITTAL: Category.OUTSIDE_PRISON,
        MeasureKind.SECURITY_PENALTY: Category.PUBLIC_SURVEILLANCE,
    }.get(kind, Category.PROBATION)
    supervision = new_person(desk, category=category)[1]
    texts = {field.name: WRITTEN[field.name] for field in TEXTS[kind] if field.name in WRITTEN}
    ground = {
        MeasureKind.COMMENDATION: ("outstanding_deed",),
        MeasureKind.DEVICE: ("injunction_breach",),
        MeasureKind.ARREST: ("flee",),
    }.get(kind, ())
    origin = {
        MeasureKind.REVOCATION: Measure.REVOKE_PROBATION,
        MeasureKind.ARREST: Measure.REVOKE_PROBATION,
        MeasureKind.RECOMMITTAL: Measure.RECOMMIT,
        MeasureKind.SECURITY_PENALTY: Measure.SECURITY_PENALTY,
    }.get(kind)
    if kind is MeasureKind.LOST_CONTACT:
        return start(desk, supervision, kind, since=date(2026, 6, 8), texts=texts)
    origin_id = serious(desk, supervision, origin) if origin else None
    if kind is MeasureKind.ARREST:
        origin_id = start(desk, supervision, MeasureKind.REVOCATION, origin_id=origin_id)
    return start(
        desk, supervision, kind, grounds=ground, texts=texts, origin_id=origin_id,
        since=date(2026, 6, 10), until=date(2026, 8, 9),
    )  # fmt: skip


@pytest.mark.parametrize("kind", list(MeasureKind))
def test_every_form_is_printed(desk: Desk, kind: MeasureKind) -> None:
    measure = begun(desk, kind)
    if kind in {MeasureKind.COMMENDATION, MeasureKind.DEVICE}:
        steps(desk, measure, Step.CHECK, Step.SUBMIT, Step.GRANT)
    with desk.unit_of_work() as uow:
        record = draft_sheet(uow, measure, FORMS[kind][0].form_id)[1]
        assert record.subject_id == measure
        for form in FORMS[kind]:
            if form.form_id == "parole-revocation-proposal":
                continue
            _form, draft = draft_sheet(uow, measure, form.form_id)
            pdf = desk.press.render(FormSheet(form.form_id, draft.facts, specimen=True))
            assert pdf.startswith(b"%PDF-"), form.form_id


def test_a_commendation_tells_what_was_given_so_far(desk: Desk) -> None:
    supervision = new_person(desk)[1]

    def history(measure: str) -> Any:
        with desk.unit_of_work() as uow:
            draft = draft_sheet(uow, measure, "commendation-approval")[1]
        return draft.facts["sanction_history"]

    ground = {"grounds": ("outstanding_deed",), "texts": {"facts": WRITTEN["facts"]}}
    first = start(desk, supervision, MeasureKind.COMMENDATION, **ground)
    assert history(first) == ("无",)
    steps(desk, first, Step.CHECK, Step.SUBMIT, Step.GRANT, Step.INFORM, Step.COPY)
    granted(desk, supervision)  # decided and not served: not given yet
    served(desk, granted(desk, supervision))
    second = start(desk, supervision, MeasureKind.COMMENDATION, **ground)
    admonished, praised = history(second)
    assert admonished.startswith("2026年6月10日训诫，（2026）")
    assert praised.startswith("2026年6月10日表扬，青矫决〔2026〕")


def test_a_form_fits_the_category() -> None:
    parole = forms_of(MeasureKind.REVOCATION, Category.PAROLE)
    assert [form.form_id for form in parole] == ["parole-revocation-proposal"]
    assert set(FORMS) == set(MeasureKind)


@pytest.mark.parametrize("form", [each for forms in FORMS.values() for each in forms])
def test_a_form_is_given_exactly_its_fields(form: MeasureForm) -> None:
    left_to_the_pen = {"bureau_opinion"}
    assert form.fields == {field.name for field in load_form(form.form_id).fields} - left_to_the_pen


@pytest.mark.parametrize(
    ("kind", "wanted", "form"),
    [
        (MeasureKind.REVOCATION, ("第四十六条", "社区矫正法实施办法"), 0),
        (MeasureKind.SECURITY_PENALTY, ("第七十二条第四项", "第三十六条"), 0),
        (MeasureKind.LOST_CONTACT, ("第三十条", "第三十八条"), 0),
        (MeasureKind.DEVICE, ("第二十九条第一项",), 1),
    ],
)
def test_a_paper_names_the_law_and_nothing_of_this_program(
    desk: Desk, kind: MeasureKind, wanted: tuple[str, ...], form: int
) -> None:
    measure = begun(desk, kind)
    with desk.unit_of_work() as uow:
        basis = str(draft_sheet(uow, measure, FORMS[kind][form].form_id)[1].facts["legal_basis"])
    assert all(part in basis for part in wanted), basis
    for other in ("本系统", "刑事诉讼法》第一百零五条", "第二百零二条"):
        assert other not in basis
