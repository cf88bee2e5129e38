"""A choice says who entered each value and when; a double is only looked at."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from corrdesk.sync.core.merge import State
from corrdesk.sync.settling import Conflict, Said
from corrdesk.ui.exchange.choosing import ChoiceForm, said_words
from corrdesk.ui.shell.context import Context


def said(value: object, actor: str = "") -> Said:
    return Said("a:1", value, "person.change", actor, "2026-06-09T09:30:00+08:00", "a")


def test_who_and_when(context: Context) -> None:
    people = {"o1": "李明"}
    assert "初中　　李明" in said_words("初中", said("初中", "o1"), people, context)
    assert "县级" in said_words("高中", said("高中", "c9"), people, context)


def test_a_double_keeps_both(context: Context) -> None:
    double = Conflict("person", "p", "id_number", State.DOUBLE, (said("p"), said("q")))
    form = ChoiceForm(context, double, "张三　人员：身份证号码", ["一条记录"] * 2, {})
    assert form.save_button.text() == "两条都保留  Enter"
    assert "张三　人员：身份证号码" in [each.text() for each in form.findChildren(QLabel)]
    assert not form.choices.isEnabled()
    assert callable(form.collect())
