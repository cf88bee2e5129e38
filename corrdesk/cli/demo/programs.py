"""Education and service at the demo office: programmes, sessions with rosters, hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import HourKind, HourSort, Learner
from corrdesk.casework.hour_flows import enter_hours_and_duties, record_turnout_and_duties
from corrdesk.casework.partners.model import VolunteerFacts
from corrdesk.casework.partners.service import add_volunteer
from corrdesk.casework.programs.accounts import Entry
from corrdesk.casework.programs.choosing import Wanted, chosen
from corrdesk.casework.programs.model import (
    Invitee,
    ProgramFacts,
    ProgramType,
    SessionFacts,
    Turnout,
)
from corrdesk.casework.programs.queries import SessionLine, sessions_page
from corrdesk.casework.programs.rosters import everyone_but, invite
from corrdesk.casework.programs.service import add_program, plan_sessions
from corrdesk.store.unit_of_work import UnitOfWork

LAW = ProgramFacts(
    "宪法和刑法常识", ProgramType.LAW, 120, place="司法所教育室", full_mark=100, pass_mark=60
)
SERVICE = ProgramFacts(
    "河道保洁", ProgramType.SERVICE, 180, organiser="西河村村委会", place="西河堤", capacity=30
)
STAFF = ProgramFacts("档案和保密业务培训", ProgramType.LAW, 180, place="县局会议室", for_staff=True)
MISSED = 2  # people of every session
MOST = 30
MONTH = timedelta(days=30)


@dataclass(slots=True)
class Teaching:
    """What the office teaches; `on` is called once for every day, the day of the demo included."""

    desk: Desk
    day: date  # the day of the demo, whose sessions wait to be recorded
    begun: bool = False

    def on(self, today: date) -> None:
        """Plans everything on the first day, records what was held, invites to what comes."""
        if not self.begun:
            self._begin(today)
        for line in self._sessions(today, "to_record"):
            self._teach(line, finished=today < self.day)
        if today == self.day:
            for line in self._sessions(today, "upcoming"):
                self._teach(line, finished=False)
            self._penalise_one()

    def _begin(self, start: date) -> None:
        """A session of each programme a week, until a fortnight after the day."""
        weeks = range((self.day - start).days // 7 + 3)
        days = tuple(start + timedelta(weeks=each, days=self.day.weekday()) for each in weeks)

        def work(uow: UnitOfWork) -> None:
            law, service = add_program(uow, LAW), add_program(uow, SERVICE)
            plan_sessions(uow, law, SessionFacts(days, "09:00", teacher="张律师", topic="以案释法"))
            plan_sessions(uow, service, SessionFacts(days, "14:00"))
            plan_sessions(uow, add_program(uow, STAFF), SessionFacts((self.day + MONTH,), "09:00"))
            volunteer = VolunteerFacts("郑大山", skills="法律", secrecy_on=start)
            add_volunteer(uow, volunteer)

        self.desk.act(work)
        self.begun = True

    def _sessions(self, today: date, name: str) -> list[SessionLine]:
        with self.desk.read() as session:
            lines = sessions_page(session, self.desk.office.id, today, name)
        return [line for line in lines if not line.for_staff]

    def _teach(self, line: SessionLine, *, finished: bool) -> None:
        people = self._people()[:: 2 if line.hour_kind == HourKind.EDUCATION else 3][:MOST]
        if not people:
            return

        def work(uow: UnitOfWork) -> None:
            invite(uow, line.session_id, people)
            if finished:
                missed = {each.learner_id: Turnout.ABSENT for each in people[:MISSED]}
                sightings = everyone_but([each.learner_id for each in people], missed)
                by = self.day + MONTH
                record_turnout_and_duties(uow, line.session_id, sightings, make_up_by=by)

        self.desk.act(work)

    def _people(self) -> list[Invitee]:
        with self.desk.read() as session:
            return chosen(session, self.desk.office.id, self.desk.law(), Wanted())

    def _penalise_one(self) -> None:
        people = self._people()
        if people:
            entry = Entry(
                Learner.SUPERVISION, people[0].learner_id, HourKind.EDUCATION, HourSort.PENALTY,
                30, self.day, "上课玩手机，经提醒不改",
            )  # fmt: skip
            self.desk.act(lambda uow: enter_hours_and_duties(uow, entry))
