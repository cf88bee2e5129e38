"""Every code of a recorded table has words: what has none is listed here by thought alone."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import String, Text

import corrdesk.bootstrap  # noqa: F401 - every table has to be known
from corrdesk.casework.relocation.model import STEP_LABELS, Direction, Step
from corrdesk.store.schema import latest_revision
from corrdesk.store.types import Code
from corrdesk.sync.coding import CODES, EITHER
from corrdesk.sync.shapes import recorded_shapes

LONGEST_CODE = 40
PLAIN = {
    "document.chain_head",
    "document.check_code",
    "document.layout",
    "document.word",
    "number_range.word",
    "office.short_name",
    "partner.phone",
    "person.education",
    "person.ethnicity",
    "person.id_number",
    "person.phone",
    "program_session.code",
    "program_session.starts",
    "relocation.id_number",
    "relocation.phone",
    "team_member.phone",
    "volunteer.phone",
    "withdrawal.subject_kind",  # a kind of record: `naming`
}
"""Short texts that people write or read as they are."""
NAMES_A_RECORD = {"by", "added_by", "extends", "returns", "entered_at", "happened_at", "added_at"}


def short_texts() -> set[str]:
    """The columns in which a code may stand."""
    return {
        f"{shape.table.name}.{name}"
        for shape in recorded_shapes()
        for name, column in shape.columns.items()
        if isinstance(column.type, String)
        and not isinstance(column.type, Text)
        and (column.type.length or LONGEST_CODE + 1) <= LONGEST_CODE
        and not name.endswith("_id")
        and name not in NAMES_A_RECORD
    }


def test_every_short_text_is_a_code_with_words_or_no_code() -> None:
    assert short_texts() - set(CODES) == PLAIN


def test_words_are_for_columns_that_are_there() -> None:
    columns = {f"{s.table.name}.{name}" for s in recorded_shapes() for name in s.columns}
    assert set(CODES) - columns == set()
    assert all(words and not words.isascii() for each in CODES.values() for words in each.values())


def test_a_step_of_a_relocation_is_named_for_those_who_go_and_those_who_come() -> None:
    steps = CODES["relocation_step.step"]
    assert set(steps) == {step.value for way in Direction for step in STEP_LABELS[way]}
    assert steps[Step.COORDINATION] == "协调结果"
    assert steps[Step.LETTER].split(EITHER) == ["书面征求新执行地意见", "收到征求意见函"]


LOOSE = {
    "approval.tell", "approval_decision.source", "approval_told.body", "decision.source",
    "delegation.task", "document.manner", "hint.stage", "hour_event.kind", "hour_event.learner",
    "hour_event.sort", "hour_event.source", "hour_exemption.ground", "hour_exemption.kind",
    "leave_decision.source", "measure.grounds", "measure_step.paper", "medical_record.kind",
    "relocation_item.key", "relocation_step.outcome", "supervision_order.kind",
    "travel_decision.source",
}  # fmt: skip
"""Codes whose columns take any text as yet."""


def code_columns() -> dict[str, frozenset[str]]:
    """The columns that take the words of an enum alone."""
    return {
        f"{shape.table.name}.{name}": column.type.known
        for shape in recorded_shapes()
        for name, column in shape.columns.items()
        if isinstance(column.type, Code)
    }


def test_a_column_takes_the_codes_that_have_words_and_no_other() -> None:
    assert set(CODES) - code_columns().keys() == LOOSE
    for place, known in code_columns().items():
        assert known - {""} == {str(code) for code in CODES[place]}, place


def test_a_new_code_comes_with_a_migration() -> None:
    """Older programs set it aside; what they set aside they take up when their tables are newer.

    To add one, add a step to the migrations, even an empty one, and name it in the file.
    """
    kept = json.loads((Path(__file__).parents[1] / "data" / "codes.json").read_text("utf-8"))
    assert kept["revision"] == latest_revision()
    assert kept["codes"] == {
        place: sorted(known) for place, known in sorted(code_columns().items())
    }
