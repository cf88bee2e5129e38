"""What is typed is a draft within two seconds, goes with its act, and comes back on request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from corrdesk.base.actor import Role
from corrdesk.base.clock import FixedClock
from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import change_person
from corrdesk.casework.drafts.model import KeptDraft, News
from corrdesk.casework.drafts.service import own_drafts
from corrdesk.casework.reporting.model import DeskLine
from corrdesk.ui.shell import drafting
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.widgets import TextArea

PROMISE = 2000  # milliseconds


class Sample(Form):
    """A form of one person: a telephone that has a value, a sentence that the program begins."""

    def __init__(self, context: Context, person_id: str, phone: str = "") -> None:
        super().__init__(context, act="保存")
        self.record_id = person_id
        self.phone, self.note = QLineEdit(phone), TextArea()
        self.add("phone", "联系电话", self.phone)
        self.add("note", "备注", self.note)

    def collect(self) -> Callable[[Any], Any]:
        person_id, phone = self.record_id, self.phone.text()

        def act(uow: Any) -> None:
            if phone == "wrong":
                raise UserError("号码不对。", field="phone")
            change_person(uow, person_id, {"phone": phone})

        return act


@pytest.fixture
def make(context: Context, due: DeskLine) -> Iterator[Callable[..., Sample]]:
    made: list[Sample] = []

    def form(phone: str = "13800000000") -> Sample:
        made.append(Sample(context, due.person_id, phone))
        made[-1].show()
        return made[-1]

    yield form
    for each in made:
        if shiboken6.isValid(each):
            each.close()
            each.deleteLater()


@pytest.fixture
def kept(desk: Desk, context: Context, qtbot: QtBot) -> Callable[[], list[KeptDraft]]:
    """What is kept once the lanes are quiet."""

    def read() -> list[KeptDraft]:
        qtbot.waitUntil(lambda: not context.is_busy, timeout=10_000)
        return desk.act(own_drafts)[0]

    return read


def type_into(form: Sample, text: str = "5") -> None:
    form.phone.setFocus()
    QTest.keyClicks(form.phone, text)


def test_what_is_typed_is_kept_within_two_seconds(
    make: Callable[[], Sample], kept: Callable[[], list[KeptDraft]], due: DeskLine, qtbot: QtBot
) -> None:
    form = make()
    type_into(form)
    qtbot.waitUntil(lambda: bool(kept()), timeout=PROMISE)
    QTest.keyClicks(form.phone, "6")
    qtbot.waitUntil(lambda: "56" in kept()[0].draft.typed, timeout=PROMISE)
    (found,) = kept()
    assert found.draft.typed == '{"phone": ["13800000000", "1380000000056"]}'
    assert found.draft.subjects == (due.person_id,)


def test_without_stopping_to_type_it_is_kept_all_the_same(
    make: Callable[[], Sample], kept: Callable[[], list[KeptDraft]], qtbot: QtBot
) -> None:
    form = make()
    form.phone.setFocus()
    for _key in range(12):
        QTest.keyClicks(form.phone, "1")
        qtbot.wait(100)
    assert kept()


def test_what_the_program_fills_in_is_no_typing(
    make: Callable[[], Sample], kept: Callable[[], list[KeptDraft]], qtbot: QtBot
) -> None:
    form = make()
    form.note.setFocus()
    form.note.setPlainText("由程序写好的开头")
    qtbot.wait(drafting.AFTER + 200)
    assert kept() == []
    QTest.keyClicks(form.note, "x")
    qtbot.waitUntil(lambda: bool(kept()), timeout=PROMISE)
    assert '"由程序写好的开头"' in kept()[0].draft.typed  # the start, not part of the typing


def test_typed_and_taken_back_is_no_draft(
    make: Callable[[], Sample], kept: Callable[[], list[KeptDraft]], qtbot: QtBot
) -> None:
    form = make()
    type_into(form)
    qtbot.waitUntil(lambda: bool(kept()), timeout=PROMISE)
    QTest.keyClick(form.phone, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: not kept(), timeout=PROMISE)


def test_the_draft_goes_with_the_act(
    make: Callable[[], Sample], kept: Callable[[], list[KeptDraft]], qtbot: QtBot
) -> None:
    form = make()
    type_into(form)
    qtbot.waitUntil(lambda: bool(kept()), timeout=PROMISE)
    with qtbot.waitSignal(form.finished):
        form.save()
    form.hide()
    assert kept() == []


def test_a_refused_act_leaves_the_draft(
    make: Callable[[], Sample], kept: Callable[[], list[KeptDraft]], qtbot: QtBot
) -> None:
    form = make()
    form.phone.clear()
    type_into(form, "wrong")
    qtbot.waitUntil(lambda: bool(kept()), timeout=PROMISE)
    form.save()
    qtbot.waitUntil(form.save_button.isEnabled)
    assert len(kept()) == 1
    QTest.keyClicks(form.phone, "er")
    qtbot.waitUntil(lambda: "wronger" in kept()[0].draft.typed, timeout=PROMISE)


def test_a_form_given_up_can_be_had_back(
    make: Callable[[], Sample], context: Context, kept: Callable[[], list[KeptDraft]], qtbot: QtBot
) -> None:
    said: list[Message] = []
    context.said.connect(said.append)
    form = make()
    type_into(form)
    form.abandoned.emit()
    form.hide()
    assert kept() == []
    assert said[0].undo is not None
    said[0].undo()
    assert "138000000005" in kept()[0].draft.typed


def test_a_form_that_vanishes_keeps_what_was_typed_last(
    make: Callable[[], Sample], context: Context, kept: Callable[[], list[KeptDraft]], qtbot: QtBot
) -> None:
    form = make()
    type_into(form)
    with qtbot.waitSignal(context.drafts.changed):
        form.hide()
        form.deleteLater()
    assert len(kept()) == 1


def test_held_forms_are_kept_whatever_closes_them(
    make: Callable[[], Sample], context: Context, kept: Callable[[], list[KeptDraft]]
) -> None:
    form = make()
    type_into(form)
    context.drafts.hold()
    form.abandoned.emit()
    assert len(kept()) == 1
    context.drafts.resume()


def restore(context: Context, make: Callable[..., Sample], kept: KeptDraft, *news: News,
            phone: str = "13800000000") -> Sample:  # fmt: skip
    context.drafts.arm(kept, list(news))
    return make(phone)


def kept_from(make: Callable[[], Sample], kept: Callable[[], list[KeptDraft]]) -> KeptDraft:
    form = make()
    type_into(form)
    form.hide()
    form.deleteLater()
    (found,) = kept()
    return found


def test_a_draft_comes_back_into_its_form_and_goes_on(
    make: Callable[[], Sample], context: Context, kept: Callable[[], list[KeptDraft]], qtbot: QtBot
) -> None:
    before = kept_from(make, kept)
    form = restore(context, make, before)
    assert form.phone.text() == "138000000005"
    assert "已带回" in form.banner.text
    assert not context.drafts.is_armed
    type_into(form, "7")
    qtbot.waitUntil(lambda: "1380000000057" in kept()[0].draft.typed, timeout=PROMISE)
    assert [each.draft.id for each in kept()] == [before.draft.id]


def test_a_newer_fact_is_not_overwritten_and_the_text_not_lost(
    make: Callable[[], Sample], context: Context, desk: Desk,
    kept: Callable[[], list[KeptDraft]], qtbot: QtBot,
) -> None:  # fmt: skip
    before = kept_from(make, kept)
    news = News("person.change", "王芳", desk.clock.now())
    form = restore(context, make, before, news, phone="13711111111")
    assert form.phone.text() == "13711111111"
    assert "王芳" in form.banner.text
    assert "138000000005" in form.banner.text
    form.note.setFocus()
    QTest.keyClicks(form.note, "x")
    qtbot.waitUntil(lambda: '"x"' in kept()[0].draft.typed, timeout=PROMISE)
    assert "138000000005" in kept()[0].draft.typed


def test_a_start_that_only_moved_with_the_day_is_no_newer_fact(
    make: Callable[[], Sample], context: Context, kept: Callable[[], list[KeptDraft]]
) -> None:
    form = restore(context, make, kept_from(make, kept), phone="13711111111")
    assert form.phone.text() == "138000000005"


class Dated(Sample):
    """A form with the day of today, a day three days on, and a day from the records."""

    def __init__(self, context: Context, person_id: str, phone: str = "") -> None:
        super().__init__(context, person_id, phone)
        today = context.desk.clock.today()
        self.found, self.due = DateEdit(today), DateEdit(today + timedelta(3))
        self.end = DateEdit(date(2027, 1, 4), lean=None)
        self.add("found_on", "发现日期", self.found)
        self.add("due_on", "补交期限", self.due)
        self.add("end", "矫正期满", self.end)

    @property
    def days(self) -> tuple[str, str, str]:
        return self.found.text(), self.due.text(), self.end.text()


@pytest.fixture
def of_an_earlier_day(
    context: Context, due: DeskLine, desk: Desk, kept: Callable[[], list[KeptDraft]], qtbot: QtBot
) -> KeptDraft:
    """A draft with days that nobody touched, as it lies there two days later."""
    form = Dated(context, due.person_id, "13800000000")
    qtbot.addWidget(form)
    form.show()
    type_into(form)
    qtbot.waitUntil(lambda: bool(kept()), timeout=PROMISE)
    form.close()
    form.deleteLater()
    (draft,) = kept()
    assert isinstance(desk.clock, FixedClock)
    desk.clock.advance(timedelta(days=2))
    return draft


@pytest.mark.parametrize("news", [False, True])
def test_days_that_nobody_touched_stay_those_of_the_draft(
    context: Context, due: DeskLine, desk: Desk, of_an_earlier_day: KeptDraft, news: bool,
    qtbot: QtBot,
) -> None:  # fmt: skip
    told = [News("person.change", "王芳", desk.clock.now())] if news else []
    context.drafts.arm(of_an_earlier_day, told)
    form = Dated(context, due.person_id, "13800000000")
    qtbot.addWidget(form)
    form.show()
    assert form.days == ("2026-06-10", "2026-06-13", "2027-01-04")
    assert (
        "仍是填写那天的，不是今天：发现日期 2026-06-10、补交期限 2026-06-13。" in form.banner.text
    )
    form.close()


def test_a_draft_of_the_same_day_says_nothing_of_days(
    make: Callable[[], Sample], context: Context, due: DeskLine, qtbot: QtBot,
    kept: Callable[[], list[KeptDraft]],
) -> None:  # fmt: skip
    form = Dated(context, due.person_id, "13800000000")
    qtbot.addWidget(form)
    form.show()
    type_into(form)
    qtbot.waitUntil(lambda: bool(kept()), timeout=PROMISE)
    form.close()
    form.deleteLater()
    context.drafts.arm(kept()[0], [])
    again = Dated(context, due.person_id, "13800000000")
    qtbot.addWidget(again)
    again.show()
    assert again.phone.text() == "138000000005"
    assert "那天" not in again.banner.text
    again.close()


def test_another_persons_form_does_not_get_it(
    make: Callable[[], Sample], context: Context, kept: Callable[[], list[KeptDraft]], qtbot: QtBot
) -> None:
    before = kept_from(make, kept)
    context.drafts.arm(before, [])
    other = Sample(context, "0f" * 16, "13800000000")
    qtbot.addWidget(other)
    other.show()
    assert other.phone.text() == "13800000000"
    assert context.drafts.is_armed


def test_nothing_is_written_where_nothing_may_be(
    make: Callable[[], Sample], context: Context, desk: Desk, qtbot: QtBot
) -> None:
    head = desk.head()
    desk.actor = replace(desk.actor, role=Role.AUDITOR)
    said: list[Message] = []
    context.said.connect(said.append)
    type_into(make())
    qtbot.wait(drafting.AFTER + 200)
    shown: list[object] = []
    context.drafts.waiting(context, shown.append)
    assert (said, shown, desk.head()) == ([], [], head)


def test_a_draft_that_cannot_be_kept_is_said_once(
    make: Callable[[], Sample], context: Context, desk: Desk,
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot,
) -> None:  # fmt: skip
    said: list[Message] = []
    context.said.connect(said.append)

    def full(_work: object) -> object:
        raise UserError("磁盘已满。")

    monkeypatch.setattr(desk, "act", full)
    form = make()
    for text in "56":
        type_into(form, text)
        qtbot.wait(drafting.AFTER + 100)
    assert [each.text for each in said] == ["磁盘已满。"]
