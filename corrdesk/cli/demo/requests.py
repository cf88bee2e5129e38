"""Requests of the demo office: moves out and in, leave, recurring travel, a visit, a place.

Played day by day with the weeks before the day, through the same services as an officer's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from corrdesk.bootstrap import Desk
from corrdesk.casework.approvals.model import (
    ApprovalKind,
    ApprovalOutcome,
    ApprovalRequest,
    ApprovalWord,
    Contact,
)
from corrdesk.casework.approvals.service import record_approval_decision, request_approval
from corrdesk.casework.caseload.model import Category, PersonCard
from corrdesk.casework.caseload.queries import PeopleFilter, people_page
from corrdesk.casework.flows import record_leave_and_duties, record_step_and_register
from corrdesk.casework.leave.model import (
    Approver,
    LeaveApplication,
    LeaveOutcome,
    LeavePlan,
    LeaveReason,
    LeaveVerdict,
    PermitApplication,
    TripManner,
    TripReport,
)
from corrdesk.casework.leave.service import request_leave
from corrdesk.casework.leave.travel import record_permit_decision, report_trip, request_permit
from corrdesk.casework.relocation.model import (
    IncomingLetter,
    MoveApplication,
    Outcome,
    Step,
    StepFacts,
)
from corrdesk.casework.relocation.service import receive_letter, request_move

OTHER_COUNTY = "白水县社区矫正管理局"
NEWCOMER = ("高远航", "110103199003072773")
LONG = timedelta(days=120)
MARKET = "白水县农资市场"


@dataclass(slots=True)
class Requests:
    """The requests as far as they have come; `on` is called once for every day."""

    desk: Desk
    day: date  # the day of the demo
    moving: str = ""
    permit: str = ""

    def on(self, today: date) -> None:
        """Makes what happens this many days before the day of the demo."""
        happens = self._calendar().get((self.day - today).days)
        people = self._people() if happens else None
        if happens is not None and people is not None:
            happens(today, people)

    def _calendar(self) -> dict[int, Callable[[date, list[PersonCard]], None]]:
        return {
            16: self._ask_to_move,
            15: self._send_letter,
            12: self._permit_travel,
            8: self._receive_letter,
            6: self._travel,
            5: self._ask_to_visit,
            4: self._agree_to_move,
            2: self._go_away,
        }

    def _people(self) -> list[PersonCard] | None:
        """Six people who are supervised for long enough, or None where there are fewer."""
        wanted = PeopleFilter(category=Category.PROBATION)
        with self.desk.read() as session:
            cards = people_page(session, self.desk.office.id, wanted, limit=1_000)
        long = [card for card in cards if card.term_end > self.day + LONG]
        return long[:6] if len(long) >= 6 else None

    def _ask_to_move(self, today: date, people: list[PersonCard]) -> None:
        application = MoveApplication(
            requested_on=today,
            move_on=self.day + timedelta(days=40),
            reason="随配偶迁居，已在当地购房",
            new_address="白水县临江镇桥头村2组5号",
            new_county=OTHER_COUNTY,
            proofs=("房屋买卖合同", "配偶户口簿复印件"),
        )
        law = self.desk.law()
        self.moving, _changes = self.desk.act(
            lambda uow: request_move(uow, law, people[0].supervision_id, application)
        )

    def _send_letter(self, today: date, _people: list[PersonCard]) -> None:
        opinion = "经走访核实，房屋和家庭情况属实，同意变更。"
        self._step(Step.OPINION, today, outcome=Outcome.AGREED, words=opinion)
        self._step(Step.LETTER, today, document=f"青矫函〔{today.year}〕8号")

    def _agree_to_move(self, today: date, _people: list[PersonCard]) -> None:
        """The reply is late, and stays visible as such."""
        self._step(Step.REPLY, today, outcome=Outcome.AGREED, document=f"白矫复〔{today.year}〕3号")
        decision = f"青矫变〔{today.year}〕2号"
        self._step(Step.DECISION, today, outcome=Outcome.AGREED, document=decision)
        self._step(Step.NOTIFIED, today)

    def _step(
        self,
        step: Step,
        on: date,
        *,
        outcome: Outcome | None = None,
        document: str = "",
        words: str = "",
    ) -> None:
        facts = StepFacts(step, on, outcome=outcome, document=document, words=words)
        law, case = self.desk.law(), self.moving
        self.desk.act(lambda uow: record_step_and_register(uow, law, case, facts))

    def _receive_letter(self, today: date, _people: list[PersonCard]) -> None:
        name, number = NEWCOMER
        letter = IncomingLetter(
            received_on=today,
            person_name=name,
            id_number=number,
            old_county=OTHER_COUNTY,
            document=f"白矫函〔{today.year}〕9号",
            new_address="青石镇东街8号",
            reason="回原籍照顾父母",
            phone="13900000031",
        )
        law = self.desk.law()
        self.desk.act(lambda uow: receive_letter(uow, law, letter))

    def _permit_travel(self, today: date, people: list[PersonCard]) -> None:
        application = PermitApplication(
            reason="在镇上经营农资店，需要经常到邻县进货",
            places=(MARKET,),
            times="每周二、周五，当日往返",
            frequency="每周两次",
            requested_on=today,
            proofs=("营业执照复印件",),
            reporting="出发前和返回后电话报告",
        )
        word = LeaveVerdict(
            LeaveOutcome.GRANTED, today, Approver.COUNTY, f"青矫常〔{today.year}〕4号"
        )
        law = self.desk.law()
        self.permit, _changes = self.desk.act(
            lambda uow: request_permit(uow, people[1].supervision_id, application)
        )
        self.desk.act(lambda uow: record_permit_decision(uow, law, self.permit, word))

    def _travel(self, today: date, _people: list[PersonCard]) -> None:
        report = TripReport(today, MARKET, TripManner.PHONE, today, back_on=today)
        self.desk.act(lambda uow: report_trip(uow, self.permit, report))

    def _ask_to_visit(self, today: date, people: list[PersonCard]) -> None:
        place, visit = _wishes(today, self.day)
        self._wish(visit, people[3])
        granted = self._wish(place, people[2])
        word = ApprovalWord(
            ApprovalOutcome.GRANTED,
            today,
            f"青矫批〔{today.year}〕6号",
            requirements="由司法所工作人员陪同",
        )
        self.desk.act(lambda uow: record_approval_decision(uow, granted, word))

    def _wish(self, request: ApprovalRequest, card: PersonCard) -> str:
        law = self.desk.law()
        made, _changes = self.desk.act(
            lambda uow: request_approval(uow, law, card.supervision_id, request)
        )
        return made

    def _go_away(self, today: date, people: list[PersonCard]) -> None:
        """One is away with the county's word on the day of the demo, one has asked."""
        self._leave(people[5], today, ahead=7)
        leave, law = self._leave(people[4], today, ahead=1), self.desk.law()
        document = f"青矫外〔{today.year}〕11号"
        word = LeaveVerdict(LeaveOutcome.GRANTED, today, Approver.COUNTY, document)
        self.desk.act(lambda uow: record_leave_and_duties(uow, law, leave, word))

    def _leave(self, card: PersonCard, today: date, *, ahead: int) -> str:
        first, law = today + timedelta(days=ahead), self.desk.law()
        application = LeaveApplication(
            plan=LeavePlan(first, first + timedelta(days=4), today),
            reason=LeaveReason.MEDICAL,
            reason_text="陪母亲到省城医院复查",
            destination="省城市第一人民医院",
            proofs=("诊断证明",),
            late_reason="医院临时通知住院" if ahead == 1 else "",
        )
        leave, _changes = self.desk.act(
            lambda uow: request_leave(uow, law, card.supervision_id, application)
        )
        return leave


def _wishes(today: date, day: date) -> tuple[ApprovalRequest, ApprovalRequest]:
    """To enter a forbidden place, and to meet the victim."""
    first = day + timedelta(days=2)
    place = ApprovalRequest(
        kind=ApprovalKind.PLACE,
        requested_on=today,
        subject="青石县中心网吧",
        reason="单位派去维修网络设备",
        from_on=first,
        until_on=first,
        proofs=("单位派工单",),
        times="9:00至12:00",
        injunction="禁止在缓刑考验期内进入网吧",
    )
    visit = ApprovalRequest(
        kind=ApprovalKind.CONTACT,
        requested_on=today,
        subject="周某",
        reason="当面赔礼道歉并商谈赔偿",
        from_on=first,
        until_on=first,
        proofs=("被害人书面意见",),
        contact=Contact.VICTIM,
    )
    return place, visit
