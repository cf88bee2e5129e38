"""Plays an office day by day, on the real desk and on the model alike; a seed decides."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from functools import partial
from typing import Any

from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.model import Manner
from corrdesk.casework.enforcement.assessment import assess
from corrdesk.casework.enforcement.hints.model import HintKind
from corrdesk.casework.enforcement.hints.queries import HINT_LISTS, hints_page
from corrdesk.casework.enforcement.hints.service import dismiss_hint
from corrdesk.casework.enforcement.model import (
    Breach,
    DecisionOutcome,
    Measure,
    Severity,
    ViolationFacts,
)
from corrdesk.casework.enforcement.queries import CASE_LISTS, case_file, count_cases
from corrdesk.casework.enforcement.service import propose, submit, void_notice
from corrdesk.casework.flows import cancel_leave_and_duties
from corrdesk.casework.hinting import confirm_hint, find_hints
from corrdesk.casework.leave.model import Approver, LeaveOutcome
from corrdesk.casework.leave.queries import LEAVE_LISTS, count_leaves, leave_file
from corrdesk.casework.reporting.model import DutyKind, Outcome
from corrdesk.casework.reporting.queries import desk_page
from tests.casework.cases import decision, notice, served
from tests.casework.leaves import back, decide, delegated, paper, record, requested, verdict
from tests.casework.people import (
    at,
    new_person,
    one_duty,
    open_windows,
    report,
    stand_on,
)
from tests.scenarios.office_model import DAY, WEEKLY, Case, Given, Man, Trip

NAMES = "赵钱孙李周吴郑王冯陈褚卫"
DESK_KINDS = tuple(WEEKLY)


class Office:
    """The desk and its model, and the chance that moves both."""

    def __init__(self, desk: Desk, people: int, seed: int) -> None:
        self.desk = desk
        self.chance = random.Random(seed)
        self.start = desk.clock.today()
        self.men: list[Man] = []
        self.ids: dict[str, tuple[str, str]] = {}  # person, supervision by name
        self.leaves: dict[tuple[str, int], str] = {}  # by name and number
        self.cases: dict[tuple[str, int], str] = {}
        self.acts: Counter[str] = Counter()
        delegated(desk)
        for number in range(people):
            name = f"{NAMES[number]}某某"
            self.ids[name] = new_person(
                desk, number + 1, name,
                term_start=self.start, term_end=self.start + timedelta(days=800),
                reported_in_on=self.start, tracked_from=self.start, effective_on=None,
            )  # fmt: skip
            self.men.append(Man(name, self.start))

    @property
    def today(self) -> date:
        return self.desk.clock.today()

    # A day

    def play(self, day: date) -> None:
        """Morning: windows and hints; then whatever happens."""
        stand_on(self.desk, day)
        open_windows(self.desk)
        for man in self.men:
            man.begin(day)
        self._look()
        for man in self.men:
            self._reports(man)
            self._trips(man)
            self._cases(man)
        self._look()  # a late entry may just have taken the ground away
        for man in self.men:
            self._hints(man)
        self._look()

    def _look(self) -> None:
        self.desk.act(lambda uow: find_hints(uow, self.desk.law()))
        for man in self.men:
            man.look(self.today)

    def _luck(self, probability: float) -> bool:
        return self.chance.random() < probability

    def _did(self, what: str) -> None:
        self.acts[what] += 1

    # Reports

    def _reports(self, man: Man) -> None:
        supervision = self.ids[man.name][1]
        for kind in DESK_KINDS:
            if self._luck(0.2):
                # At times yesterday's report is entered only today.
                day = (
                    self.today - DAY if self._luck(0.2) and self.today > self.start else self.today
                )
                report(self.desk, supervision, at(day), DutyKind(kind))
                man.report(kind, day)
                self._did("report")
        week = man.weeks.get(("written_report", self.today - self.today.weekday() * DAY))
        if week is not None and week.state == "open" and self._luck(0.03):
            duty = one_duty(self.desk, supervision, week.first, DutyKind.WRITTEN_REPORT)
            excused = self._luck(0.5)
            report(
                self.desk, supervision, None, DutyKind.WRITTEN_REPORT,
                Outcome.EXCUSED if excused else Outcome.WAITING_EVIDENCE, duty.id,
                reason="住院", evidence_due=None if excused else self.today + 5 * DAY,
            )  # fmt: skip
            week.state = "excused" if excused else "waiting"
            self._did(week.state)

    # Leave

    def _trips(self, man: Man) -> None:
        for number, trip in enumerate(man.trips):
            if trip.state == "requested":
                self._decide_trip(man, number, trip)
            elif trip.state == "approved":
                self._end_trip(man, number, trip)
        busy = any(trip.state in {"requested", "approved"} for trip in man.trips)
        if not busy and self._luck(0.04):
            depart = self.today + self.chance.randint(4, 9) * DAY
            trip = Trip(depart, depart + self.chance.choice((0, 3, 6, 7, 9, 13, 20, 30)) * DAY)
            made = requested(
                self.desk, self.ids[man.name][1], trip.depart, trip.last, requested_on=self.today
            )
            self.leaves[man.name, len(man.trips)] = made
            man.trips.append(trip)
            with self.desk.read() as session:
                file = leave_file(session, self.desk.office.id, made)
            assert file is not None
            assert file.leave.approver == man.approver(trip), (man.name, trip)
            self._did("leave")

    def _decide_trip(self, man: Man, number: int, trip: Trip) -> None:
        made, approver = self.leaves[man.name, number], Approver(man.approver(trip))
        granted = trip.depart > self.today and self._luck(0.8)
        if approver is not Approver.OFFICE or not granted:
            outcome = LeaveOutcome.GRANTED if granted else LeaveOutcome.REFUSED
            word = paper(
                outcome, Approver.COUNTY if approver is Approver.OFFICE else approver,
                decided_on=self.today, reason="" if granted else "事由不实",
                legal_reason="" if granted else "不属于正当理由",
            )  # fmt: skip
            record(self.desk, made, word)
        else:
            decide(self.desk, made, verdict(decided_on=self.today))
        trip.state = "approved" if granted else "refused"
        self._did(f"leave {trip.state}")

    def _end_trip(self, man: Man, number: int, trip: Trip) -> None:
        made = self.leaves[man.name, number]
        if self.today < trip.depart:
            if self._luck(0.03):
                self.desk.act(
                    lambda uow: cancel_leave_and_duties(uow, self.desk.law(), made, "不去了")
                )
                trip.state = "cancelled"
                self._did("leave cancelled")
            return
        early = self.today < trip.last and self._luck(0.05)
        in_time = self.today == trip.last and self._luck(0.6)
        late = self.today > trip.last and self._luck(0.15)
        if early or in_time or late:
            back(self.desk, made, self.today, note="车次取消" if late else "")
            trip.state, trip.returned, trip.reported = "ended", self.today, self.today
            man.settle_moves(self.today)
            self._did("back late" if late else "back")

    # Violations

    def _cases(self, man: Man) -> None:
        for number, case in enumerate(man.cases):
            self._check_named(man, number, case)
            if case.state in {"recorded", "returned"} and self._luck(0.4):
                self._propose(man, number, case)
            elif case.state == "submitted" and self._luck(0.4):
                self._county(man, number, case)
        for number, case in enumerate(man.cases):
            if case.granted and self._luck(0.5):
                self._serve(man, number, case)

    def _check_named(self, man: Man, number: int, case: Case) -> None:
        """What the rules name on this day is what the model says."""
        if case.state != "recorded":
            return
        with self.desk.read() as session:
            found = assess(
                session, self.desk.office.id, self.cases[man.name, number], self.desk.law()
            )
        assert [measure.value for measure in found.measures] == man.named(case), (man.name, case)
        self._did("assessed")

    def _propose(self, man: Man, number: int, case: Case) -> None:
        made, file = self.cases[man.name, number], self._file(man, number)
        if case.state == "returned":
            proposal = file.proposals[0].id
        else:
            offered = [name for name in man.named(case) if name != "revoke_probation"]
            case.measure = offered[-1]
            measure = Measure(case.measure)
            proposal = self.desk.act(lambda uow: propose(uow, self.desk.law(), made, measure))[0]
        self.desk.act(lambda uow: submit(uow, proposal))
        case.state = "submitted"
        self._did("proposed")

    def _county(self, man: Man, number: int, case: Case) -> None:
        proposal = self._file(man, number).proposals[0].id
        outcome = self.chance.choices(list(DecisionOutcome), (8, 1, 1))[0]
        reason = "" if outcome is DecisionOutcome.GRANTED else "补充材料"
        decision(self.desk, proposal, outcome=outcome, on=self.today, reason=reason)
        case.state = {
            DecisionOutcome.GRANTED: "decided",
            DecisionOutcome.REFUSED: "recorded",
            DecisionOutcome.RETURNED: "returned",
        }[outcome]
        case.granted = outcome is DecisionOutcome.GRANTED
        self._did(f"county {outcome}")

    def _serve(self, man: Man, number: int, case: Case) -> None:
        """The sheet is issued and served; at times the first one is void."""
        decided = self._file(man, number).decisions[0].id
        if self._luck(0.2):
            spoilt = notice(self.desk, decided)
            self.desk.act(lambda uow: void_notice(uow, spoilt, "打印有误"))
            self._did("void")
        refused = self._luck(0.2)
        more: dict[str, Any] = {"how": Manner.REFUSED, "witness": "村委会王主任"} if refused else {}
        served(self.desk, decided, **more)
        man.given.append(Given(case.measure, self.today))
        case.granted = False
        self._did(f"served {case.measure}")

    def _file(self, man: Man, number: int) -> Any:
        with self.desk.read() as session:
            found = case_file(session, self.desk.office.id, self.cases[man.name, number])
        assert found is not None
        return found

    # Hints

    def _hints(self, man: Man) -> None:
        with self.desk.read() as session:
            page = hints_page(session, self.desk.office.id, self.today, "open", limit=10_000)
        for line in [line for line in page if line.name == man.name]:
            key = self._key(man, line)
            if self._luck(0.04):
                self.desk.act(partial(dismiss_hint, hint_id=line.hint_id, reason="已说明理由"))
                man.hints[key].state = "dismissed"
                self._did("dismissed")
            elif line.kind is not HintKind.HOURS_SHORT and self._luck(0.15):
                self._confirm(man, line, key)

    def _confirm(self, man: Man, line: Any, key: tuple[object, ...]) -> None:
        leave = line.kind is HintKind.LEAVE_OVERRUN
        found = ViolationFacts(
            Breach.LEAVE if leave else Breach.REPORT, line.sentence, self.today, Severity.MINOR
        )
        made = self.desk.act(
            lambda uow: confirm_hint(uow, self.desk.law(), line.hint_id, found, seal=self.desk.seal)
        )[0]
        self.cases[man.name, len(man.cases)] = made
        man.cases.append(Case(self.today))
        man.hints[key].state = "confirmed"
        if key[0] == "week":
            week = man.weeks[key[1], key[2]]  # type: ignore[index]
            week.state = "missed"
        self._did("confirmed")

    def _key(self, man: Man, line: Any) -> tuple[object, ...]:
        """Which of the model's hints a line is: the one of the same kind and day, and window."""
        if line.duty_id is None:
            number = next(n for n, trip in enumerate(man.trips) if trip.last == line.due)
            return ("trip", number)
        with self.desk.read() as session:
            from corrdesk.casework.reporting.queries import duty_row

            duty = duty_row(session, self.desk.office.id, line.duty_id)
        assert duty is not None
        family = "month" if duty.kind in {"education", "public_service"} else "week"
        return (family, duty.kind, duty.period_start)

    # What the desk shows, and what it should

    def shown(self) -> dict[str, Any]:
        """Every list of the desk, as plain values."""
        office, law = self.desk.office.id, self.desk.law()
        found: dict[str, Any] = {}
        with self.desk.read() as session:
            for name in ("due", "overdue", "waiting"):
                lines = desk_page(session, office, self.today, name, limit=10_000)
                found[name] = sorted(
                    (each.name, each.kind.value, each.period_start) for each in lines
                )
            for name in LEAVE_LISTS:
                found[f"leave {name}"] = count_leaves(session, office, law, name)
            for name in CASE_LISTS:
                found[f"case {name}"] = count_cases(session, office, name)
            for name in HINT_LISTS:
                page = hints_page(session, office, self.today, name, limit=100_000)
                found[f"hint {name}"] = sorted(
                    (each.name, each.kind.value, each.due) for each in page
                )
        return found

    def wanted(self) -> dict[str, Any]:
        """The same from the model."""
        today = self.today
        weeks = [(man.name, week) for man in self.men for week in man.weeks.values()]
        trips = [trip for man in self.men for trip in man.trips]
        cases = [case for man in self.men for case in man.cases]
        hints = [(man.name, hint) for man in self.men for hint in man.hints.values()]
        still = [(name, week) for name, week in weeks if week.state == "open"]
        out = [trip for trip in trips if trip.state == "approved"]
        found: dict[str, Any] = {
            "due": sorted((name, *week.key) for name, week in still if week.last >= today),
            "overdue": sorted((name, *week.key) for name, week in still if week.last < today),
            "waiting": sorted((n, *week.key) for n, week in weeks if week.state == "waiting"),
            "leave requested": sum(trip.state == "requested" for trip in trips),
            "leave upcoming": sum(trip.depart > today for trip in out),
            "leave away": sum(trip.depart <= today <= trip.last for trip in out),
            "leave overdue": sum(trip.last < today for trip in out),
            "leave ended": sum(trip.state not in {"requested", "approved"} for trip in trips),
            "case open": sum(case.state in {"recorded", "returned"} for case in cases),
            "case submitted": sum(case.state == "submitted" for case in cases),
            "case decided": sum(case.state == "decided" for case in cases),
            "case closed": 0,
        }
        for state in ("open", "confirmed", "dismissed", "lapsed"):
            found[f"hint {state}"] = sorted(
                (name, hint.kind, hint.due) for name, hint in hints if hint.state == state
            )
        return found
