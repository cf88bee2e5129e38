"""Commands of hints: keep what the day's sources found, dismiss one with a reason.

Confirming one records a violation and belongs to the acts over several capabilities.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from corrdesk.base.batches import batches
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.enforcement.hints.model import Finding, HintState
from corrdesk.casework.enforcement.hints.policy import HintAnswer, HintFacts, hint
from corrdesk.casework.enforcement.hints.settling import open_hint, settle
from corrdesk.casework.enforcement.hints.tables import Hint
from corrdesk.casework.enforcement.model import Measure, ViolationState
from corrdesk.casework.enforcement.tables import Violation
from corrdesk.casework.permissions import command
from corrdesk.rules.decision import Decision
from corrdesk.rules.law import Law
from corrdesk.store.unit_of_work import UnitOfWork

LIVE = frozenset({HintState.OPEN.value, HintState.LAPSED.value, HintState.DISMISSED.value})


def weigh(finding: Finding, law: Law) -> Decision[HintAnswer]:
    """What the rules say of a finding today."""
    return hint(HintFacts(finding.kind, finding.category, finding.due, finding.done), law)


@command("hints.find")
def keep_hints(uow: UnitOfWork, law: Law, findings: Iterable[Finding]) -> int:
    """Brings the hints in line with everything the sources found today. Returns how many are new.

    A hint that is not found any more has lapsed; one that was dismissed stays dismissed as long as
    its facts are of the same weight; one whose violation stands is confirmed. An act that changes
    nothing leaves no entry.
    """
    weighed = ((finding, weigh(finding, law)) for finding in findings)
    found = {each.id: (each, decision) for each, decision in weighed if decision.value.stands}
    known = _known_hints(uow, found)
    recorded = _violations_of_duties(uow)
    fresh = 0
    for finding, decision in found.values():
        row = known.get(finding.id)
        if row is None:
            row = _new(uow, finding, decision)
            fresh += 1
        else:
            _renew(row, finding, decision)
        if finding.duty_id in recorded:
            settle(uow, row, HintState.CONFIRMED)
            row.violation_id = recorded[finding.duty_id]
    for row in known.values():
        if row.id in found or row.state != HintState.OPEN:
            continue
        state = HintState.CONFIRMED if row.duty_id in recorded else HintState.LAPSED
        row.violation_id = recorded.get(row.duty_id or "")
        settle(uow, row, state)
    return fresh


@command("hints.dismiss")
def dismiss_hint(uow: UnitOfWork, hint_id: str, reason: str) -> None:
    """Sets a hint aside with a reason. It comes back only when its facts weigh more."""
    row = open_hint(uow, hint_id)
    if not reason.strip():
        raise UserError(_("请写明排除这条提示的理由。"), field="reason")
    row.reason = reason.strip()
    settle(uow, row, HintState.DISMISSED)
    uow.because(reason.strip())


@command("hints.dismiss")
def reopen_hint(uow: UnitOfWork, hint_id: str, reason: str) -> None:
    """Takes a dismissal back; the hint is looked at again."""
    row = uow.require(Hint, hint_id)
    if row.state != HintState.DISMISSED:
        raise UserError(_("这条提示没有被排除。"))
    if not reason.strip():
        raise UserError(_("请写明重新核实的理由。"), field="reason")
    row.state, row.settled_on = HintState.OPEN.value, None
    uow.because(reason.strip())


def _new(uow: UnitOfWork, finding: Finding, decision: Decision[HintAnswer]) -> Hint:
    row = Hint(
        id=finding.id,
        person_id=finding.person_id,
        supervision_id=finding.supervision_id,
        kind=finding.kind.value,
        subject_id=finding.subject_id,
        duty_id=finding.duty_id,
        due=finding.due,
        done=finding.done,
        details=dict(finding.details),
        stage=decision.value.stage,
        citations=_clauses(decision),
        rule_version=decision.rule_version,
        found_on=uow.clock.today(),
        state=HintState.OPEN.value,
        settled_on=None,
        reason="",
        violation_id=None,
    )
    uow.add(row)
    return row


def _renew(row: Hint, finding: Finding, decision: Decision[HintAnswer]) -> None:
    """Brings the facts up to date; what is settled by a violation stays as it was."""
    if row.state not in LIVE:
        return
    heavier = _rank(decision.value.stage) > _rank(row.stage)
    if row.state == HintState.LAPSED or (row.state == HintState.DISMISSED and heavier):
        row.state, row.settled_on = HintState.OPEN.value, None
    if row.state == HintState.DISMISSED:
        return
    _change(row, kind=finding.kind.value, done=finding.done, details=dict(finding.details))
    if row.stage != decision.value.stage:
        _change(
            row,
            stage=decision.value.stage,
            citations=_clauses(decision),
            rule_version=decision.rule_version,
        )


def _rank(stage: str) -> int:
    return list(Measure).index(Measure(stage)) if stage else -1


def _change(row: Hint, **values: Any) -> None:
    """Sets what differs and nothing else: an unchanged hint makes no entry."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _clauses(decision: Decision[HintAnswer]) -> list[dict[str, str]]:
    keys = [rule.key for rule in decision.rules if not rule.key.startswith("counting.")]
    return [cited.plain() for cited in decision.citations_of(*keys)]


def _known_hints(uow: UnitOfWork, found: Iterable[str]) -> dict[str, Hint]:
    """The hints that are open, and those that were found again."""
    mine = Hint.office_id == uow.office_id
    rows = list(uow.session.scalars(select(Hint).where(mine, Hint.state == HintState.OPEN.value)))
    for some in batches(found):
        rows += uow.session.scalars(select(Hint).where(mine, Hint.id.in_(some)))
    return {row.id: row for row in rows}


def _violations_of_duties(uow: UnitOfWork) -> dict[str | None, str]:
    rows = uow.session.execute(
        select(Violation.duty_id, Violation.id).where(
            Violation.office_id == uow.office_id,
            Violation.duty_id.is_not(None),
            Violation.state != ViolationState.DISMISSED.value,
        )
    )
    return {row.duty_id: row.id for row in rows}
