"""The words of education and service: types, phases, outcomes, and the facts of each step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corrdesk.base.i18n import N_
from corrdesk.casework.caseload.hours import HourKind, Learner


class ProgramType(StrEnum):
    """What is done (CCL 36, 37, 40, 42; IM 43, 44)."""

    LAW = "law"
    MORALS = "morals"
    PSYCHOLOGY = "psychology"
    SKILLS = "skills"
    TALK = "talk"
    ONLINE = "online"
    VISIT = "visit"
    SERVICE = "service"


class Phase(StrEnum):
    """For which part of the term it is meant."""

    ENTRY = "entry"
    MIDDLE = "middle"
    EXIT = "exit"
    ANY = "any"


class Provider(StrEnum):
    """Who provides it."""

    OFFICE = "office"
    PARTNER = "partner"
    VOLUNTEER = "volunteer"


class SessionState(StrEnum):
    """Where a session stands; it is held once everybody on its roster is recorded."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class InvitationState(StrEnum):
    """Whether somebody is on the roster."""

    INVITED = "invited"
    REMOVED = "removed"


class Turnout(StrEnum):
    """How it went for one person."""

    PRESENT = "present"
    PARTLY = "partly"  # came late or left early: the minutes are written down
    EXCUSED = "excused"
    ABSENT = "absent"


class Manner(StrEnum):
    """How presence was taken down."""

    SEARCH = "search"
    CARD = "card"
    QR = "qr"
    PAPER = "paper"  # from the signed sheet, afterwards
    EXCEPT = "except"  # everyone but …


class Ground(StrEnum):
    """Why somebody need not do hours."""

    INABILITY = "inability"
    EXEMPTION = "exemption"


class MakeUpState(StrEnum):
    """What became of the task to make a missed session up."""

    OPEN = "open"
    DONE = "done"
    WAIVED = "waived"


TYPE_LABELS = {
    ProgramType.LAW: N_("法治教育"),
    ProgramType.MORALS: N_("道德教育"),
    ProgramType.PSYCHOLOGY: N_("心理健康教育"),
    ProgramType.SKILLS: N_("职业技能培训"),
    ProgramType.TALK: N_("个别谈话教育"),
    ProgramType.ONLINE: N_("网上学习"),
    ProgramType.VISIT: N_("参观活动"),
    ProgramType.SERVICE: N_("公益活动"),
}
PHASE_LABELS = {
    Phase.ENTRY: N_("入矫教育"),
    Phase.MIDDLE: N_("常规教育"),
    Phase.EXIT: N_("解矫教育"),
    Phase.ANY: N_("各阶段"),
}
PROVIDER_LABELS = {
    Provider.OFFICE: N_("本所"),
    Provider.PARTNER: N_("合作单位"),
    Provider.VOLUNTEER: N_("志愿者"),
}
SESSION_LABELS = {
    SessionState.PLANNED: N_("已安排"),
    SessionState.HELD: N_("已登记"),
    SessionState.CANCELLED: N_("已取消"),
}
TURNOUT_LABELS = {
    Turnout.PRESENT: N_("到场"),
    Turnout.PARTLY: N_("迟到或早退"),
    Turnout.EXCUSED: N_("请假"),
    Turnout.ABSENT: N_("缺席"),
}
MANNER_LABELS = {
    Manner.SEARCH: N_("查找登记"),
    Manner.CARD: N_("刷身份证"),
    Manner.QR: N_("扫二维码"),
    Manner.PAPER: N_("签到表补录"),
    Manner.EXCEPT: N_("统一登记"),
}
GROUND_LABELS = {Ground.INABILITY: N_("没有参加能力"), Ground.EXEMPTION: N_("经批准免除")}
MAKE_UP_LABELS = {
    MakeUpState.OPEN: N_("待补课"),
    MakeUpState.DONE: N_("已补课"),
    MakeUpState.WAIVED: N_("不再补课"),
}

COUNTED = frozenset({Turnout.PRESENT, Turnout.PARTLY})
"""Outcomes that bring hours."""


@dataclass(frozen=True, slots=True)
class ProgramFacts:
    """A course or activity. Minutes are those of one session; marks only where there is a test."""

    name: str
    type: ProgramType
    minutes: int
    phase: Phase = Phase.ANY
    provider: Provider = Provider.OFFICE
    provider_id: str | None = None
    provider_name: str = ""
    organiser: str = ""  # of public service
    place: str = ""
    capacity: int | None = None
    materials: str = ""
    full_mark: int | None = None
    pass_mark: int | None = None
    for_staff: bool = False  # training of officers and volunteers

    @property
    def hour_kind(self) -> HourKind:
        """Which hours it brings."""
        if self.for_staff:
            return HourKind.TRAINING
        service = self.type is ProgramType.SERVICE
        return HourKind.PUBLIC_SERVICE if service else HourKind.EDUCATION


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """One or more sessions of a programme: on which days, from when, for how long."""

    days: tuple[date, ...]
    starts: str  # 14:30
    minutes: int | None = None  # None: as the programme
    place: str = ""
    teacher: str = ""
    topic: str = ""
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody to be put on a roster."""

    learner: Learner
    learner_id: str
    name: str
    person_id: str | None = None
    minor: bool | None = None  # None: not reckoned yet, or nobody under supervision


@dataclass(frozen=True, slots=True)
class Sighting:
    """How a session went for one person. `minutes` only for who came late or left early."""

    learner_id: str
    turnout: Turnout
    manner: Manner = Manner.SEARCH
    minutes: int | None = None
    mark: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExemptionFacts:
    """Why somebody need not do hours of a kind, until when, and the proof."""

    kind: HourKind
    ground: Ground
    from_on: date
    until_on: date
    reason: str
    proof: str
    attachment_id: str | None = None


@dataclass(frozen=True, slots=True)
class QualificationFacts:
    """What an officer or a volunteer is qualified for."""

    learner: Learner
    learner_id: str
    name: str
    title: str
    issued_on: date
    number: str = ""
    valid_until: date | None = None
