"""A number and a code are used once; what was done with a sheet is never changed."""

from __future__ import annotations

from corrdesk.casework.documents.tables import Document, DocumentStep, NumberRange
from corrdesk.store.base import Merge, former_tables, merge_of, once_in, table_of


def test_steps_are_facts_and_sheets_are_forms() -> None:
    assert merge_of(table_of(DocumentStep)) is Merge.APPEND_ONLY
    assert {merge_of(table_of(kind)) for kind in (Document, NumberRange)} == {Merge.BY_FIELD}


def test_what_is_used_once() -> None:
    once = {tuple(column.name for column in index.columns) for index in once_in(table_of(Document))}
    assert once == {
        ("office_id", "word", "year", "number"),
        ("office_id", "check_code"),
        ("office_id", "form_id", "subject_id"),
    }


def test_the_former_tables_read_as_documents() -> None:
    assert {old: new for old, (new, _former) in former_tables().items()} == {
        "notice": "document",
        "leave_certificate": "document",
    }
    columns = set(table_of(Document).columns.keys()) - {"office_id", "id", "entry", "versions"}
    common = ["year", "number", "serial", "check_code", "chain_head", "issued_on"]
    common += ["attachment_id", "state", "void_reason"]
    own = {
        "notice": ["decision_id", "person_id", "kind", "word", "served_on", "served_how"],
        "leave_certificate": ["leave_id"],
    }
    own["notice"].append("witness")
    for old, (_new, former) in former_tables().items():
        said = dict.fromkeys([*common, *own[old]], "warning")
        assert set(former.fields(said, new_record=True)) == columns
        assert former.fields({"state": "refused"}, new_record=False) == {"state": "served"}
