"""What rosters and the ledger of hours cost: a session of 1,000 people, the balance of 5,000.

As in `bench_office`, the statements that the desk really sends are played on an unencrypted copy
through the bare driver. The balance is also set against the one statement that only adds up.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk
from corrdesk.casework.hour_flows import hour_accounts, record_turnout_and_duties
from corrdesk.casework.programs.choosing import Wanted, chosen
from corrdesk.casework.programs.model import Invitee, ProgramFacts, ProgramType, SessionFacts
from corrdesk.casework.programs.rosters import everyone_but, invite
from corrdesk.casework.programs.service import add_program, plan_sessions
from corrdesk.casework.reporting.service import open_duties
from tests.bench.bench_office import Recorder, measure, plain_copy, say
from tests.bench.large_office import make_large_office

ROUNDS = 4
SUMS = (
    "SELECT learner_id, kind, sort, SUM(minutes) FROM hour_event "
    'WHERE office_id = ? AND "on" >= ? AND "on" <= ? GROUP BY learner_id, kind, sort'
)


def sessions_of(desk: Desk, people: list[Invitee], count: int) -> Iterator[str]:
    """Sessions that are over, one after the other on the same days, with their rosters."""
    facts = ProgramFacts("宪法学习", ProgramType.LAW, 15)
    program = desk.act(lambda uow: add_program(uow, facts))[0]
    today = desk.clock.today()
    for number in range(count):
        starts = f"{6 + number // 4:02d}:{15 * (number % 4):02d}"
        plan = SessionFacts((today - timedelta(days=1),), starts)
        (session_id,) = desk.act(lambda uow, plan=plan: plan_sessions(uow, program, plan))[0]  # type: ignore[misc]
        desk.act(lambda uow, made=session_id: invite(uow, made, people))  # type: ignore[misc]
        yield session_id


def main(people: int, roster: int) -> None:
    """Builds the office and measures."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        desk = make_large_office(folder, people, 0)
        desk.act(lambda uow: open_duties(uow, desk.law()))
        with desk.read() as session:
            everybody = chosen(session, desk.office.id, desk.law(), Wanted())
        sys.stdout.write(f"{len(everybody)} people, a roster of {min(roster, len(everybody))}\n")
        waiting = list(sessions_of(desk, everybody[:roster], ROUNDS + 3))
        desk.save_anchor()
        plain = plain_copy(desk, folder / "plain.db")
        recorder = Recorder(desk)
        rest = iter(waiting)
        clock = desk.clock

        def record() -> None:
            session_id = next(rest)
            if isinstance(clock, FixedClock):
                clock.advance(timedelta(minutes=1))
            sightings = everyone_but([each.learner_id for each in everybody[:roster]], {})
            desk.act(lambda uow: record_turnout_and_duties(uow, session_id, sightings))

        name = f"a session of {roster}, saved"
        measure(name, recorder, plain, record, writes=True, rounds=ROUNDS)
        balance(desk, recorder, plain, people)
        desk.close()
        plain.close()


def balance(desk: Desk, recorder: Recorder, plain: object, people: int) -> None:
    """The accounts of everybody, against the same statements and against the bare sum."""
    office, law = desk.office.id, desk.law()
    with desk.read() as session:
        measure(
            f"the balance of {people}",
            recorder,
            plain,
            lambda: hour_accounts(session, office, law),
            rounds=ROUNDS,
        )
        ours, bare = [], []
        first = date(law.as_of.year, 1, 1).isoformat()
        for _round in range(ROUNDS):
            started = time.perf_counter()
            hour_accounts(session, office, law)
            ours.append(time.perf_counter() - started)
            started = time.perf_counter()
            plain.execute(SUMS, (office, first, law.as_of.isoformat())).fetchall()  # type: ignore[attr-defined]
            bare.append(time.perf_counter() - started)
        say("… to one statement that adds up", statistics.median(ours), statistics.median(bare))


if __name__ == "__main__":
    arguments = [int(text) for text in sys.argv[1:]] or [5_000, 1_000]
    main(*arguments)
