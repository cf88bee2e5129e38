"""The strip offers one draft after the other and lets them wait."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk
from corrdesk.casework.drafts.model import Draft, KeptDraft
from corrdesk.casework.drafts.service import keep_draft, own_drafts
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.draft_strip import DraftStrip
from corrdesk.ui.shell.messages import Message

NAMES = ("欧阳平翊", "单小红")


@pytest.fixture
def drafts(desk: Desk, clock: FixedClock) -> list[Draft]:
    made = []
    for number, name in enumerate(NAMES):
        draft = Draft(f"{number:032x}", "{}", "登记违规", name, "{}", ())
        clock.advance(timedelta(minutes=1))
        desk.act(partial(keep_draft, draft=draft))
        made.append(draft)
    return made


@pytest.fixture
def strip(context: Context, drafts: list[Draft], qtbot: QtBot) -> DraftStrip:
    wanted: list[KeptDraft] = []
    made = DraftStrip(context, wanted.append)
    made.wanted = wanted  # type: ignore[attr-defined]
    host = QWidget()
    QVBoxLayout(host).addWidget(made)
    qtbot.addWidget(host)
    host.show()
    made.host = host  # type: ignore[attr-defined]
    made.ask()
    qtbot.waitUntil(lambda: made.shown is not None)
    return made


def test_the_newest_is_offered_first_with_person_form_and_time(strip: DraftStrip) -> None:
    assert strip.text == "有 2 份未完成的登记：单小红　登记违规　6月10日 09:02"
    strip.next_one.click()
    assert "欧阳平翊" in strip.text
    strip.next_one.click()
    assert "单小红" in strip.text


def test_going_on_hands_over_what_is_shown(strip: DraftStrip, drafts: list[Draft]) -> None:
    strip.next_one.click()
    strip.go_on.click()
    (wanted,) = strip.wanted  # type: ignore[attr-defined]
    assert wanted.draft == drafts[0]


def test_letting_go_takes_it_away_and_back(
    strip: DraftStrip, context: Context, desk: Desk, qtbot: QtBot
) -> None:
    said: list[Message] = []
    context.said.connect(said.append)
    strip.let_go.click()
    qtbot.waitUntil(lambda: "有未完成的登记：欧阳平翊" in strip.text)
    assert not strip.next_one.isVisibleTo(strip)
    assert [each.draft.about for each in desk.act(own_drafts)[0]] == ["欧阳平翊"]
    assert said[0].undo is not None
    said[0].undo()
    qtbot.waitUntil(lambda: "单小红" in strip.text)


def test_put_off_means_until_there_is_another(
    strip: DraftStrip, desk: Desk, clock: FixedClock, context: Context, qtbot: QtBot
) -> None:
    strip._close()
    assert not strip.isVisible()
    strip.ask()
    qtbot.waitUntil(lambda: not context.is_busy)
    qtbot.wait(30)
    assert not strip.isVisible()
    clock.advance(timedelta(minutes=1))
    desk.act(lambda uow: keep_draft(uow, Draft("f" * 32, "{}", "销假", "新人", "{}", ())))
    context.drafts.changed.emit()
    qtbot.waitUntil(strip.isVisible)
    assert "新人" in strip.text


def test_nothing_to_offer_is_no_strip(strip: DraftStrip) -> None:
    strip.show_waiting([])
    assert (strip.text, strip.shown, strip.isVisible()) == ("", None, False)
    strip.go_on.click()
    strip.let_go.click()
    assert strip.wanted == []  # type: ignore[attr-defined]
