"""A form keeps what was typed through every error, and saves by Enter."""

import importlib
import inspect
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.base.errors import UserError
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.forms import Form, FormPlace, open_form
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import column


class Sample(Form):
    """A form with a line and a date; the act answers with what was typed."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, act="保存")
        self.name = QLineEdit()
        self.add("name", "名称", self.name)
        self.add("on", "日期", DateEdit())

    def collect(self) -> Callable[[Any], Any]:
        day = self.day("on")
        name = self.name.text()

        def act(_uow: Any) -> str:
            if not name:
                raise UserError("请填写名称。", field="name")
            if name == "x":
                raise UserError("今天不能办理。")
            return f"{name} {day}"

        return act


@pytest.fixture
def form(context: Context, qtbot: QtBot) -> Sample:
    made = Sample(context)
    qtbot.addWidget(made)
    made.show()
    return made


def test_enter_saves(form: Sample, qtbot: QtBot) -> None:
    form.name.setText("甲")
    form.fields["on"].editor.setText("2026.6.10")  # type: ignore[attr-defined]
    with qtbot.waitSignal(form.finished) as done:
        QTest.keyClick(form.name, Qt.Key.Key_Return)
    assert done.args == ["甲 2026-06-10"]


def test_every_day_of_a_form_knows_today(form: Sample) -> None:
    day, pair = DateEdit(), QWidget()
    pair.setLayout(column(day))
    form.add("pair", "起止", pair)
    form.fields["on"].editor.setText("6.12")  # type: ignore[attr-defined]
    day.setText("昨天")
    today = form.context.desk.clock.today()
    assert form.day("on") == today.replace(month=6, day=12)
    assert day.day() == today - timedelta(days=1)


def test_an_error_of_the_form_stands_at_its_field(form: Sample) -> None:
    form.name.setText("甲")
    form.save()
    assert "日期" in form.fields["on"]._error.text()
    assert form.name.text() == "甲"


def test_an_error_goes_when_its_field_is_mended(form: Sample) -> None:
    form.save()
    field = form.fields["on"]
    assert field.editor.accessibleDescription()
    QTest.keyClicks(form.name, "x")
    assert field.editor.accessibleDescription()  # another field mends nothing here
    QTest.keyClicks(field.editor, "2026")
    assert field.editor.accessibleDescription() == ""


def test_an_error_of_the_act_stands_at_its_field(form: Sample, qtbot: QtBot) -> None:
    form.fields["on"].editor.setText("20260610")  # type: ignore[attr-defined]
    form.save()
    qtbot.waitUntil(lambda: bool(form.fields["name"]._error.text()))
    assert form.save_button.isEnabled()
    form.name.setText("x")
    form.save()
    qtbot.waitUntil(lambda: form.banner.text == "今天不能办理。")
    assert form.fields["name"]._error.text() == ""
    assert form.name.text() == "x"


def test_a_window_closes_when_its_act_is_made(context: Context, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(900, 600)
    results: list[str] = []
    made = Sample(context)
    dialog = open_form(parent, "登记", made, results.append)
    made.name.setText("乙")
    made.fields["on"].editor.setText("2026-06-10")  # type: ignore[attr-defined]
    with qtbot.waitSignal(dialog.accepted):
        made.save()
    assert results == ["乙 2026-06-10"]


class Long(Sample):
    """More fields than a small screen has room for."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        for number in range(20):
            self.add(f"more{number}", f"第 {number} 项", QLineEdit())


def in_sight(widget: QWidget) -> bool:
    """Whether the whole widget can be seen and is not scrolled away."""
    return widget.isVisible() and widget.visibleRegion().boundingRect().size() == widget.size()


@pytest.fixture
def small(qtbot: QtBot) -> QWidget:
    parent = QWidget()
    parent.resize(500, 320)
    qtbot.addWidget(parent)
    parent.show()
    return parent


def test_the_buttons_of_a_long_form_stay_in_sight(
    context: Context, small: QWidget, qtbot: QtBot
) -> None:
    form = Long(context)
    dialog = open_form(small, "长表", form)
    qtbot.waitExposed(dialog)
    assert dialog.height() <= small.height()
    assert in_sight(form.save_button)
    assert not in_sight(form.fields["more19"].editor)
    order: list[QWidget] = [form.name]
    while (following := order[-1].nextInFocusChain()) not in {None, form.name}:
        order.append(following)
    stops = [each for each in order if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    back, save = form.foot.findChildren(QPushButton)
    assert stops[-3:] == [form.fields["more19"].editor, back, save]  # down the form, then these
    dialog.reject()


def test_a_panel_keeps_its_buttons_below_and_takes_them_away_with_the_form(
    context: Context, small: QWidget, qtbot: QtBot
) -> None:
    place, first, second = FormPlace(QLabel("甲")), Long(context), Long(context)
    small.setLayout(column(place))
    place.hold(first)
    qtbot.waitUntil(lambda: in_sight(first.save_button))
    place.hold(second)
    qtbot.waitUntil(lambda: in_sight(second.save_button))
    shown = [each for each in small.findChildren(QPushButton) if each.isVisible()]
    assert len(shown) == 2


def test_enter_leads_back_from_the_button_that_leads_back(form: Sample, qtbot: QtBot) -> None:
    form.name.setText("甲")
    form.fields["on"].editor.setText("2026.6.10")  # type: ignore[attr-defined]
    back, save = form.foot.findChildren(QPushButton)
    back.setFocus()
    with qtbot.waitSignal(form.abandoned), qtbot.assertNotEmitted(form.finished):
        QTest.keyClick(back, Qt.Key.Key_Return)
    save.setFocus()
    with qtbot.waitSignal(form.finished):
        QTest.keyClick(save, Qt.Key.Key_Return)


def test_nothing_is_saved_twice(form: Sample, qtbot: QtBot) -> None:
    results: list[str] = []
    form.finished.connect(results.append)
    form.name.setText("甲")
    form.fields["on"].editor.setText("2026-06-10")  # type: ignore[attr-defined]
    form.save()
    form.save()
    qtbot.waitUntil(lambda: not form.context.is_busy)
    qtbot.wait(30)
    assert results == ["甲 2026-06-10"]


def forms() -> list[type[Form]]:
    """Every form of the desk that makes an act."""
    importlib.import_module("corrdesk.ui.app")
    found: list[type[Form]] = []
    waiting: list[type[Form]] = [Form]
    while waiting:
        kinds = waiting.pop().__subclasses__()
        waiting += kinds
        found += [each for each in kinds if each.__module__.startswith("corrdesk.")]
    return [each for each in found if "collect" in vars(each)]


@pytest.mark.parametrize("kind", forms(), ids=lambda kind: kind.__name__)
def test_a_form_about_a_record_says_which(kind: type[Form]) -> None:
    """Without it a draft could come back into the form of another record."""
    told = [name for name in inspect.signature(kind).parameters if name.endswith("_id")]
    family = [each for each in kind.__mro__ if issubclass(each, Form) and each is not Form]
    says = any("self.record_id" in inspect.getsource(each) for each in family)
    assert not told or says


def test_a_window_grows_with_its_form(context: Context, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(1000, 700)
    parent.show()
    form = Sample(context)
    dialog = open_form(parent, "样表", form)
    before = dialog.height()
    form.banner.say("矫正期限还没有届满。" * 12, Tone.WARN)
    bar = dialog.findChildren(QScrollArea)[0].verticalScrollBar()
    qtbot.waitUntil(lambda: dialog.height() > before and bar.maximum() == 0)
    for number in range(30):
        form.add_widget(QLineEdit(str(number)))
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert dialog.height() <= parent.height()
