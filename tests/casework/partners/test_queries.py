"""The lists of helpers are in order of names."""

from corrdesk.bootstrap import Desk
from corrdesk.casework.partners.queries import partners, volunteers
from tests.casework.partners.test_service import partner, volunteer


def test_both_lists_are_in_order(desk: Desk) -> None:
    for name in ("丙社", "乙社", "丁社"):
        partner(desk, name)
        volunteer(desk, name)
    with desk.read() as session:
        names = [row.name for row in partners(session, desk.office.id)]
        assert names == sorted(names)
        assert [row.name for row in volunteers(session, desk.office.id)] == names
        assert {row.partner for row in volunteers(session, desk.office.id)} == {None}
