"""Whom to invite: everybody under supervision who fits a class, a village, a phase, a shortfall."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.hours import Learner
from corrdesk.casework.caseload.search import fold
from corrdesk.casework.programs.model import Invitee, Phase
from corrdesk.casework.programs.policy import PhaseFacts, phase_today
from corrdesk.casework.programs.queries import candidates
from corrdesk.rules.law import Law
from corrdesk.store.types import AnyRow


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people are meant; everything that is given has to hold."""

    class_: str | None = None
    village: str = ""
    phase: Phase = Phase.ANY
    short: bool = False  # of the hours that the session brings


def chosen(
    session: Session,
    office_id: str,
    law: Law,
    wanted: Wanted,
    *,
    short: Collection[str] = (),
    only: Collection[str] | None = None,
) -> list[Invitee]:
    """The people who fit and whose term still runs, by name.

    `short` are those with too few hours, `only` limits the choice to these.

    Raises UserError for a phase where the rule pack does not divide the term.
    """
    return [
        Invitee(Learner.SUPERVISION, row.supervision_id, row.name, row.person_id, row.minor)
        for row in candidates(session, office_id)
        if row.term_end >= law.as_of
        and (only is None or row.supervision_id in only)
        and _fits(row, law, wanted, short)
    ]


def _fits(row: AnyRow, law: Law, wanted: Wanted, short: Collection[str]) -> bool:
    if wanted.class_ is not None and row.class_ != wanted.class_:
        return False
    if wanted.village and fold(wanted.village) not in fold(row.residence):
        return False
    if wanted.short and row.supervision_id not in short:
        return False
    return wanted.phase is Phase.ANY or wanted.phase == _phase(row, law)


def _phase(row: AnyRow, law: Law) -> str:
    phase = phase_today(PhaseFacts(row.term_start, row.term_end), law).value.phase
    if phase is None:
        raise UserError(
            _("规则包没有划分教育阶段，不能按阶段筛选。"),
            remedy=_("请改用其他条件，或者由县级机构在规则包中规定。"),
            field="phase",
        )
    return phase
