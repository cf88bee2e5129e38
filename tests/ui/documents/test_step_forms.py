"""A refused service asks for its witness at the field."""

from pytestqt.qtbot import QtBot

from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.model import Manner
from corrdesk.ui.documents.step_forms import ServeForm
from corrdesk.ui.shell.context import Context
from tests.casework.papers import look


def test_refused_needs_a_witness(context: Context, desk: Desk, sheet: str, qtbot: QtBot) -> None:
    form = ServeForm(context, look(desk, sheet).document)
    form.manner.setCurrentIndex(form.manner.findData("refused"))
    form.save()
    qtbot.waitUntil(lambda: form.witness.property("problem") == "true")
    form.witness.setText("村委会李某")
    with qtbot.waitSignal(form.finished):
        form.save()
    row = look(desk, sheet).document
    assert (row.state, row.manner, row.witness) == ("served", Manner.REFUSED, "村委会李某")
