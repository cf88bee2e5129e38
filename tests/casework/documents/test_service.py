"""Issuing, stamping, serving, filing, voiding; one number, one use; ranges for other computers."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from corrdesk.base.actor import Actor, Role
from corrdesk.base.errors import UserError
from corrdesk.base.ids import derived_id
from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.model import Manner, Step
from corrdesk.casework.documents.queries import find_by_code, number_register, range_rows
from corrdesk.casework.documents.service import (
    record_scan,
    reserve_numbers,
    return_numbers,
    take_over_numbering,
    void_document,
)
from corrdesk.casework.documents.sheet import FormSheet
from tests.casework.papers import TextPress, draft, issued, look, step
from tests.casework.people import new_person, stand_on

WORD = "矫解通"
OTHER = derived_id("device", "other")


@pytest.fixture
def person(desk: Desk) -> tuple[str, str]:
    return new_person(desk)


def use_other_computer(desk: Desk) -> None:
    mine = desk.actor
    desk.actor = Actor(mine.officer_id, mine.name, mine.role, OTHER)


def numbers(desk: Desk) -> list[int]:
    with desk.read() as session:
        return [line.number for line in number_register(session, desk.office.id, 2026, WORD).lines]


# Issue and versions


def test_a_sheet_is_numbered_coded_and_sealed(desk: Desk, person: tuple[str, str]) -> None:
    head = desk.head().short
    row = look(desk, issued(desk, draft(*person, copies=("青石县人民检察院",)))).document
    assert (row.serial, row.version, row.layout) == ("（2026）青矫解通字第1号", 1, "1")
    assert (row.chain_head, row.state) == (head, "printed")
    assert row.facts == {"person_name": "王小明"}
    printed = desk.original(row.attachment_id).decode()
    assert printed.startswith(f"{row.serial} {row.check_code}")


def test_facts_are_kept_as_they_were_printed(desk: Desk, person: tuple[str, str]) -> None:
    facts = {"on": date(2026, 6, 1), "list": ("甲", "乙"), "days": 7}
    row = look(desk, issued(desk, draft(*person, facts=facts))).document
    assert row.facts == {"on": "2026-06-01", "list": ["甲", "乙"], "days": 7}


def test_a_form_without_a_word_has_no_number(desk: Desk, person: tuple[str, str]) -> None:
    plans = [issued(desk, draft(*person, "correction-plan")) for _time in range(2)]
    rows = [look(desk, each).document for each in plans]
    assert [(row.number, row.serial) for row in rows] == [(None, ""), (None, "")]
    assert rows[0].check_code != rows[1].check_code


def test_one_subject_has_one_valid_sheet(desk: Desk, person: tuple[str, str]) -> None:
    about = draft(*person, subject_id="discharge-of-this-person")
    issued(desk, about)
    with pytest.raises(UserError, match="已经签发"):
        issued(desk, about)
    assert numbers(desk) == [1]


def test_the_code_of_version_one_cannot_close_version_two(
    desk: Desk, person: tuple[str, str]
) -> None:
    first = issued(desk, draft(*person))
    code = look(desk, first).document.check_code
    second = issued(desk, draft(*person), replaces=first, reason="姓名有误")
    old, new = look(desk, first), look(desk, second)
    assert (old.document.state, old.document.void_reason) == ("void", "姓名有误")
    assert (new.document.version, new.document.serial) == (2, "（2026）青矫解通字第2号")
    with desk.read() as session:
        found = find_by_code(session, desk.office.id, code)
    assert found is not None
    assert found.current is not None
    assert found.current.id == second
    for what in (Step.STAMPED, Step.SERVED, Step.FILED):
        with pytest.raises(UserError, match="现行的是第 2 版"):
            step(desk, found.document.id, what)
    assert look(desk, second).document.state == "printed"


def test_replacing_needs_a_reason(desk: Desk, person: tuple[str, str]) -> None:
    first = issued(desk, draft(*person))
    with pytest.raises(UserError) as refused:
        issued(desk, draft(*person), replaces=first)
    assert refused.value.field == "reason"
    assert look(desk, first).document.state == "printed"


def test_paper_that_fails_draws_no_number(desk: Desk, person: tuple[str, str]) -> None:
    class Torn(TextPress):
        def render(self, sheet: FormSheet) -> bytes:
            raise ZeroDivisionError

    from corrdesk.casework.documents.service import issue_document

    head = desk.head()
    with pytest.raises(ZeroDivisionError):
        desk.act(lambda uow: issue_document(uow, draft(*person), press=Torn(), seal=desk.seal))
    assert (desk.head(), numbers(desk)) == (head, [])


# The way of a sheet


def test_from_the_printer_to_the_file(desk: Desk, person: tuple[str, str]) -> None:
    made = issued(desk, draft(*person))
    step(desk, made, Step.STAMPED)
    step(desk, made, Step.SERVED, manner=Manner.MAIL, receiver="王小明", witness="")
    step(desk, made, Step.FILED, note="2026卷")
    found = look(desk, made)
    row = found.document
    assert (row.state, row.manner, row.receiver) == ("filed", "mail", "王小明")
    assert row.served_on == desk.clock.today()
    assert [each.step for each in found.steps] == ["printed", "stamped", "served", "filed"]
    assert {each.by for each in found.steps} == {desk.actor.officer_id}
    assert desk.verify() == []


def test_serving_records_the_stamp_too(desk: Desk, person: tuple[str, str]) -> None:
    made = issued(desk, draft(*person))
    step(desk, made, Step.SERVED)
    assert [each.step for each in look(desk, made).steps] == ["printed", "stamped", "served"]


def test_what_nobody_receives_is_filed_without_service(desk: Desk, person: tuple[str, str]) -> None:
    made = issued(desk, draft(*person, "correction-plan", addressees=()))
    step(desk, made, Step.FILED)
    assert look(desk, made).document.state == "filed"


@pytest.mark.parametrize(
    ("before", "what", "more", "field"),
    [
        ((), Step.FILED, {}, ""),
        ((Step.STAMPED,), Step.STAMPED, {}, ""),
        ((Step.STAMPED,), Step.FILED, {}, ""),
        ((Step.SERVED,), Step.SERVED, {}, ""),
        ((Step.SERVED,), Step.STAMPED, {}, ""),
        ((), Step.SERVED, {"manner": Manner.REFUSED}, "witness"),
        ((), Step.STAMPED, {"on": date(2026, 6, 11)}, "on"),
        ((), Step.STAMPED, {"on": date(2026, 6, 9)}, "on"),
        ((), Step.SCANNED, {}, "attachment"),
        ((), Step.PRINTED, {}, "step"),
        ((), Step.VOIDED, {}, "step"),
    ],
)
def test_a_step_out_of_order_is_refused(
    desk: Desk,
    person: tuple[str, str],
    before: tuple[Step, ...],
    what: Step,
    more: dict[str, Any],
    field: str,
) -> None:
    made = issued(desk, draft(*person))
    for each in before:
        step(desk, made, each)
    state = look(desk, made).document.state
    with pytest.raises(UserError) as refused:
        step(desk, made, what, **more)
    assert (refused.value.field or "") == field
    assert look(desk, made).document.state == state


def test_a_void_sheet_keeps_its_number_and_its_reason(desk: Desk, person: tuple[str, str]) -> None:
    made = issued(desk, draft(*person))
    for reason in ("", "  "):
        with pytest.raises(UserError):
            desk.act(partial(void_document, document_id=made, reason=reason))
    desk.act(lambda uow: void_document(uow, made, "打印污损"))
    with pytest.raises(UserError, match="已经作废"):
        desk.act(lambda uow: void_document(uow, made, "再一次"))
    issued(desk, draft(*person))
    assert numbers(desk) == [1, 2]
    assert look(desk, made).document.void_reason == "打印污损"


def test_what_was_served_is_not_voided(desk: Desk, person: tuple[str, str]) -> None:
    made = issued(desk, draft(*person))
    step(desk, made, Step.SERVED)
    with pytest.raises(UserError, match="不能作废"):
        desk.act(lambda uow: void_document(uow, made, "打印有误"))


# Numbers on several computers


def test_another_computer_has_no_number_of_its_own(desk: Desk, person: tuple[str, str]) -> None:
    use_other_computer(desk)
    with pytest.raises(UserError, match="号段已用完"):
        issued(desk, draft(*person))


def test_another_computer_draws_from_its_range(desk: Desk, person: tuple[str, str]) -> None:
    issued(desk, draft(*person))
    desk.act(lambda uow: reserve_numbers(uow, OTHER, WORD, 2026, 2))
    issued(desk, draft(*person))
    use_other_computer(desk)
    for _time in range(2):
        issued(desk, draft(*person))
    with pytest.raises(UserError, match="号段已用完"):
        issued(desk, draft(*person))
    assert numbers(desk) == [1, 2, 3, 4]
    with pytest.raises(UserError, match="发号的电脑"):
        desk.act(lambda uow: reserve_numbers(uow, OTHER, WORD, 2026, 2))


def test_a_returned_range_explains_what_is_left(desk: Desk, person: tuple[str, str]) -> None:
    kept = desk.act(lambda uow: reserve_numbers(uow, OTHER, WORD, 2026, 5))[0]
    issued(desk, draft(*person))
    with pytest.raises(UserError):
        desk.act(lambda uow: return_numbers(uow, kept, " "))
    desk.act(lambda uow: return_numbers(uow, kept, "另一台电脑已停用"))
    with pytest.raises(UserError, match="已经退回"):
        desk.act(lambda uow: return_numbers(uow, kept, "再一次"))
    with desk.read() as session:
        page = number_register(session, desk.office.id, 2026, WORD)
        rows = range_rows(session, desk.office.id, 2026)
    assert [(gap.first, gap.last) for gap in page.gaps] == [(1, 5)]
    assert page.unexplained == ()
    assert [(row.returned, row.reason) for row in rows] == [(True, "另一台电脑已停用")]
    use_other_computer(desk)
    with pytest.raises(UserError, match="号段已用完"):
        issued(desk, draft(*person))


def test_a_new_computer_takes_over(desk: Desk, person: tuple[str, str]) -> None:
    issued(desk, draft(*person))
    with pytest.raises(UserError, match="本机就是"):
        desk.act(lambda uow: take_over_numbering(uow, "换机"))
    use_other_computer(desk)
    with pytest.raises(UserError):
        desk.act(lambda uow: take_over_numbering(uow, " "))
    desk.act(lambda uow: take_over_numbering(uow, "原电脑损坏", skip=3))
    issued(desk, draft(*person))
    with desk.read() as session:
        page = number_register(session, desk.office.id, 2026, WORD)
    assert numbers(desk) == [1, 5]
    assert page.unexplained == ()


@pytest.mark.parametrize(
    ("device", "word", "count"),
    [(OTHER, WORD, 0), (OTHER, WORD, 1001), ("", WORD, 5), ("电脑2", WORD, 5), (OTHER, "", 5)],
)
def test_an_impossible_range_is_refused(desk: Desk, device: str, word: str, count: int) -> None:
    with pytest.raises(UserError):
        desk.act(lambda uow: reserve_numbers(uow, device, word, 2026, count))


def test_only_the_head_voids_and_reserves(desk: Desk, person: tuple[str, str]) -> None:
    made = issued(desk, draft(*person))
    desk.actor = Actor(desk.actor.officer_id, "干警", Role.OFFICER, desk.actor.device_id)
    with pytest.raises(UserError, match="角色"):
        desk.act(lambda uow: void_document(uow, made, "打印有误"))
    with pytest.raises(UserError, match="角色"):
        desk.act(lambda uow: reserve_numbers(uow, OTHER, WORD, 2026, 5))


def test_a_new_year_begins_at_one(desk: Desk, person: tuple[str, str]) -> None:
    issued(desk, draft(*person))
    stand_on(desk, desk.clock.today() + timedelta(days=300))
    assert look(desk, issued(desk, draft(*person))).document.serial.endswith("第1号")


# Scans


def scanned(desk: Desk, document: str) -> Step | None:
    work = partial(
        record_scan,
        document_id=document,
        content=b"scan",
        name="扫描.pdf",
        media_type="application/pdf",
        seal=desk.seal,
    )
    return desk.act(work)[0]


def test_scans_carry_a_sheet_as_far_as_they_prove(desk: Desk, person: tuple[str, str]) -> None:
    made = issued(desk, draft(*person))
    assert scanned(desk, made) is Step.STAMPED
    assert scanned(desk, made) is None  # no scan says how it was served
    step(desk, made, Step.SERVED)
    assert scanned(desk, made) is Step.FILED
    found = look(desk, made)
    assert found.document.state == "filed"
    scans = [each for each in found.steps if each.step == "scanned"]
    assert [desk.original(each.attachment_id) for each in scans] == [b"scan"] * 3


def test_a_scan_of_version_one_does_not_move_version_two(
    desk: Desk, person: tuple[str, str]
) -> None:
    first = issued(desk, draft(*person))
    second = issued(desk, draft(*person), replaces=first, reason="姓名有误")
    with pytest.raises(UserError, match="第 2 版"):
        scanned(desk, first)
    assert look(desk, second).document.state == "printed"
