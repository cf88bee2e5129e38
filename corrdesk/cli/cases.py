"""`case …` and `notice`: from a missed duty to an issued notice, step by step for scripts."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Annotated

import typer

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import add_attachment
from corrdesk.casework.documents.queries import find_document
from corrdesk.casework.enforcement.assessment import assess
from corrdesk.casework.enforcement.ladder import WHY_NOT
from corrdesk.casework.enforcement.model import (
    Breach,
    CountyDecision,
    DecisionOutcome,
    Measure,
    Severity,
    ViolationFacts,
)
from corrdesk.casework.enforcement.queries import CASE_LISTS, cases_page
from corrdesk.casework.enforcement.service import (
    add_evidence,
    check_proposal,
    propose,
    record_decision,
    revoke_decision,
    submit,
)
from corrdesk.casework.flows import open_case
from corrdesk.cli import hints, measures
from corrdesk.cli.frame import Commands
from corrdesk.cli.mistakes import check_choice
from corrdesk.cli.opening import (
    JsonOption,
    VaultOptions,
    day,
    opens_vault,
    opens_vault_today,
)
from corrdesk.cli.output import answer, answer_json, done, write_new
from corrdesk.store.unit_of_work import UnitOfWork

app = Commands()


def register(root: typer.Typer) -> None:
    """Adds the group, and the command that stands outside it."""
    hints.register(app)
    measures.register(app)
    root.add_typer(app, name="case", help=_("违规、处理意见、决定。"))
    root.command("notice", help=_("签发训诫、警告决定书，或取出已签发的原件。"))(notice)


@app.command("list", help=_("违规列表。"))
@opens_vault_today
def list_(
    vault: VaultOptions,
    *,
    which: Annotated[str, typer.Option("--list", help=" | ".join(CASE_LISTS))] = "open",
    json: JsonOption = False,
) -> None:
    """Lists violations by where they stand."""
    check_choice("--list", which, CASE_LISTS)
    with (
        vault.opened() as desk,
        desk.read() as session,
    ):
        rows = [dict(row._mapping) for row in cases_page(session, desk.office.id, which)]  # noqa: SLF001
    if json:
        answer_json(rows)
    else:
        for row in rows:
            answer(f"{row['id']}\t{row['found_on']}\t{row['name']}\t{row['breach']}")


@app.command("open", help=_("把未履行的报告义务登记为违规。"))
@opens_vault
def open_(
    vault: VaultOptions,
    *,
    duty: Annotated[str, typer.Argument(help=_("报告义务编号，见 desk --json。"))],
    facts: Annotated[str, typer.Option("--facts", help=_("违规事实。"))],
    breach: Annotated[Breach, typer.Option("--breach", help=_("违规种类。"))] = Breach.REPORT,
    severity: Annotated[
        Severity | None, typer.Option("--severity", help=_("情节。"))
    ] = Severity.MINOR,
    evidence: Annotated[list[str] | None, typer.Option("--evidence", help=_("证据名称。"))] = None,
    file: Annotated[list[Path] | None, typer.Option("--file", help=_("证据文件。"))] = None,
    json: JsonOption = False,
) -> None:
    """Confirms the miss and records the violation with its evidence, in one act."""
    with vault.opened() as desk:
        found = ViolationFacts(
            breach=breach, facts=facts, found_on=desk.clock.today(), severity=severity
        )

        def work(uow: UnitOfWork) -> str:
            violation = open_case(uow, duty, found, seal=desk.seal)
            for title in evidence or ():
                add_evidence(uow, violation, title)
            for path in file or ():
                _attach(desk, uow, violation, path)
            return violation

        violation_id, _changes = desk.act(work)
    done(json=json, violation=violation_id)


@app.command("propose", help=_("提出处理意见并上报县级机构。"))
@opens_vault
def propose_(
    vault: VaultOptions,
    *,
    violation: Annotated[str, typer.Argument(help=_("违规编号。"))],
    measure: Annotated[Measure, typer.Argument(help=_("措施。"))],
    opinion: Annotated[str, typer.Option("--opinion", help=_("司法所意见。"))] = "",
    json: JsonOption = False,
) -> None:
    """Proposes a measure that the rules name, and submits the proposal."""
    with vault.opened() as desk:

        def work(uow: UnitOfWork) -> str:
            proposal = propose(uow, desk.law(), violation, measure, opinion=opinion)
            submit(uow, proposal)
            return proposal

        proposal_id, _changes = desk.act(work)
    done(json=json, proposal=proposal_id)


@app.command("check", help=_("所长审核处理意见：通过，或者退回。"))
@opens_vault
def check(
    vault: VaultOptions,
    *,
    proposal: Annotated[str, typer.Argument(help=_("处理意见编号。"))],
    back: Annotated[bool, typer.Option("--back", help=_("退回补充。"))] = False,
    note: Annotated[str, typer.Option("--note", help=_("意见；退回时必填。"))] = "",
    json: JsonOption = False,
) -> None:
    """The head's word on a proposal."""
    with vault.opened() as desk:
        made, _changes = desk.act(
            lambda uow: check_proposal(uow, proposal, passed=not back, note=note)
        )
    done(json=json, check=made)


@app.command("revoke", help=_("登记县级机构撤销决定的纸质决定。"))
@opens_vault
def revoke(
    vault: VaultOptions,
    *,
    decision: Annotated[str, typer.Argument(help=_("决定编号。"))],
    document: Annotated[str, typer.Option("--document", help=_("文号。"))],
    reason: Annotated[str, typer.Option("--reason", help=_("理由。"))],
    json: JsonOption = False,
) -> None:
    """Records that the county took a decision back."""
    with vault.opened() as desk:
        desk.act(lambda uow: revoke_decision(uow, decision, document, reason))
    done(json=json, decision=decision)


@app.command("earlier", help=_("此前的处理：计入与不计入，及其原因。"))
@opens_vault
def earlier(
    vault: VaultOptions,
    *,
    violation: Annotated[str, typer.Argument(help=_("违规编号。"))],
    json: JsonOption = False,
) -> None:
    """Every earlier measure with whether it counts, and what the rules name now."""
    with (
        vault.opened() as desk,
        desk.read() as session,
    ):
        found = assess(session, desk.office.id, violation, desk.law())
    if json:
        answer_json(
            {
                "earlier": found.earlier,
                "measures": found.measures,
                "decider": found.decision.value.decider,
                "compared": found.compared,
                "almost": found.almost,
            }
        )
        return
    for each in found.earlier:
        why = _(WHY_NOT[each.why]) if each.why else _("计入")
        answer(f"{each.measure}\t{each.serial}\t{each.given_on or each.proposed_on}\t{why}")
    for words in (*found.compared, *found.almost):
        answer(words)


@app.command("decide", help=_("登记县级机构的纸质决定。"))
@opens_vault
def decide(
    vault: VaultOptions,
    *,
    proposal: Annotated[str, typer.Argument(help=_("处理意见编号。"))],
    outcome: Annotated[DecisionOutcome, typer.Argument(help=_("决定。"))],
    document: Annotated[str, typer.Option("--document", help=_("文号。"))],
    decided_on: Annotated[str, typer.Option("--decided-on", help=_("决定日期。"))],
    reason: Annotated[str, typer.Option("--reason", help=_("理由。"))] = "",
    json: JsonOption = False,
) -> None:
    """Records the county's decision from its paper."""
    decision = CountyDecision(
        outcome=outcome,
        decided_on=day(decided_on, "decided_on"),
        document=document,
        reason=reason,
    )
    with vault.opened() as desk:
        decision_id, _changes = desk.act(lambda uow: record_decision(uow, proposal, decision))
    done(json=json, decision=decision_id)


@opens_vault
def notice(
    vault: VaultOptions,
    *,
    which: Annotated[str, typer.Argument(help=_("决定编号（签发），或文号、核验码（取出）。"))],
    out: Annotated[Path, typer.Option("--out", help=_("PDF 写入此文件。"))],
    json: JsonOption = False,
) -> None:
    """Issues the notice of a granted decision, or takes out one that was issued."""
    if out.exists():
        raise UserError(_("文件已存在，不会覆盖。"), remedy=_("请换一个文件名。"), field="out")
    with vault.opened() as desk:
        with desk.read() as session:
            known = find_document(session, desk.office.id, which)
        notice_id = known.id if known else desk.issue_notice(which)
        with desk.read() as session:
            row = find_document(session, desk.office.id, notice_id)
        if row is None:
            raise UserError(_("没有找到这份文书。"), field="which")
        write_new(out, desk.original(row.attachment_id))
    done(json=json, notice=row.id, serial=row.serial, check_code=row.check_code, file=str(out))


def _attach(desk: Desk, uow: UnitOfWork, violation: str, path: Path) -> None:
    try:
        content = path.read_bytes()
    except OSError:
        raise UserError(_("证据文件读不出来。"), field="file") from None
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    attachment = add_attachment(
        uow, violation, content, name=path.name, media_type=media_type, seal=desk.seal
    )
    add_evidence(uow, violation, path.name, attachment_id=attachment)
