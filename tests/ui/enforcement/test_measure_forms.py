"""The forms of a measure ask for what the kind and the step need, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.enforcement.measures.model import MeasureKind, Need, Step
from corrdesk.casework.enforcement.measures.wording import TEXTS
from corrdesk.casework.reporting.model import DeskLine
from corrdesk.ui.enforcement.measure_forms import (
    GROUNDS,
    STARTED_HERE,
    SentencesForm,
    StartForm,
    StepForm,
    act_words,
    kind_options,
)
from corrdesk.ui.shell.context import Context
from tests.casework.measures import device, file_of, lost
from tests.casework.people import at, report
from tests.casework.sessions import entered


@pytest.mark.parametrize("kind", list(MeasureKind))
def test_a_beginning_asks_for_grounds_days_and_sentences(
    context: Context, kind: MeasureKind
) -> None:
    form = StartForm(context, kind, "supervision-1")
    assert ("grounds" in form.fields) == (kind in GROUNDS)
    assert ("until" in form.fields) == (kind is MeasureKind.DEVICE)
    assert {field.name for field in TEXTS[kind]} <= set(form.fields)
    assert (kind.value in dict(kind_options())) == (kind in STARTED_HERE)


def test_a_step_asks_for_what_it_needs(context: Context, desk: Desk, due: DeskLine) -> None:
    made = lost(desk, due.supervision_id, date(2026, 6, 8))
    file = file_of(desk, made)
    for way in file.ways:
        form = StepForm(context, file.measure, way)
        assert ("document" in form.fields) == (Need.DOCUMENT in way.needs)
        assert ("who" in form.fields) == (Need.WHO in way.needs)
        assert "until" not in form.fields
    worn = file_of(desk, device(desk, due.supervision_id))
    assert [way.step for way in worn.ways if way.by_head] == [Step.CHECK]


def test_sentences_are_put_right(context: Context, desk: Desk, due: DeskLine) -> None:
    made = lost(desk, due.supervision_id, date(2026, 6, 8))
    form = SentencesForm(context, file_of(desk, made).measure)
    assert form.sentences.texts()["contact"] == ""


def test_a_lost_contact_begins_with_the_last_contact(
    context: Context, desk: Desk, due: DeskLine, qtbot: QtBot
) -> None:
    report(desk, due.supervision_id, at(date(2026, 6, 8), 10))
    form = StartForm(context, MeasureKind.LOST_CONTACT, due.supervision_id)
    qtbot.addWidget(form)
    qtbot.waitUntil(lambda: form.day("since") == date(2026, 6, 8))
    assert "2026年6月8日10:00，最后一次联系：当面报到" in form.sentences.texts()["facts"]
    assert form.begun == form.sentences.texts()
    again = StartForm(context, MeasureKind.LOST_CONTACT, due.supervision_id)
    qtbot.addWidget(again)
    again.fields["since"].editor.set_day(date(2026, 6, 1))  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "最后一次联系" in again.sentences.texts()["facts"])
    assert again.day("since") == date(2026, 6, 1)  # what was typed stays


def test_an_appraisal_begins_with_what_the_ledger_says(
    context: Context, desk: Desk, due: DeskLine, qtbot: QtBot
) -> None:
    entered(desk, due.supervision_id, 90)
    form = StartForm(context, MeasureKind.APPRAISAL, due.supervision_id)
    qtbot.addWidget(form)
    qtbot.waitUntil(lambda: "累计1.5小时" in form.sentences.texts()["study"])
    assert form.begun == form.sentences.texts()  # nothing was typed yet
    form.sentences.fill({"study": "另一句"})
    assert "累计1.5小时" in form.sentences.texts()["study"]


def test_a_button_says_once_that_something_is_recorded() -> None:
    assert act_words(Step.TELL_POLICE) == "登记“通知公安机关”  Enter"
    for step in Step:
        assert not act_words(step).startswith("登记“记录")
