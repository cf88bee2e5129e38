"""Which steps lead from which stage to which, for every kind of measure. Data, no decisions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from corrdesk.casework.enforcement.measures.model import OVER, MeasureKind, Need, Stage, Step


@dataclass(frozen=True, slots=True)
class Way:
    """A step that may be taken in some stages; `to` None: the stage stays.

    `once`: not a second time. `by_head`: only the head of the office takes it.
    """

    step: Step
    stages: frozenset[Stage]
    to: Stage | None = None
    needs: frozenset[Need] = frozenset()
    once: bool = False
    by_head: bool = False


def _way(
    step: Step,
    stages: Stage | set[Stage],
    to: Stage | None = None,
    *needs: Need,
    once: bool = False,
    by_head: bool = False,
) -> Way:
    at = frozenset({stages} if isinstance(stages, Stage) else stages)
    return Way(step, at, to, frozenset(needs), once, by_head)


_PREPARED: Final = {Stage.DRAFT, Stage.RETURNED}
_UNDECIDED: Final = {Stage.DRAFT, Stage.CHECKED, Stage.RETURNED}

_COUNTY: Final = (
    _way(Step.CHECK, _PREPARED, Stage.CHECKED, by_head=True),
    _way(Step.SUBMIT, Stage.CHECKED, Stage.SUBMITTED),
    _way(Step.GRANT, Stage.SUBMITTED, Stage.GRANTED, Need.DOCUMENT, Need.WHO),
    _way(Step.REFUSE, Stage.SUBMITTED, Stage.REFUSED, Need.DOCUMENT, Need.NOTE),
    _way(Step.RETURN, Stage.SUBMITTED, Stage.RETURNED, Need.NOTE),
    _way(Step.SEND_BACK, Stage.CHECKED, Stage.DRAFT, Need.NOTE, by_head=True),
    _way(Step.WITHDRAW, _UNDECIDED, Stage.WITHDRAWN, Need.NOTE),
)
_ORGAN: Final = (
    _way(Step.SEND, Stage.GRANTED, Stage.SENT, Need.DOCUMENT, Need.WHO),
    _way(Step.RECEIVE, Stage.SENT, None, Need.WHO, once=True),
    _way(Step.COPY, {Stage.GRANTED, Stage.SENT}, None, Need.WHO, once=True),
    _way(Step.ANSWER_GRANT, Stage.SENT, Stage.ENDED, Need.DOCUMENT, Need.WHO),
    _way(Step.ANSWER_REFUSE, Stage.SENT, Stage.REFUSED, Need.DOCUMENT, Need.WHO, Need.NOTE),
    _way(Step.PAPER, _UNDECIDED | {Stage.SUBMITTED, Stage.GRANTED}, None, Need.PAPER),
    _way(Step.WITHDRAW, {Stage.GRANTED, Stage.SENT}, Stage.WITHDRAWN, Need.DOCUMENT, Need.NOTE),
)


def _asking(ways: tuple[Way, ...], step: Step, need: Need) -> tuple[Way, ...]:
    """The same ways, but one step has to state one thing more."""
    return tuple(
        replace(way, needs=way.needs | {need}) if way.step is step else way for way in ways
    )


_TOLD: Final = (
    _way(Step.INFORM, Stage.GRANTED, Stage.ENDED),
    _way(Step.COPY, {Stage.GRANTED, Stage.ENDED}, None, Need.WHO, once=True),
)
_DEVICE: Final = (
    _way(Step.INFORM, Stage.GRANTED, Stage.IN_USE),
    _way(Step.COPY, {Stage.GRANTED, Stage.IN_USE}, None, Need.WHO, once=True),
    _way(Step.EXTEND, Stage.IN_USE, None, Need.DOCUMENT, Need.WHO, Need.UNTIL, Need.NOTE),
    _way(Step.LIFT, Stage.IN_USE, Stage.ENDED, Need.NOTE),
)
_SEARCH: Final = (
    _way(Step.SEARCH, Stage.SEARCHING, None, Need.NOTE),
    _way(Step.TELL_POLICE, Stage.SEARCHING, None, Need.WHO, once=True),
    _way(Step.TELL_PROCURATORATE, {Stage.SEARCHING, Stage.FOUND}, None, Need.WHO, once=True),
    _way(Step.FIND, Stage.SEARCHING, Stage.FOUND, Need.NOTE),
    _way(Step.HANDLE, Stage.FOUND, Stage.ENDED, Need.NOTE),
)

WAYS: Final[dict[MeasureKind, tuple[Way, ...]]] = {
    MeasureKind.SECURITY_PENALTY: _ORGAN,
    MeasureKind.REVOCATION: _ORGAN,
    MeasureKind.RECOMMITTAL: _ORGAN,
    MeasureKind.ARREST: (*_COUNTY, *_asking(_ORGAN, Step.RECEIVE, Need.MOMENT)),
    MeasureKind.COMMENDATION: (*_COUNTY, *_TOLD),
    MeasureKind.COMMUTATION: (*_COUNTY, *_asking(_ORGAN, Step.ANSWER_GRANT, Need.UNTIL)),
    MeasureKind.APPRAISAL: (*_COUNTY, *_TOLD),
    MeasureKind.DEVICE: (*_COUNTY, *_DEVICE),
    MeasureKind.LOST_CONTACT: _SEARCH,
}
FIRST: Final = {
    MeasureKind.SECURITY_PENALTY: Stage.GRANTED,  # the county has granted the proposal
    MeasureKind.REVOCATION: Stage.GRANTED,
    MeasureKind.RECOMMITTAL: Stage.GRANTED,
    MeasureKind.LOST_CONTACT: Stage.SEARCHING,
}
"""Where a kind begins; the others are drafts."""
PACKED: Final = frozenset(
    {
        MeasureKind.SECURITY_PENALTY,
        MeasureKind.REVOCATION,
        MeasureKind.RECOMMITTAL,
        MeasureKind.ARREST,
        MeasureKind.COMMUTATION,
    }
)
"""Kinds that go out with a pack of papers."""


def ways_from(kind: MeasureKind, stage: Stage, taken: frozenset[Step]) -> tuple[Way, ...]:
    """The steps that may be taken now, the usual one first, those taken before last."""
    if stage in OVER and stage is not Stage.ENDED:
        return ()
    allowed = [
        way for way in WAYS[kind] if stage in way.stages and not (way.once and way.step in taken)
    ]
    return tuple(sorted(allowed, key=lambda way: way.to is None and way.step in taken))
