"""The words of deciding: what waits for the county, what it says, what a docket does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy.orm import Session

from corrdesk.base.i18n import N_
from corrdesk.rules.law import Law
from corrdesk.store.unit_of_work import UnitOfWork

LawOf = Callable[[str], Law]
"""The law that holds at an office today, by the office's id."""


class MatterKind(StrEnum):
    """What the county is asked to decide."""

    PROPOSAL = "proposal"
    MEASURE = "measure"
    LEAVE = "leave"
    PERMIT = "permit"
    APPROVAL = "approval"
    RELOCATION = "relocation"


class Answer(StrEnum):
    """What the county may say."""

    GRANT = "grant"
    REFUSE = "refuse"
    RETURN = "return"  # for completion; only where the office proposed


KIND_LABELS = {
    MatterKind.PROPOSAL: N_("违规处理意见"),
    MatterKind.MEASURE: N_("奖励、定位等措施"),
    MatterKind.LEAVE: N_("外出"),
    MatterKind.PERMIT: N_("经常性跨市县活动"),
    MatterKind.APPROVAL: N_("会客、特定场所"),
    MatterKind.RELOCATION: N_("执行地变更"),
}
ANSWER_LABELS = {
    Answer.GRANT: N_("批准"),
    Answer.REFUSE: N_("不批准"),
    Answer.RETURN: N_("退回补充"),
}

TOGETHER = frozenset({MatterKind.LEAVE, MatterKind.PERMIT, MatterKind.APPROVAL})
"""Kinds of which several may be granted at once: they burden nobody."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that waits.

    `asked_on`: since when it lies with the county, as far as the records say. `needed_by`: the day
    after which a decision comes too late, with its clauses where the law names it.
    """

    kind: MatterKind
    id: str
    office_id: str
    office: str
    person_id: str
    person: str
    title: str
    summary: str
    asked_on: date
    needed_by: date | None = None
    citations: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MatterFile:
    """A matter with what it rests on: labelled lines, evidence, clauses, comparisons.

    `lines`: label (a message) and value. `papers`: title, and the attachment where one is kept.
    """

    matter: Matter
    lines: tuple[tuple[str, Any], ...] = ()
    papers: tuple[tuple[str, str | None], ...] = ()
    compared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """The county's word on a matter.

    `legal_reason`: why something with a proper reason is refused nevertheless. `until_on`: the last
    permitted day, where the county sets one.
    """

    answer: Answer
    decided_on: date
    document: str
    decided_by: str
    reason: str = ""
    legal_reason: str = ""
    until_on: date | None = None


class Docket(Protocol):
    """How one kind of matter waits, is read, and is decided."""

    kind: MatterKind
    answers: frozenset[Answer]

    def waiting(self, session: Session, offices: Sequence[str], law_of: LawOf) -> Iterator[Matter]:
        """What of this kind waits at these offices."""
        ...

    def file(self, session: Session, matter: Matter) -> MatterFile:
        """What a matter rests on."""
        ...

    def decide(self, uow: UnitOfWork, law: Law, matter_id: str, word: Word) -> str:
        """Enters the county's word. Returns the decision's id. Raises UserError."""
        ...
