"""The forms ask for what a step has and show its clock; what is wrong stands beside its field."""

from __future__ import annotations

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.relocation.model import Outcome, Step
from corrdesk.casework.relocation.queries import RelocationFile
from corrdesk.ui.paths import RelocationOf
from corrdesk.ui.relocation.forms import LetterForm, MoveForm, PackForm, StepForm
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.widgets import Banner
from tests.casework import moves


def saved(qtbot: QtBot, form: Form) -> object:
    qtbot.addWidget(form)
    with qtbot.waitSignal(form.finished) as made:
        form.save()
    assert made.args is not None
    return made.args[0]


def refused(qtbot: QtBot, form: Form, field: str) -> None:
    qtbot.addWidget(form)
    form.save()
    qtbot.waitUntil(lambda: bool(form.fields[field]._error.text()))


def step_form(context: Context, file: RelocationFile, step: Step) -> StepForm:
    line = file.course.line(step)
    assert line is not None
    return StepForm(context, file, line)


def test_a_request_says_at_once_whether_it_comes_in_time(
    context: Context, desk: Desk, target: RelocationOf, qtbot: QtBot
) -> None:
    form = MoveForm(context, target)
    qtbot.addWidget(form)
    form.move_on.setText("2026-07-01")
    qtbot.waitUntil(lambda: "2026年6月1日" in form.ahead.text)
    assert not form.fields["late_reason"].isHidden()
    form.new_address.setText("云河县长安路6号")
    form.new_county.setText("云河县社区矫正管理局")
    form.reason.setPlainText("购房")
    form.proofs.setPlainText("房产证")
    form.save()
    qtbot.waitUntil(lambda: bool(form.fields["late_reason"]._error.text()))
    form.move_on.setText("2026-07-20")
    qtbot.waitUntil(form.fields["late_reason"].isHidden)
    case = saved(qtbot, form)
    assert moves.file_of(desk, str(case)).case.move_on == date(2026, 7, 20)


def test_a_letter_is_copied_and_checked(context: Context, desk: Desk, qtbot: QtBot) -> None:
    form = LetterForm(context)
    form.editors["person_name"].setText("高远航")
    form.editors["id_number"].setText("123")
    form.editors["old_county"].setText("云河县社区矫正管理局")
    form.editors["document"].setText("云矫函〔2026〕9号")
    form.editors["new_address"].setText("青石镇东街8号")
    refused(qtbot, form, "id_number")
    form.editors["id_number"].setText(moves.COMING_ID)
    case = saved(qtbot, form)
    assert moves.file_of(desk, str(case)).name == "高远航"


@pytest.mark.parametrize(
    ("before", "step", "fields"),
    [
        ((), Step.OPINION, {"on", "outcome", "words"}),
        ((Step.OPINION,), Step.LETTER, {"on", "document", "arrived_on", "words"}),
        ((Step.OPINION, Step.LETTER), Step.REPLY, {"on", "outcome", "document", "words"}),
    ],
)
def test_a_step_has_its_own_fields(
    context: Context,
    desk: Desk,
    leaving: str,
    before: tuple[Step, ...],
    step: Step,
    fields: set[str],
    qtbot: QtBot,
) -> None:
    moves.upto(desk, leaving, *before)
    form = step_form(context, moves.file_of(desk, leaving), step)
    qtbot.addWidget(form)
    assert set(form.fields) == fields
    clock = form.findChildren(Banner)[-1].text
    assert ("最迟" in clock) == (step is not Step.OPINION)


def test_a_refusal_asks_for_its_legal_reason(
    context: Context, desk: Desk, leaving: str, qtbot: QtBot
) -> None:
    moves.upto(desk, leaving, Step.OPINION, Step.LETTER)
    form = step_form(context, moves.file_of(desk, leaving), Step.REPLY)
    form.document.setText("云矫复〔2026〕3号")
    form.outcome.setCurrentIndex(form.outcome.findData(Outcome.REFUSED.value))
    assert form.fields["words"].editor.accessibleName() == "不同意的理由和法律依据"
    refused(qtbot, form, "words")
    form.words.setPlainText("居住地不属实")
    saved(qtbot, form)
    line = moves.file_of(desk, leaving).course.line(Step.REPLY)
    assert line is not None
    assert line.taken is not None
    assert line.taken.outcome is Outcome.REFUSED


def test_the_pack_is_ticked_off(context: Context, desk: Desk, leaving: str, qtbot: QtBot) -> None:
    form = PackForm(context, moves.file_of(desk, leaving))
    first, _item = form.boxes[0]
    first.setChecked(True)
    form.more.setText("心理测评报告")
    form.note.setText("原件在县局，三日内补交")
    missing = saved(qtbot, form)
    file = moves.file_of(desk, leaving)
    assert missing == len(file.missing) == len(form.boxes) - 1
    assert {item.note for item in file.pack if not item.present} == {"原件在县局，三日内补交"}
    assert first.text() not in file.missing
