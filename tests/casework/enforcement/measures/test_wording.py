"""Every kind has its fields, and every field belongs to one of its forms."""

from corrdesk.casework.enforcement.measures.model import MeasureKind
from corrdesk.casework.enforcement.measures.sheets import FORMS
from corrdesk.casework.enforcement.measures.wording import TEXTS
from corrdesk.printing.templates import load_form


def test_every_sentence_is_printed_somewhere() -> None:
    assert set(TEXTS) == set(MeasureKind)
    for kind, fields in TEXTS.items():
        known = {field.name for form in FORMS[kind] for field in load_form(form.form_id).fields}
        assert {field.name for field in fields} <= known, kind
        assert len({field.name for field in fields}) == len(fields)
