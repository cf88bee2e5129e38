"""Several server processes on one PostgreSQL: nothing is lost, nothing stands twice."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from corrdesk.base.actor import Role
from corrdesk.base.clock import FixedClock
from corrdesk.casework.caseload.tables import Person
from corrdesk.casework.deciding.model import Answer
from corrdesk.county.county import County, CountyFounding, create_county, open_county
from corrdesk.county.decisions import Decider, Said, speak
from corrdesk.county.exchange import serve, take_in
from corrdesk.store.journal import JournalEntry, JournalRun
from corrdesk.store.journal_reader import verify_chains
from corrdesk.sync import journaling
from tests.casework import wishes
from tests.casework.conftest import clock, desk, founded_office
from tests.casework.people import new_person
from tests.county.offices import Pair, enrol

__all__ = ["clock", "desk", "founded_office"]  # fixtures

PROCESSES = 3
HEAD = Decider("1" * 32, "李局", Role.HEAD)


@pytest.fixture
def counties(tmp_path: Path, postgres_database: str) -> Iterator[list[County]]:
    """The same county several times, as its processes hold it."""
    moment = FixedClock(wishes.TODAY)
    founding = CountyFounding("石桥县社区矫正管理局", database=postgres_database)
    first, _secret = create_county(tmp_path / "county", founding, moment)
    others = [open_county(first.folder.path, moment) for _number in range(PROCESSES - 1)]
    yield [first, *others]
    for county in (first, *others):
        county.close()


@pytest.mark.parametrize("least", [2, 100])
def test_the_same_segments_at_all_processes_at_once(
    counties: list[County], desk: object, least: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journaling, "LEAST", least)  # entries that stay packed, or become rows
    pair = Pair(desk, counties[0])  # type: ignore[arg-type]
    enrol(pair.desk, pair.county)
    for serial in range(1, 6):
        new_person(pair.desk, serial)
        pair.sync()
    with ThreadPoolExecutor(PROCESSES) as pool:
        served = list(pool.map(lambda county: serve(county, pair.place), counties * 2))
    assert sum(each.received for each in served) == pair.desk.head().seq
    # What one has heard a moment ago is old for the next, and nothing else is refused.
    assert {why for each in served for why in each.refused.values()} <= {"old"}
    with counties[-1].read() as session:
        assert session.execute(select(func.count()).select_from(Person)).scalar_one() == 5
        packed = session.execute(select(func.count()).select_from(JournalRun)).scalar_one()
        assert bool(packed) == (least == 2)
        assert list(verify_chains(session)) == []
    assert pair.sync().report.held == pair.desk.head().seq


def test_one_takes_in_what_another_is_asked_for(counties: list[County], desk: object) -> None:
    pair = Pair(desk, counties[0])  # type: ignore[arg-type]
    enrol(pair.desk, pair.county)
    for serial in range(1, 6):
        new_person(pair.desk, serial)
        pair.sync(pair.county.box)

    def work(number: int) -> int:
        county = counties[number % PROCESSES]
        if number % 2:
            return serve(county, county.box).received
        return take_in(county, pair.office, (), lambda: False).received

    with ThreadPoolExecutor(PROCESSES) as pool:
        received = list(pool.map(work, range(2 * PROCESSES)))
    assert sum(received) == pair.desk.head().seq
    with counties[-1].read() as session:
        assert session.execute(select(func.count()).select_from(Person)).scalar_one() == 5
        assert list(verify_chains(session)) == []
    serve(pair.county, pair.county.box)
    assert pair.sync(pair.county.box).report.held == pair.desk.head().seq


def test_two_people_decide_at_once_and_no_number_is_used_twice(
    counties: list[County], desk: object
) -> None:
    pair = Pair(desk, counties[0])  # type: ignore[arg-type]
    enrol(pair.desk, pair.county)
    asked = [wishes.asked(pair.desk, new_person(pair.desk, serial)[1]) for serial in range(1, 7)]
    pair.round()

    def decide(number: int) -> str:
        return speak(counties[number % PROCESSES], asked[number], Said(Answer.GRANT), HEAD)

    with ThreadPoolExecutor(PROCESSES) as pool:
        numbers = list(pool.map(decide, range(len(asked))))
    assert len(set(numbers)) == len(asked)
    with counties[0].read() as session:
        own = select(JournalEntry.seq).where(JournalEntry.device_id == pair.county.identity.device)
        assert sorted(session.scalars(own)) == list(range(1, len(asked) + 1))
        assert list(verify_chains(session)) == []
    pair.round()
    states = {wishes.file_of(pair.desk, each).approval.state for each in asked}
    assert states == {"granted"}
