"""社区矫正训诫决定书, 社区矫正警告决定书 and 送达回证 as A4 PDF, from the sheets of casework.

It hands what `casework.enforcement.sheet` says to the forms described in `resources/forms`.
"""

from __future__ import annotations

from collections.abc import Sequence

from corrdesk.casework.enforcement.sheet import LegalBasis, NoticeSheet, ServiceSheet
from corrdesk.printing import layout
from corrdesk.printing.fonts import FontSet, load_fonts
from corrdesk.printing.forms.strips import Issue
from corrdesk.printing.forms.template import form_sheet
from corrdesk.printing.layout import DocumentInfo, Sheet
from corrdesk.printing.safe_text import safe_text
from corrdesk.printing.templates import FormTemplate, load_form

_FORMS = {"admonition": "admonition-decision", "warning": "warning-decision"}
_SERVICE_FORM = "proof-of-service"


def render_notice(sheet: NoticeSheet, fonts: FontSet | None = None) -> bytes:
    """The decision as PDF/A-2b; the same sheet and fonts give the same bytes.

    Raises `UserError` when a character has no font or a fact the decision needs is missing.
    """
    fonts = fonts or load_fonts()
    form = load_form(_FORMS[sheet.kind])
    info = DocumentInfo(f"{form.title} {sheet.serial}", sheet.county, form.title)
    return layout.finish([_notice(form, sheet, fonts)], info, fonts)


def render_service(sheet: ServiceSheet, fonts: FontSet | None = None) -> bytes:
    """The proof of service as PDF/A-2b; the same sheet and fonts give the same bytes."""
    fonts = fonts or load_fonts()
    form = load_form(_SERVICE_FORM)
    info = DocumentInfo(f"{form.title} {sheet.serial}", sheet.county, form.title)
    return layout.finish([_service(form, sheet, fonts)], info, fonts)


def render_notice_with_service(
    notice: NoticeSheet, service: ServiceSheet, fonts: FontSet | None = None
) -> bytes:
    """The decision and its proof of service in one file, each with its own page numbers."""
    fonts = fonts or load_fonts()
    decision, proof = load_form(_FORMS[notice.kind]), load_form(_SERVICE_FORM)
    both = f"{decision.title}、{proof.title}"
    info = DocumentInfo(f"{both} {notice.serial}", notice.county, both)
    sheets = [_notice(decision, notice, fonts), _service(proof, service, fonts)]
    return layout.finish(sheets, info, fonts)


def _issue(sheet: NoticeSheet | ServiceSheet, kind: str) -> Issue:
    return Issue(sheet.serial, sheet.check_code, sheet.chain_head, sheet.specimen, kind)


def _notice(form: FormTemplate, sheet: NoticeSheet, fonts: FontSet) -> Sheet:
    facts = {
        "county": sheet.county,
        "person_name": sheet.person_name,
        "sex": sheet.sex,
        "born": sheet.born,
        "id_number": sheet.id_number,
        "residence": sheet.residence,
        "offence": sheet.offence,
        "category": sheet.category,
        "decision_organ": sheet.decision_organ,
        "judgment_number": sheet.judgment_number,
        "term_start": sheet.term_start,
        "term_end": sheet.term_end,
        "facts": sheet.facts,
        "evidence": sheet.evidence,
        "legal_basis": [_bases(sheet.bases)],
        "objection": sheet.objection,
        "decided_on": sheet.decided_on,
        "copies": sheet.copies,
    }
    return form_sheet(form, facts, _issue(sheet, sheet.kind), fonts)


def _service(form: FormTemplate, sheet: ServiceSheet, fonts: FontSet) -> Sheet:
    facts = {
        "county": sheet.county,
        "office": sheet.office,
        "document_title": sheet.document_title,
        "document_serial": sheet.serial,
        "addressee": sheet.addressee,
        "place": sheet.place,
    }
    return form_sheet(form, facts, _issue(sheet, "service"), fonts)


def _bases(bases: Sequence[LegalBasis]) -> str:
    """《甲》第一条（…）、第二条、《乙》第三条: a title is named once for a run of its articles."""
    parts: list[str] = []
    title = ""
    for basis in bases:
        named = "" if basis.title == title else f"《{basis.title}》"
        title = basis.title
        quoted = f"（{safe_text(basis.text).rstrip('。；')}）" if basis.text else ""
        parts.append(f"{named}{basis.article}{quoted}")
    return "、".join(parts)
