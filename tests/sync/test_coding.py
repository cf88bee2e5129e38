"""Every code of a recorded table has words: what has none is listed here by thought alone."""

from __future__ import annotations

from sqlalchemy import String, Text

import corrdesk.bootstrap  # noqa: F401 - every table has to be known
from corrdesk.casework.relocation.model import STEP_LABELS, Direction, Step
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
