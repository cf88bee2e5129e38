"""`import`: an office's ledger into the caseload, or what would happen if it were."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.ledger.plan import LedgerPlan, plan_import
from corrdesk.casework.caseload.ledger.rejects import write_rejects
from corrdesk.casework.caseload.ledger.rows import Rejection, Remark
from corrdesk.casework.caseload.queries import known_id_numbers, remembered_mappings
from corrdesk.casework.flows import import_and_open
from corrdesk.cli.opening import (
    JsonOption,
    VaultOptions,
    opens_vault,
)
from corrdesk.cli.output import answer, answer_json


def register(app: typer.Typer) -> None:
    """Adds the command of this module."""
    app.command("import", help=_("导入 Excel 或 CSV 人员台账。"))(import_)


@opens_vault
def import_(
    vault: VaultOptions,
    *,
    file: Annotated[Path, typer.Argument(help=_("台账文件：.xlsx、.xls、.csv。"))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("只检查，不写入。"))] = False,
    rejects: Annotated[
        Path | None, typer.Option("--rejects", help=_("把未导入的行写入此工作簿。"))
    ] = None,
    json: JsonOption = False,
) -> None:
    """Reads the ledger, reports every row, and unless it is a dry run adds the new people."""
    if not file.is_file():
        raise UserError(_("没有找到台账文件。"), remedy=_("请检查文件路径。"), field="file")
    with vault.opened() as desk:
        with desk.read() as session:
            remembered = remembered_mappings(session, desk.office.id)
        plan = plan_import(file, today=desk.clock.today(), remembered=remembered)
        result = _rehearse(desk, plan) if dry_run else run_import(desk, plan)
    if rejects is not None:
        write_rejects(plan, rejects)
    report = plan.report() | {"dry_run": dry_run} | result
    if json:
        answer_json(report)
    else:
        _tell(plan, report)


def run_import(desk: Desk, plan: LedgerPlan) -> dict[str, Any]:
    """Imports the accepted rows in one act, opens their windows, says what became of them."""
    result, _changes = desk.act(lambda uow: import_and_open(uow, plan, desk.law()))
    return {
        "created": result.created,
        "unchanged": result.unchanged,
        "differs": result.differs,
    }


def _rehearse(desk: Desk, plan: LedgerPlan) -> dict[str, Any]:
    with desk.read() as session:
        known = known_id_numbers(session, desk.office.id)
    old = sum(1 for row in plan.accepted if row.id_number in known)
    return {"would_create": len(plan.accepted) - old, "already_known": old}


def _tell(plan: LedgerPlan, report: dict[str, Any]) -> None:
    answer(
        _("可导入 {accepted} 行，未导入 {rejected} 行，提示 {warnings} 条。").format(
            accepted=len(plan.accepted),
            rejected=len(plan.rejected),
            warnings=len(plan.warnings),
        )
    )
    lines: list[Rejection | Remark] = [*plan.rejected, *plan.warnings]
    for item in lines:
        place = _("{sheet} 第 {row} 行").format(sheet=item.sheet, row=item.row)
        answer(f"{place}：{item.message}")
    if not report["dry_run"]:
        answer(
            _("新建档案 {created} 份，已有且相同 {unchanged} 份，已有但不同 {differs} 份。").format(
                created=report["created"],
                unchanged=report["unchanged"],
                differs=len(report["differs"]),
            )
        )
