"""Plays one whole day at the demo office and checks after every step that it really happened.

The steps are an officer's: who is due, a check-in, a missed duty, proposal, decision, notice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from corrdesk.base.clock import FixedClock
from corrdesk.base.dates import format_cn
from corrdesk.base.errors import CorrdeskError
from corrdesk.bootstrap import Desk, open_desk
from corrdesk.casework.caseload.queries import find_people
from corrdesk.casework.documents.model import Manner
from corrdesk.casework.documents.queries import find_document
from corrdesk.casework.enforcement.hints.queries import count_hints
from corrdesk.casework.enforcement.model import (
    Breach,
    CountyDecision,
    DecisionOutcome,
    Measure,
    Severity,
    ViolationFacts,
)
from corrdesk.casework.enforcement.service import (
    add_evidence,
    propose,
    record_decision,
    serve_notice,
    submit,
)
from corrdesk.casework.flows import open_case
from corrdesk.casework.hinting import find_hints
from corrdesk.casework.reporting.model import (
    CheckInFacts,
    DeskLine,
    DutyKind,
    DutyState,
    Outcome,
    Presence,
)
from corrdesk.casework.reporting.queries import check_ins_of, desk_counts, desk_page, duty_row
from corrdesk.casework.reporting.service import open_duties, record_check_in
from corrdesk.cli.demo.office import OFFICER, PASSPHRASE, DemoOffice
from corrdesk.printing.preview import page_png

PREVIEW_DPI = 110


class StepFailedError(CorrdeskError):
    """A step of the demo did not leave what it should have."""


@dataclass(slots=True)
class Day:
    """The day so far: where its results go, and what every step found."""

    office: DemoOffice
    folder: Path
    clock: FixedClock
    summary: dict[str, Any] = field(default_factory=dict)

    @property
    def desk(self) -> Desk:
        """The demo office's desk."""
        return self.office.desk


def play(
    day: Day, capture: Callable[[Desk, Path], list[Path]], say: Callable[[str], None]
) -> dict[str, Any]:
    """Plays every step. Returns the summary; raises StepFailedError where a step did not happen."""
    for step in (_ledger, _who_is_due, _check_in, _missed_to_notice, _serve):
        say(f"· {(step.__doc__ or '').splitlines()[0]}")
        step(day)
        day.clock.advance(timedelta(minutes=20))
    say("· 屏幕截图")
    pictures = capture(day.desk, day.folder / "screens")
    _expect(bool(pictures) and all(_is_png(path) for path in pictures), "screens")
    day.summary["screens"] = [str(path.relative_to(day.folder)) for path in pictures]
    say("· 重新打开并核对日志")
    _reopen_and_verify(day)
    return day.summary


def _ledger(day: Day) -> None:
    """台账导入"""
    plan, imported = day.office.plan, day.office.imported
    _expect(imported.created == len(plan.accepted) > 0, "import")
    day.summary["import"] = {
        "accepted": len(plan.accepted),
        "rejected": len(plan.rejected),
        "warnings": len(plan.warnings),
        "created": imported.created,
    }


def _who_is_due(day: Day) -> None:
    """今日应报到"""
    desk, today = day.desk, day.clock.today()
    desk.act(lambda uow: open_duties(uow, desk.law()))
    desk.act(lambda uow: find_hints(uow, desk.law()))
    with desk.read() as session:
        counts = desk_counts(session, desk.office.id, today)
        hints = count_hints(session, desk.office.id, "open")
        for name in ("due", "overdue", "waiting"):
            lines = desk_page(session, desk.office.id, today, name, limit=100_000)
            _expect(len(lines) == getattr(counts, name), name)
    _expect(counts.due > 0 and counts.overdue > 0, "due")
    _expect(hints > counts.overdue, "hints")  # every overdue report, and somebody who is lost
    day.summary["desk"] = {
        name: getattr(counts, name) for name in ("due", "overdue", "waiting", "expired")
    }


def _check_in(day: Day) -> None:
    """登记报到"""
    desk = day.desk
    line = _first(day, "due", DutyKind.CHECK_IN)
    with desk.read() as session:
        found = find_people(session, desk.office.id, line.name)
    _expect(line.person_id in {card.person_id for card in found}, "search")
    facts = CheckInFacts(DutyKind.CHECK_IN, Presence.OFFICER_SAW, Outcome.COMPLIED, day.clock.now())
    check_in_id, _changes = desk.act(lambda uow: record_check_in(uow, line.supervision_id, facts))
    with desk.read() as session:
        ids = [row.id for row in check_ins_of(session, desk.office.id, line.person_id)]
        settled = duty_row(session, desk.office.id, line.duty_id)
    _expect(check_in_id in ids, "check_in")
    _expect(settled is not None and settled.state == DutyState.FULFILLED, "duty")
    day.summary["check_in"] = {"id": check_in_id, "duty": line.duty_id}


def _missed_to_notice(day: Day) -> None:
    """未按规定报到：登记、提出意见、县级决定、签发训诫决定书"""
    desk = day.desk
    line = _first(day, "overdue", DutyKind.CHECK_IN)
    violation = _violation(day, line)
    proposal, _changes = desk.act(
        lambda uow: propose(
            uow, desk.law(), violation, Measure.ADMONITION, opinion="建议给予训诫。"
        )
    )
    desk.act(lambda uow: submit(uow, proposal))
    paper = CountyDecision(
        DecisionOutcome.GRANTED, day.clock.today(), f"青矫决〔{day.clock.today().year}〕12号"
    )
    decision, _changes = desk.act(lambda uow: record_decision(uow, proposal, paper))
    notice_id = desk.issue_notice(decision)
    with desk.read() as session:
        notice = find_document(session, desk.office.id, notice_id)
    if notice is None:
        raise StepFailedError("notice")
    pdf = desk.original(notice.attachment_id)
    _expect(pdf.startswith(b"%PDF-"), "pdf")
    (day.folder / "notice.pdf").write_bytes(pdf)
    (day.folder / "notice.png").write_bytes(page_png(pdf, 0, PREVIEW_DPI))
    day.summary["notice"] = {
        "id": notice.id,
        "serial": notice.serial,
        "check_code": notice.check_code,
        "chain_head": notice.chain_head,
        "pdf": "notice.pdf",
        "picture": "notice.png",
        "sha256": hashlib.sha256(pdf).hexdigest(),
    }
    day.summary["violation"] = {"id": violation, "proposal": proposal, "decision": decision}


def _serve(day: Day) -> None:
    """送达登记"""
    desk, notice_id = day.desk, day.summary["notice"]["id"]
    desk.act(
        lambda uow: serve_notice(uow, notice_id, served_on=day.clock.today(), how=Manner.DIRECT)
    )
    with desk.read() as session:
        notice = find_document(session, desk.office.id, notice_id)
    _expect(notice is not None and notice.served_on == day.clock.today(), "serve")
    day.summary["served_on"] = day.clock.today().isoformat()


def _reopen_and_verify(day: Day) -> None:
    head = day.desk.head()
    day.desk.close()
    again = open_desk(
        day.folder / "vault",
        officer=OFFICER,
        passphrase=PASSPHRASE,
        device_secret_file=day.folder / "device.secret",
        clock=day.clock,
    )
    try:
        problems = again.verify()
        _expect(again.head() == head, "head")
    finally:
        again.close()
    _expect(not problems, "verify")
    day.summary["journal"] = {"ok": True, "entries": head.seq, "head": head.short}


def _violation(day: Day, line: DeskLine) -> str:
    period = f"{format_cn(line.period_start)}至{format_cn(line.period_end)}"
    facts = ViolationFacts(
        breach=Breach.REPORT,
        facts=f"{line.name}在{period}期间应当到司法所报到，未报到，也未说明理由。",
        found_on=day.clock.today(),
        severity=Severity.MINOR,
        statement="本人称忘记了报到日期。",
    )
    violation, _changes = day.desk.act(
        lambda uow: open_case(uow, line.duty_id, facts, seal=day.desk.seal)
    )
    day.desk.act(lambda uow: add_evidence(uow, violation, "社区矫正对象陈述笔录"))
    return violation


def _first(day: Day, name: str, kind: DutyKind) -> DeskLine:
    with day.desk.read() as session:
        lines = desk_page(session, day.desk.office.id, day.clock.today(), name, limit=100_000)
    found = next((line for line in lines if line.kind is kind), None)
    if found is None:
        raise StepFailedError(name)
    return found


def _is_png(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(8) == b"\x89PNG\r\n\x1a\n"


def _expect(happened: bool, step: str) -> None:
    if not happened:
        message = f"demo step [{step}] did not happen"
        raise StepFailedError(message)
