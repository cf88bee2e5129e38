"""Names beside records, and texts as lists show them."""

from __future__ import annotations

from corrdesk.bootstrap import Desk
from corrdesk.casework.approvals.tables import Approval
from corrdesk.casework.deciding.dockets.rows import ABOUT, named, rows_of, short
from tests.casework import wishes
from tests.casework.people import new_person


def test_a_record_comes_with_its_names(desk: Desk) -> None:
    approval = wishes.asked(desk, new_person(desk, name="欧阳平")[1])
    with desk.read() as session:
        ((record, person, office),) = named(session, Approval, [desk.office.id])
        (row,) = rows_of(session, Approval, desk.office.id, Approval.id == approval)
    assert (record.id, person, office) == (approval, "欧阳平", desk.office.name)
    assert row.id == approval


def test_a_long_text_is_cut_and_a_broken_one_is_one_line() -> None:
    assert short("一\n 二") == "一 二"
    assert len(short("字" * 500)) == ABOUT
