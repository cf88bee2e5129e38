"""Reports are facts; windows change field by field; the desk's questions have their index."""

from __future__ import annotations

from corrdesk.casework.reporting.tables import CheckIn, Duty, DutyRun
from corrdesk.store.base import Merge, merge_of, table_of


def test_reports_are_facts_and_windows_are_not() -> None:
    assert merge_of(table_of(CheckIn)) is merge_of(table_of(DutyRun)) is Merge.APPEND_ONLY
    assert merge_of(table_of(Duty)) is Merge.BY_FIELD


def test_the_desks_questions_have_their_index() -> None:
    indexes = {tuple(column.name for column in index.columns) for index in table_of(Duty).indexes}
    assert ("office_id", "state", "kind", "grace_until") in indexes
    assert ("office_id", "supervision_id", "period_start") in indexes
