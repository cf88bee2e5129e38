"""The columns of a ledger are shown and can be changed."""

from pytestqt.qtbot import QtBot

from corrdesk.base.resources import resource_path
from corrdesk.casework.caseload.ledger.columns import Field
from corrdesk.casework.caseload.ledger.plan import plan_import
from corrdesk.ui.caseload.mapping import NO_COLUMN, MappingEditor
from tests.ui.conftest import TODAY


def test_a_choice_names_sheet_field_and_column(app: object, qtbot: QtBot) -> None:
    plan = plan_import(resource_path("demo", "ledger-office.xlsx"), today=TODAY)
    mapping = plan.mappings[0]
    editor = MappingEditor()
    qtbot.addWidget(editor)
    editor.show_mappings(plan.mappings)
    box = editor.boxes[mapping.sheet, Field.NAME]
    assert int(box.currentData()) == mapping.index_of(Field.NAME)
    told: list[tuple[str, Field, int | None]] = []
    editor.changed.connect(lambda sheet, field, index: told.append((sheet, field, index)))
    box.setCurrentIndex(3)
    box.activated.emit(3)
    box.setCurrentIndex(box.findData(str(NO_COLUMN)))
    box.activated.emit(0)
    assert told == [(mapping.sheet, Field.NAME, 2), (mapping.sheet, Field.NAME, None)]
