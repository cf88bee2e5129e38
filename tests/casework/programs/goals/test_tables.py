"""What the tables of a plan promise to the journal and to the exchange."""

from __future__ import annotations

from corrdesk.casework.caseload.visibility import leads_to_person
from corrdesk.casework.programs.goals.tables import CorrectionPlan, GoalWord, PlanGoal
from corrdesk.store.base import Merge, merge_of, table_of
from corrdesk.sync.shapes import shape_of


def test_nothing_of_a_plan_is_ever_changed_and_all_of_it_is_somebodys() -> None:
    for kind in (CorrectionPlan, PlanGoal, GoalWord):
        assert merge_of(table_of(kind)) is Merge.APPEND_ONLY
        assert leads_to_person(table_of(kind))


def test_one_edition_made_on_two_computers_is_brought_before_a_person() -> None:
    shape = shape_of("correction_plan")
    assert shape is not None
    assert shape.once == {("supervision_id", "edition"): None}
