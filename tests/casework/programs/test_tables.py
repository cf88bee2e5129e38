"""What was attended is a fact; what is planned may change."""

from corrdesk.casework.programs import tables
from corrdesk.store.base import Merge, merge_of, table_of


def test_facts_and_forms() -> None:
    facts = (tables.Attendance, tables.OnlineResult, tables.Qualification)
    forms = (tables.Program, tables.ProgramSession, tables.Invitation, tables.MakeUp)
    assert {merge_of(table_of(kind)) for kind in facts} == {Merge.APPEND_ONLY}
    assert {merge_of(table_of(kind)) for kind in forms} == {Merge.BY_FIELD}
