"""The facts of a file say what is known, and a date of the law leads to its reason."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget
from sqlalchemy import select

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.tables import Person
from corrdesk.ui.caseload.person import open_file
from corrdesk.ui.caseload.person_facts import fact_lines
from corrdesk.ui.shell.context import Context


def test_facts_and_why(context: Context, desk: Desk) -> None:
    with desk.read() as session:
        person = session.scalars(select(Person).order_by(Person.id)).first()
    assert person is not None
    opened = open_file(desk, person.id)
    facts = dict(fact_lines(context, opened))
    assert facts["居住地"] == person.residence
    assert facts["罪名"] == opened.order.offence
    end = facts["矫正期满"]
    assert isinstance(end, QWidget)
    assert end.findChildren(QPushButton)
    assert "禁止令" not in facts or opened.file.orders
