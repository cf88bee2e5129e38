"""Numbers are set aside in a few keys, for one word or for each; nonsense is named at its field."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from corrdesk.base.errors import UserError
from corrdesk.base.ids import derived_id
from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.ranges import numbering_of
from corrdesk.ui.documents.number_forms import ReserveForm, TakeOverForm, in_groups, number_in
from corrdesk.ui.shell.context import Context

OTHER = derived_id("device", "other")
WORDS = {"矫警": "社区矫正警告决定书", "矫训": "社区矫正训诫决定书"}


def reserved(desk: Desk) -> list[tuple[str, str, int, int]]:
    with desk.read() as session:
        known = numbering_of(session, desk.office.id, desk.actor.device_id, 2026)
    return [(each.device_id, each.word, each.first, each.last) for each in known.ranges]


def test_each_word_is_reserved_in_one_act(context: Context, desk: Desk, qtbot: QtBot) -> None:
    form = ReserveForm(context, WORDS, {OTHER: "窗口电脑"})
    qtbot.addWidget(form)
    before = desk.head().seq
    with qtbot.waitSignal(form.finished):
        form.save()
    assert reserved(desk) == [(OTHER, "矫警", 1, 20), (OTHER, "矫训", 1, 20)]
    assert desk.head().seq == before + 1


def test_another_computer_is_named_by_its_id(context: Context, desk: Desk, qtbot: QtBot) -> None:
    form = ReserveForm(context, WORDS, {})
    qtbot.addWidget(form)
    form.show()
    assert form.fields["device"].isVisible()  # nobody to choose from
    form.word.setCurrentIndex(form.word.findData("矫警"))
    form.count.setText("５")
    form.device_id.setText("那台新电脑")
    form.save()
    qtbot.waitUntil(lambda: form.fields["device"].editor.property("problem") == "true")
    form.device_id.setText(f" {in_groups(OTHER.upper())} ")
    with qtbot.waitSignal(form.finished):
        form.save()
    assert reserved(desk) == [(OTHER, "矫警", 1, 5)]


def test_the_field_for_an_id_is_there_only_when_it_is_needed(
    context: Context, qtbot: QtBot
) -> None:
    form = ReserveForm(context, WORDS, {OTHER: "窗口电脑"})
    qtbot.addWidget(form)
    form.show()
    assert not form.fields["device"].isVisible()
    form.device.setCurrentIndex(1)
    assert form.fields["device"].isVisible()


def test_taking_over_asks_for_a_reason(context: Context, qtbot: QtBot) -> None:
    form = TakeOverForm(context)
    qtbot.addWidget(form)
    form.show()
    form.save()
    qtbot.waitUntil(lambda: form.fields["reason"].editor.property("problem") == "true")
    form.skip.setText("很多")
    with pytest.raises(UserError) as said:
        form.collect()
    assert said.value.field == "skip"


@pytest.mark.parametrize(("text", "number"), [("20", 20), (" ２０ ", 20), ("0", 0)])
def test_a_number_is_read_as_it_is_typed(qtbot: QtBot, text: str, number: int) -> None:
    line = QLineEdit(text)
    qtbot.addWidget(line)
    assert number_in(line, "count") == number


def test_a_number_of_a_computer_is_shown_in_groups() -> None:
    assert in_groups("1a2a331511b65d6d349674eac5d20c3e") == "1a2a3315 11b65d6d 349674ea c5d20c3e"
