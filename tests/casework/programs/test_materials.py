"""Files of a programme are sealed, listed, counted, and taken off with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.programs.materials import (
    attach_material,
    materials_of,
    programs_with_files,
    withdraw_material,
)
from corrdesk.casework.programs.papers import keep_scan
from corrdesk.casework.programs.service import retire_program
from tests.casework.sessions import course, planned, program


def attached(desk: Desk, program_id: str, name: str = "讲义.pdf", content: bytes = b"page") -> str:
    return desk.act(
        lambda uow: attach_material(
            uow, program_id, content, name=name, media_type="application/pdf", seal=desk.seal
        )
    )[0]


def files(desk: Desk, *subjects: str) -> Sequence[Any]:
    with desk.read() as session:
        return materials_of(session, desk.office.id, *subjects)


def test_a_file_is_sealed_and_comes_back(desk: Desk) -> None:
    course_id = program(desk)
    attached(desk, course_id)
    attached(desk, course_id, "案例.docx", b"words")
    found = files(desk, course_id)
    assert [file.name for file in found] == ["讲义.pdf", "案例.docx"]
    assert desk.unseal(found[1].address) == b"words"
    assert desk.original(found[0].id) == b"page"


def test_the_number_of_files_is_that_of_the_list(desk: Desk) -> None:
    with_files, without = program(desk), program(desk, course(name="甲课"))
    gone = program(desk, course(name="旧课"))
    first = attached(desk, with_files)
    attached(desk, with_files, "二.pdf")
    desk.act(lambda uow: withdraw_material(uow, first, "旧版"))
    desk.act(lambda uow: retire_program(uow, gone, "不再开设"))
    with desk.read() as session:
        rows = programs_with_files(session, desk.office.id)
    assert {row.id: row.files for row in rows} == {with_files: 1, without: 0}
    assert {row.id: len(files(desk, row.id)) for row in rows} == {with_files: 1, without: 0}


def test_what_is_taken_off_needs_a_reason_and_was_a_material(desk: Desk) -> None:
    course_id = program(desk)
    made = attached(desk, course_id)
    with pytest.raises(UserError) as refused:
        desk.act(lambda uow: withdraw_material(uow, made, " "))
    assert refused.value.field == "reason"
    session_id = planned(desk, course_id)
    scan, _changes = desk.act(
        lambda uow: keep_scan(
            uow, session_id, b"scan", name="签到.png", media_type="image/png", seal=desk.seal
        )
    )
    with pytest.raises(UserError):
        desk.act(lambda uow: withdraw_material(uow, scan, "重扫"))
    assert [file.name for file in files(desk, course_id, session_id)] == ["讲义.pdf", "签到.png"]


def test_only_a_known_programme_takes_files(desk: Desk) -> None:
    with pytest.raises(UserError):
        attached(desk, "nobody")
    with pytest.raises(UserError):
        attached(desk, program(desk), content=b"")
