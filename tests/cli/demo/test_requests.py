"""The demo office has a request of every kind at another step, and the moving one was late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from corrdesk.base.clock import FixedClock
from corrdesk.casework.approvals.queries import count_approvals
from corrdesk.casework.leave.queries import count_leaves, count_permits, permit_file, permits_page
from corrdesk.casework.relocation.model import Party, Step
from corrdesk.casework.relocation.queries import relocation_file, relocations_page
from corrdesk.cli.demo.office import DemoOffice
from corrdesk.cli.demo.requests import Requests
from tests.cli.conftest import DAY

Reopen = Callable[[FixedClock], tuple[Path, DemoOffice]]


def test_there_is_something_of_every_kind(reopen: Reopen) -> None:
    _folder, office = reopen(FixedClock(DAY))
    desk, law = office.desk, office.desk.law()
    with desk.read() as session:
        counts = {
            name: count_leaves(session, desk.office.id, law, name) for name in ("requested", "away")
        }
        assert counts == {"requested": 1, "away": 1}
        assert count_permits(session, desk.office.id, law, "permit_valid") == 1
        (permit,) = permits_page(session, desk.office.id, law, "permit_valid")
        file = permit_file(session, desk.office.id, permit.id)
        assert file is not None
        assert len(file.trips) == 1
        for name in ("requested", "to_tell"):
            assert count_approvals(session, desk.office.id, DAY, name) == 1
        (leaving,) = relocations_page(session, desk.office.id, law, "out")
        (coming,) = relocations_page(session, desk.office.id, law, "in")
        case = relocation_file(session, desk.office.id, law, leaving.relocation_id)
    assert case is not None
    assert [line.step for line in case.course.was_late] == [Step.REPLY]
    assert (leaving.next, leaving.responsible) == (Step.FILES, Party.OLD)
    assert coming.days_overdue > 0


def test_an_office_without_such_people_has_none(reopen: Reopen) -> None:
    _folder, office = reopen(FixedClock(DAY))
    far = DAY + timedelta(days=3_000)  # everybody's term has ended by then
    requests = Requests(office.desk, far)
    requests.on(far - timedelta(days=16))
    assert requests.moving == ""
