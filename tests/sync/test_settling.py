"""What was set aside and what is double, as lists; keeping both."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import insert

from corrdesk.base.clock import CHINA
from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.store.base import table_of
from corrdesk.store.chain import CLOCK_BITS
from corrdesk.store.engine import open_door
from corrdesk.store.journal import JournalAside
from corrdesk.sync.core.merge import Side, State
from corrdesk.sync.replica import Replica
from corrdesk.sync.settling import Conflict, Said, choose, conflicts, keep_both, set_aside
from tests.casework.people import id_number, new_person
from tests.sync.test_replica import person
from tests.sync.worlds import Device, officer, run_fact

NINE = datetime(2026, 6, 10, 9, tzinfo=CHINA)


def test_a_double_is_shown_until_somebody_looked(desk: Desk) -> None:
    mine, _supervision = new_person(desk)
    device = Device("a", office=desk.office.id)
    device.act(person("p2", id_number(1)))
    Replica(desk._store, desk.office.id).take(device.segment(), {device.id: Side.OFFICE})
    with desk.read() as session:
        (double,) = conflicts(session, desk.office.id)
    assert double.state is State.DOUBLE
    assert {said.value for said in double.said} == {mine, "p2"}
    desk.act(lambda uow: keep_both(uow, double))
    with desk.read() as session:
        assert conflicts(session, desk.office.id) == []


def test_what_was_set_aside_is_named_with_its_act(desk: Desk) -> None:
    device = Device("a", office=desk.office.id)
    device.act(run_fact("f1", until="x"), officer("r1"))
    Replica(desk._store, desk.office.id).take(device.segment(), {})
    with desk.read() as session:
        (found,) = set_aside(session, desk.office.id)
    assert (found.reason, found.kind, found.act, found.position) == (
        "value", "duty_run", "test.act", 0
    )  # fmt: skip


@pytest.mark.parametrize("said", ["", "yesterday", "2026-06-10T09:00:00", "2026-06-10T01:00:00Z"])
def test_the_time_of_what_was_set_aside_can_be_shown_whatever_it_says(
    desk: Desk, said: str
) -> None:
    """A foreign program may have written it; entries are taken with what is no time."""
    device = Device("a", office=desk.office.id)
    device.act(run_fact("f1", until="x"), hlc=int(NINE.timestamp() * 1000) << CLOCK_BITS)
    device.misdate(said)
    Replica(desk._store, desk.office.id).take(device.segment(), {})
    with desk.read() as session:
        (found,) = set_aside(session, desk.office.id)
    assert found.entered_at == NINE.isoformat()


def test_an_impossible_choice_is_refused(desk: Desk) -> None:
    nowhere = Conflict("person", "p", "name", State.OPEN, (Said("a:1", "x", "", "", "", "a"),))
    with pytest.raises(UserError, match="新的变化"):
        desk.act(lambda uow: choose(uow, nowhere, "x"))
    with pytest.raises(UserError, match="选定"):
        desk.act(lambda uow: keep_both(uow, nowhere))


def test_an_entry_that_is_gone_is_shown_without_words(desk: Desk) -> None:
    with desk.unit_of_work() as uow:
        with open_door(uow.session) as connection:
            row = {
                "office_id": desk.office.id, "device_id": "x", "seq": 1, "position": 0,
                "kind": "", "row_id": "", "reason": "form", "fields": [], "waits_for": None,
            }  # fmt: skip
            connection.execute(insert(table_of(JournalAside)), row)
        assert set_aside(uow.session, desk.office.id) == []
