"""Every state of a supervision has a look, and a hit of the search box says who it is."""

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.reporting.model import DeskLine
from corrdesk.ui.caseload.looks import STATUS_LOOKS, class_words, search_people, status_cell


def test_no_state_is_without_a_look() -> None:
    assert set(STATUS_LOOKS) == set(Status)
    assert all(status_cell(status).shape is not None for status in Status)


def test_classes_are_said_and_so_is_none() -> None:
    assert class_words("strict") == "严管"
    assert class_words(None) == "未定"


def test_a_hit_names_the_person_and_masks_the_number(desk: Desk, due: DeskLine) -> None:
    hits = [hit for hit in search_people(desk, due.name) if hit.key == due.person_id]
    assert hits[0].title == due.name
    assert "********" in hits[0].detail
    assert hits[0].state == "在册"
