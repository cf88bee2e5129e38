"""Adjustments, exemptions and qualifications are entered with what they need."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import HourKind, Learner, exemption_rows
from corrdesk.casework.hour_flows import helpers
from corrdesk.casework.programs.model import Invitee
from corrdesk.ui.programs.account_forms import EntryForm, ExemptionForm, QualificationForm
from corrdesk.ui.shell.context import Context
from tests.casework.sessions import account
from tests.ui.programs.test_forms import wait
from tests.ui.programs.test_materials import paint

__all__ = ["wait"]


@pytest.fixture
def supervision(people: list[Invitee]) -> str:
    return people[0].learner_id


def test_an_adjustment_needs_hours_and_a_reason(
    context: Context, desk: Desk, supervision: str, qtbot: QtBot, wait: Callable[[], None]
) -> None:
    form = EntryForm(context, Learner.SUPERVISION, supervision, HourKind.EDUCATION)
    qtbot.addWidget(form)
    form.hours.setText("一")
    form.save()
    assert form.fields["minutes"]._error.text()
    form.hours.setText("-1.5")
    form.save()
    wait()
    assert form.fields["reason"]._error.text()
    form.reason.setPlainText("重复计入")
    form.save()
    wait()
    assert account(desk, supervision).tally.adjusted == -90


def test_an_exemption_begins_with_the_period_and_keeps_its_proof(
    context: Context, desk: Desk, supervision: str, qtbot: QtBot, wait: Callable[[], None],
    tmp_path: Path,
) -> None:  # fmt: skip
    form = ExemptionForm(context, account(desk, supervision))
    qtbot.addWidget(form)
    form.reason.setPlainText("骨折")
    form.save()
    wait()
    assert form.fields["proof"]._error.text()
    form.proof.setText("诊断证明")
    paint(scan := tmp_path / "诊断证明.png")
    form.file.attach(scan)
    form.save()
    wait()
    assert account(desk, supervision).exempt
    with desk.read() as session:
        (row,) = exemption_rows(session, desk.office.id, [supervision])
    assert desk.original(row.attachment_id) == scan.read_bytes()


def test_a_qualification_belongs_to_its_helper(
    context: Context, desk: Desk, qtbot: QtBot, wait: Callable[[], None]
) -> None:
    with desk.read() as session:
        helper = helpers(session, desk.office.id, desk.law())[0]
    form = QualificationForm(context, helper)
    qtbot.addWidget(form)
    form.title.setText("法律职业资格")
    form.save()
    wait()
    with desk.read() as session:
        assert helpers(session, desk.office.id, desk.law())[0].qualified == ("法律职业资格",)
