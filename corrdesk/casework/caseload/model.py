"""The words of the caseload: categories, classes, life cycle, roles in a team. No storage here.

Labels are the terms of the law; the codes are what is stored and exchanged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corrdesk.base.i18n import N_


class Category(StrEnum):
    """The four kinds of community corrections (社区矫正法 article 2)."""

    PUBLIC_SURVEILLANCE = "public_surveillance"
    PROBATION = "probation"
    PAROLE = "parole"
    OUTSIDE_PRISON = "outside_prison"


class Sentence(StrEnum):
    """The principal penalties that a judgment behind community corrections may name (刑法)."""

    PUBLIC_SURVEILLANCE = "public_surveillance"
    CRIMINAL_DETENTION = "criminal_detention"
    FIXED_TERM = "fixed_term"
    LIFE = "life"


class Status(StrEnum):
    """Where a supervision stands between the judgment and its end."""

    AWAITING_REPORT = "awaiting_report"
    SUPERVISED = "supervised"
    DISCHARGED = "discharged"
    TERMINATED = "terminated"
    TRANSFERRED = "transferred"


class AccessKind(StrEnum):
    """What is entered in the register of closed files."""

    SEALED = "sealed"
    OPENED = "opened"
    EXPORTED = "exported"
    READ = "read"  # a paper, by the county that decides on it
    UNSEALED = "unsealed"


class SupervisionClass(StrEnum):
    """Management classes of local rule packs; national law names none."""

    STRICT = "strict"
    NORMAL = "normal"
    LIGHT = "light"


class Sex(StrEnum):
    """Sex as the identity number shows it."""

    MALE = "male"
    FEMALE = "female"


class TeamRole(StrEnum):
    """Who may sit in a correction team (社区矫正法 article 25)."""

    OFFICE = "office"
    SOCIAL_WORKER = "social_worker"
    VOLUNTEER = "volunteer"
    VILLAGE_COMMITTEE = "village_committee"
    EMPLOYER = "employer"
    SCHOOL = "school"
    GUARDIAN = "guardian"
    FAMILY = "family"
    GUARANTOR = "guarantor"
    OTHER = "other"


CATEGORY_LABELS = {
    Category.PUBLIC_SURVEILLANCE: N_("管制"),
    Category.PROBATION: N_("缓刑"),
    Category.PAROLE: N_("假释"),
    Category.OUTSIDE_PRISON: N_("暂予监外执行"),
}
SENTENCE_LABELS = {
    Sentence.PUBLIC_SURVEILLANCE: N_("管制"),
    Sentence.CRIMINAL_DETENTION: N_("拘役"),
    Sentence.FIXED_TERM: N_("有期徒刑"),
    Sentence.LIFE: N_("无期徒刑"),
}
STATUS_LABELS = {
    Status.AWAITING_REPORT: N_("待报到"),
    Status.SUPERVISED: N_("在册"),
    Status.DISCHARGED: N_("已解除"),
    Status.TERMINATED: N_("已终止"),
    Status.TRANSFERRED: N_("已转出"),
}
CLASS_LABELS = {
    SupervisionClass.STRICT: N_("严管"),
    SupervisionClass.NORMAL: N_("普管"),
    SupervisionClass.LIGHT: N_("宽管"),
}
ACCESS_LABELS = {
    AccessKind.SEALED: N_("封存"),
    AccessKind.OPENED: N_("调阅"),
    AccessKind.EXPORTED: N_("导出"),
    AccessKind.READ: N_("县级查看材料"),
    AccessKind.UNSEALED: N_("解除封存"),
}
SEX_LABELS = {Sex.MALE: N_("男"), Sex.FEMALE: N_("女")}
TEAM_ROLE_LABELS = {
    TeamRole.OFFICE: N_("司法所工作人员"),
    TeamRole.SOCIAL_WORKER: N_("社会工作者"),
    TeamRole.VOLUNTEER: N_("志愿者"),
    TeamRole.VILLAGE_COMMITTEE: N_("村（居）委会"),
    TeamRole.EMPLOYER: N_("所在单位"),
    TeamRole.SCHOOL: N_("学校"),
    TeamRole.GUARDIAN: N_("监护人"),
    TeamRole.FAMILY: N_("家庭成员"),
    TeamRole.GUARANTOR: N_("保证人"),
    TeamRole.OTHER: N_("其他"),
}

LIVE = frozenset({Status.AWAITING_REPORT, Status.SUPERVISED})
"""States in which a person is in the register."""

NEXT_STATES = {
    Status.AWAITING_REPORT: frozenset({Status.SUPERVISED, Status.TERMINATED, Status.TRANSFERRED}),
    Status.SUPERVISED: frozenset({Status.DISCHARGED, Status.TERMINATED, Status.TRANSFERRED}),
    Status.DISCHARGED: frozenset[Status](),
    Status.TERMINATED: frozenset[Status](),
    Status.TRANSFERRED: frozenset[Status](),
}
"""The life cycle: from each state, the states that may follow."""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of a person when the file is opened."""

    name: str
    id_number: str
    sex: Sex
    born: date
    ethnicity: str = ""
    education: str = ""
    phone: str = ""
    residence: str = ""
    household: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """The order that is being served, as the decision documents state it. Both dates included."""

    category: Category
    term_start: date
    term_end: date
    offence: str = ""
    offence_on: date | None = None
    original_sentence: str = ""
    decision_organ: str = ""
    judgment_number: str = ""
    effective_on: date | None = None
    reported_in_on: date | None = None
    class_: SupervisionClass | None = None
    able_to_work: bool = True
    injunction: str = ""
    status: Status | None = None  # None: supervised once reported in, else awaiting the report
    tracked_from: date | None = None  # None: from the report, or from today


@dataclass(frozen=True, slots=True)
class PersonCard:
    """One line that names a person in lists and search results; the identity number is masked."""

    person_id: str
    supervision_id: str
    name: str
    sex: Sex
    masked_id: str
    category: Category
    class_: SupervisionClass | None
    status: Status
    residence: str
    phone: str
    term_end: date
    officer_id: str
