"""The ledger on a real store: the same balance in whatever order and on whatever computer it came.

The rules alone are proved in `tests/casework/programs/test_policy.py`; here everything goes through
the commands, the journal and the exchange of two computers of one office.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from corrdesk.base.actor import Actor
from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk, open_desk
from corrdesk.casework.caseload.absences import approved_absences, note_absence
from corrdesk.casework.caseload.hours import HourKind, HourSort, HourSource, hour_events
from corrdesk.casework.caseload.service import add_person
from corrdesk.casework.caseload.tables import Absence, Supervision
from corrdesk.casework.flows import follow_received
from corrdesk.casework.hour_flows import hour_accounts
from corrdesk.casework.programs.model import Turnout
from corrdesk.casework.programs.queries import session_file
from corrdesk.casework.programs.service import minutes_after_midnight
from corrdesk.casework.reporting.model import DutyKind
from corrdesk.store.engine import Store
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.segment import Segment, claim_run, packed_run
from corrdesk.sync.replica import Replica
from corrdesk.vault.cipher import dbapi
from tests.casework.conftest import OFFICER, PASSPHRASE, TODAY, founded_office
from tests.casework.people import id_number, one_duty, open_windows, order_facts, person_facts
from tests.casework.sessions import course, entered, invited, planned, program, record
from tests.sync.worlds import COUNTY, SCHEMA, signing

__all__ = ["founded_office"]  # fixture

FIRST = date(2026, 6, 1)
NUMBERS = count(1)
EVERYTHING = 1 << 30
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)  # to shrink a failure takes minutes here


@dataclass(frozen=True)
class Attended:
    """A session that somebody came to, for all of it or for some minutes."""

    day: int
    starts: int
    length: int
    came: int


@dataclass(frozen=True)
class Away:
    """An approved leave of a day."""

    day: int


@dataclass(frozen=True)
class Word:
    """An officer's own entry."""

    minutes: int
    sort: HourSort


@st.composite
def attended(draw: st.DrawFn) -> Attended:
    length = draw(st.sampled_from([60, 90, 120]))
    starts = draw(st.sampled_from([480, 510, 540, 600, 660]))
    return Attended(draw(st.integers(0, 2)), starts, length, draw(st.integers(1, length)))


HAPPENING = st.one_of(
    attended(),
    st.builds(Away, st.integers(0, 2)),
    st.builds(Word, st.integers(1, 90), st.sampled_from([HourSort.PENALTY, HourSort.ADJUSTMENT])),
)
HAPPENINGS = st.lists(HAPPENING, min_size=2, max_size=6)
CROWDED = st.lists(
    st.one_of(
        st.builds(
            lambda starts, came: Attended(0, starts, 120, came),
            st.sampled_from([480, 540, 570, 660]),
            st.integers(60, 120),
        ),
        HAPPENING,
    ),
    min_size=3,
    max_size=6,
)
"""Mostly sessions of one morning that overlap."""


@dataclass
class Computer:
    """A computer of the office, and how much of the other's chain it has taken."""

    desk: Desk
    taken: int = 0
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.store = Store(self.desk.vault.connect, dbapi)

    def take_from(self, other: Computer) -> None:
        """Takes what the other computer has written since, as the exchange does."""
        device, office = other.desk.actor.device_id, other.desk.office.id
        entries = Replica(other.store, office).run(device, self.taken + 1, EVERYTHING)
        if not entries:
            return
        run = tuple(entries)
        segment = Segment(
            claim_run(packed_run(run), COUNTY, SCHEMA, signing("a computer").sign), run
        )
        replica = Replica(self.store, office)
        taken = replica.take(segment, {device: Side.OFFICE, self.desk.actor.device_id: Side.OFFICE})
        assert taken.entries == len(run)
        self.taken = run[-1].seq
        self.desk.received(replica.changed)


@pytest.fixture(scope="module")
def computers(
    tmp_path_factory: pytest.TempPathFactory, founded_office: Path
) -> Iterator[tuple[Computer, Computer]]:
    """Two computers that begin with the same vault."""
    clock, folder = FixedClock(TODAY), tmp_path_factory.mktemp("computers")
    with ExitStack() as stack:
        found = []
        for name in ("home", "other"):
            shutil.copytree(founded_office, folder / name)
            desk = open_desk(
                folder / name / "vault",
                officer=OFFICER,
                passphrase=PASSPHRASE,
                device_secret_file=folder / name / "device.secret",
                clock=clock,
            )
            stack.callback(desk.close)
            found.append(desk)
        home, other = found
        known = home.head().seq
        mine = other.actor
        other.actor = Actor(mine.officer_id, mine.name, mine.role, "second-computer")
        pair = Computer(home), Computer(other, taken=known)
        for each in pair:
            stack.callback(each.store.dispose)
        yield pair


def somebody(desk: Desk) -> str:
    person = person_facts(born=(born := date(1950, 1, 1) + timedelta(days=next(NUMBERS))),
                          id_number=id_number(1, born))  # fmt: skip
    made, _changes = desk.act(lambda uow: add_person(uow, person, order_facts()))
    with desk.read() as session:
        return session.scalars(select(Supervision.id).where(Supervision.person_id == made)).one()


def sessions_for(desk: Desk, happenings: Sequence[Any], who: Sequence[str]) -> list[str]:
    """A session for every happening that is one, with these people on its roster."""
    found = []
    for each in happenings:
        if not isinstance(each, Attended):
            found.append("")
            continue
        made = program(desk, course(name=f"课{next(NUMBERS)}"))
        on = FIRST + timedelta(days=each.day)
        starts = f"{each.starts // 60:02d}:{each.starts % 60:02d}"
        found.append(invited(desk, planned(desk, made, on, starts, minutes=each.length), who))
    return found


def happen(desk: Desk, who: str, each: Any, session_id: str) -> None:
    """Enters one happening."""
    if isinstance(each, Word):
        entered(desk, who, each.minutes, each.sort, on=FIRST)
    elif isinstance(each, Away):
        day = FIRST + timedelta(days=each.day)

        def away(uow: UnitOfWork) -> None:
            uow.begin_act("leave.record")
            source = uow.new_id()
            note_absence(uow, who, source, (day, day))
            uow.session.flush()
            made = uow.session.scalars(select(Absence.id).where(Absence.source_id == source)).one()
            follow_received(uow, desk.law(), {"absence": [made]})

        desk.act(away)
    elif each.came == each.length:
        record(desk, session_id, {who: Turnout.PRESENT})
    else:
        record(desk, session_id, {who: Turnout.PARTLY}, minutes=each.came)


def events_of(desk: Desk, who: str) -> Sequence[Any]:
    with desk.read() as session:
        return hour_events(session, desk.office.id, learner_ids=[who])


def balance(desk: Desk, who: str) -> int:
    """What the account says; always the sum of the events."""
    with desk.read() as session:
        accounts = hour_accounts(session, desk.office.id, desk.law(), supervision_id=who)
    found = next(each for each in accounts if each.kind is HourKind.EDUCATION)
    events = events_of(desk, who)
    assert found.tally.balance == sum(each.minutes for each in events)
    return found.tally.balance


def credit(desk: Desk, who: str) -> dict[str, int]:
    """What each session has brought."""
    found: dict[str, int] = {}
    for each in events_of(desk, who):
        if each.source == HourSource.SESSION:
            found[each.source_id] = found.get(each.source_id, 0) + each.minutes
    return found


def hold(desk: Desk, who: str) -> None:
    """Nothing beyond a session's length, none on leave, none for an overlap."""
    counted: list[tuple[date, int, int]] = []
    with desk.read() as session:
        away = approved_absences(session, desk.office.id, who).get(who, ())
        for session_id, minutes in credit(desk, who).items():
            file = session_file(session, desk.office.id, session_id)
            assert file is not None
            (line,) = [each for each in file.roster if each.learner_id == who]
            held = file.session
            assert 0 <= minutes <= min(line.minutes, held.minutes)
            if minutes:
                assert not any(span.contains(held.on) for span in away)
                start = minutes_after_midnight(held.starts)
                counted.append((held.on, start, start + held.minutes))
    for one in counted:
        for other in counted:
            assert one is other or one[0] != other[0] or one[2] <= other[1] or other[2] <= one[1]


@settings(max_examples=20, phases=QUICK)
@given(HAPPENINGS, st.randoms(use_true_random=False))
def test_one_computer_any_order(
    computers: tuple[Computer, Computer], happenings: list[Any], chance: random.Random
) -> None:
    desk = computers[0].desk
    first, second = somebody(desk), somebody(desk)
    sessions = sessions_for(desk, happenings, [first, second])
    order = list(range(len(happenings)))
    shuffled = order[:]
    chance.shuffle(shuffled)
    for who, places in ((first, order), (second, shuffled)):
        for place in places:
            happen(desk, who, happenings[place], sessions[place])
            hold(desk, who)
    assert balance(desk, first) == balance(desk, second)
    mine, other = credit(desk, first), credit(desk, second)
    assert {key: each for key, each in mine.items() if each} == {
        key: each for key, each in other.items() if each
    }


@settings(max_examples=12, phases=QUICK)
@given(CROWDED, st.lists(st.booleans(), min_size=6, max_size=6), st.booleans())
def test_two_computers_that_were_apart(
    computers: tuple[Computer, Computer], happenings: list[Any], where: list[bool], turn: bool
) -> None:
    """What each entered alone comes to the same as if it had been entered on one."""
    home, other = computers
    apart, alone = somebody(home.desk), somebody(home.desk)
    open_windows(home.desk)
    sessions = sessions_for(home.desk, happenings, [apart, alone])
    other.take_from(home)
    for each, session_id, here in zip(happenings, sessions, where, strict=False):
        happen((home if here else other).desk, apart, each, session_id)
        happen(home.desk, alone, each, session_id)
    for _round in range(3):  # a correction of one is news for the other
        for one, two in ((home, other), (other, home))[:: -1 if turn else 1]:
            one.take_from(two)
    for each in (home.desk, other.desk):
        hold(each, apart)
    assert balance(home.desk, apart) == balance(other.desk, apart) == balance(home.desk, alone)
    events = [
        {(each.id, each.minutes) for each in events_of(one.desk, apart)} for one in (home, other)
    ]
    assert events[0] == events[1]
    for each in (home.desk, other.desk):  # the window of the month is judged by all of it
        window = one_duty(each, apart, FIRST, DutyKind.EDUCATION)
        assert window.done == max(0, balance(each, apart))
