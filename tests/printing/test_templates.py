"""The forms of the product, and layouts of a county."""

import re
from pathlib import Path

import pytest

from corrdesk.base.errors import UserError
from corrdesk.base.resources import resource_path
from corrdesk.printing.blocks import slots_of
from corrdesk.printing.templates import FormKind, FormTemplate, load_form, load_forms
from corrdesk.rules.document import DocumentProblem

FORMS = load_forms()
WANTED = {
    *("inquiry-opinion", "person-registration", "report-in-order", "report-in-return"),
    *("person-notification", "team-agreement", "entry-declaration", "correction-plan"),
    *("matter-approval", "leave-approval", "leave-certificate", "recurring-travel-approval"),
    *("relocation-approval", "special-place-approval", "location-device-approval"),
    *("location-device-decision", "location-device-notification", "sanction-approval"),
    *("admonition-decision", "warning-decision", "commendation-decision"),
    *("security-penalty-proposal", "probation-revocation-proposal", "parole-revocation-proposal"),
    *("arrest-proposal", "recommittal-proposal", "commutation-proposal", "search-request"),
    *("term-appraisal", "discharge-declaration", "discharge-certificate", "discharge-notice"),
    *("termination-notice", "proof-of-service"),
}


def _text(form_id: str) -> str:
    return resource_path("forms", f"{form_id}.yaml").read_text("utf-8")


def test_the_forms_an_office_needs_are_there() -> None:
    assert set(FORMS) >= WANTED
    assert len(FORMS) >= 24


def test_titles_and_codes_are_used_once() -> None:
    assert len({form.title for form in FORMS.values()}) == len(FORMS)
    assert len({form.code for form in FORMS.values()}) == len(FORMS)


@pytest.mark.parametrize("form_id", FORMS)
def test_the_words_are_those_of_the_present_law(form_id: str) -> None:
    text = _text(form_id)
    for old in ("社区矫正人员", "社区服刑人员", "服刑人员", "社区服务", "居住地变更审批"):
        assert old not in text


@pytest.mark.parametrize("form_id", FORMS)
def test_no_legal_number_stands_in_a_form(form_id: str) -> None:
    wording = "".join(line for line in _text(form_id).splitlines() if "一式" not in line)
    assert not re.search(r"第[一二三四五六七八九十百\d]+[条款项]", wording)
    assert not re.search(r"[一二三四五六七八九十两\d]+(日|天|个月|年|小时)[内前以]", wording)


@pytest.mark.parametrize("form_id", FORMS)
def test_what_needs_a_reason_in_law_asks_for_it(form_id: str) -> None:
    if form_id.endswith(("-decision", "-proposal", "-notification", "-declaration")):
        field = FORMS[form_id].field("legal_basis")
        assert field is not None
        assert field.required


@pytest.mark.parametrize("form_id", ["leave-certificate", "discharge-certificate"])
def test_certificates_have_a_stub_and_a_cross_seal(form_id: str) -> None:
    assert FORMS[form_id].kind is FormKind.CERTIFICATE
    assert "骑缝章" in _text(form_id)
    assert "存根" in _text(form_id)


def test_a_form_that_is_not_there_is_named() -> None:
    for form_id in ("nobody", "../shared/fields", "shared/fields", "A", ""):
        with pytest.raises(UserError, match="没有编号为"):
            load_form(form_id)


# ------------------------------------------------------------------------ a county's layout


@pytest.fixture
def county(tmp_path: Path) -> Path:
    folder = tmp_path / "layouts"
    folder.mkdir()
    return folder


def _override(county: Path, *changes: tuple[str, str], form_id: str = "leave-certificate") -> Path:
    text = _text(form_id)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = county / f"{form_id}.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_county_may_arrange_a_form_in_its_own_way(county: Path) -> None:
    _override(
        county,
        ("layout: 1", "layout: 青石-1"),
        ("columns: [26, 52, 26, 52]", "columns: [30, 48, 30, 48]"),
    )
    form = load_forms(county)["leave-certificate"]
    assert form.layout == "青石-1"
    assert form == load_form("leave-certificate", county)
    assert load_form("leave-certificate").layout == "1"
    assert load_form("leave-approval", county) == FORMS["leave-approval"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ((("title", "title"),), "版式版本"),
        (
            (("layout: 1", "layout: 2"), ("  - destination\n", ""), ("{destination}", "")),
            "destination",
        ),
        (
            (("layout: 1", "layout: 2"), ("前往{destination}", "前往"), ('"{destination}"', '""')),
            "destination",
        ),
        (
            (("layout: 1", "layout: 2"), ("  - days\n", "  - {name: days, required: false}\n")),
            "days",
        ),
        ((("layout: 1", "layout: 2"), ("  - days\n", "  - {name: days, kind: text}\n")), "days"),
        ((("layout: 1", "layout: 2"), ("  - days\n", "  - days\n  - days\n")), "days"),
        (
            (
                ("layout: 1", "layout: 2"),
                ("  - days\n", "  - days\n  - places\n"),
                ("共{days}天", "共{days}天{places}"),
            ),
            "places",
        ),
        ((("layout: 1", "layout: 2"), ("{days}", "{dayz}")), "dayz"),
        ((("layout: 1", "layout: 2"), ("{days}", "{days:nowords}")), "nowords"),
        ((("layout: 1", "layout: 2"), ("kind: certificate", "kind: poster")), "letter、form"),
        ((("layout: 1", "layout: 2"), ("id: leave", "id: leaves")), "文件名"),
        ((("layout: 1", "layout: 2"), ("  - cut:", "  - cat:")), "cat"),
        ((("layout: 1", "layout: 2"), ("  - days\n", "  - {name: days, longest: 0}\n")), "longest"),
        (
            (("layout: 1", "layout: 2"), ("  - days\n", "  - {name: days, required: maybe}\n")),
            "required",
        ),
        ((("layout: 1", "layout: 2"), ("  - days\n", "  - {name: unheard_of}\n")), "unheard_of"),
        ((("layout: 1", "layout: 2"), ("  - days\n", "  - {name: days, kind: picture}\n")), "kind"),
    ],
)
def test_a_county_cannot_change_the_facts(
    county: Path, changes: tuple[tuple[str, str], ...], named: str
) -> None:
    path = _override(county, *changes)
    with pytest.raises(DocumentProblem, match=named) as refusal:
        load_forms(county)
    assert re.match(rf"{path.name}:\d+: ", str(refusal.value))


def test_a_county_cannot_invent_a_form(county: Path) -> None:
    text = _text("leave-certificate").replace("id: leave-certificate", "id: our-own")
    (county / "our-own.yaml").write_text(text, "utf-8")
    with pytest.raises(DocumentProblem, match="没有这份文书"):
        load_forms(county)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="版式文件夹"):
        load_forms(tmp_path / "nothing")


@pytest.mark.parametrize("form_id", FORMS)
def test_every_fact_has_its_place(form_id: str) -> None:
    form: FormTemplate = FORMS[form_id]
    printed = {slot.name for block in (form.head, *form.blocks) for slot in slots_of(block)}
    assert printed == {field.name for field in form.fields}
