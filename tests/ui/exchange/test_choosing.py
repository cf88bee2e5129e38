"""A choice says who entered each value and when; a double is only looked at."""

from __future__ import annotations

from corrdesk.sync.core.merge import State
from corrdesk.sync.settling import Conflict, Said
from corrdesk.ui.exchange.choosing import ChoiceForm, said_words
from corrdesk.ui.shell.context import Context


def said(value: object, actor: str = "") -> Said:
    return Said("a:1", value, "person.change", actor, "2026-06-09T09:30:00+08:00", "a")


def test_who_and_when(context: Context) -> None:
    people = {"o1": "李明"}
    values = said("strict", "o1"), said("高中", "c9")
    conflict = Conflict("supervision", "s", "class_", State.OPEN, values)
    assert "严管　　李明" in said_words(conflict, values[0], people, context)
    assert "县级" in said_words(conflict, values[1], people, context)


def test_a_double_keeps_both(context: Context) -> None:
    double = Conflict("person", "p", "id_number", State.DOUBLE, (said("p"), said("q")))
    form = ChoiceForm(context, double, {})
    assert form.save_button.text() == "两条都保留"
    assert not form.choices.isEnabled()
    assert callable(form.collect())
