"""`import`: an office's ledger into the caseload, or what would happen if it were."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.importing import Difference, compare_ledger
from corrdesk.casework.caseload.ledger.columns import label_of
from corrdesk.casework.caseload.ledger.doubts import Doubt
from corrdesk.casework.caseload.ledger.plan import Ignored, LedgerPlan, plan_import
from corrdesk.casework.caseload.ledger.rejects import write_rejects
from corrdesk.casework.caseload.ledger.rows import Rejection, Remark
from corrdesk.casework.caseload.queries import remembered_mappings
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
        plan = plan.doubted(desk.law())
        if rejects is not None:  # first, for it may fail and must not leave half of the work done
            write_rejects(plan, rejects, source=file)
        result = _rehearse(desk, plan) if dry_run else run_import(desk, plan)
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
        found = compare_ledger(session, desk.office.id, plan)
    known = len(plan.accepted) - len(found.fresh)
    return {
        "would_create": len(found.fresh),
        "would_be_over": found.ended_before(desk.clock.today()),
        "already_known": known,
        "differs": found.differs,
    }


def _place(item: Rejection | Remark | Difference | Ignored | Doubt) -> str:
    if item.row is None:
        return item.sheet
    return _("{sheet} 第 {row} 行").format(sheet=item.sheet, row=item.row)


def _tell(plan: LedgerPlan, report: dict[str, Any]) -> None:
    answer(
        _("可导入 {accepted} 行，未导入 {rejected} 行，提示 {warnings} 条。").format(
            accepted=len(plan.accepted),
            rejected=len(plan.rejected),
            warnings=len(plan.warnings),
        )
    )
    if report.get("would_be_over"):
        words = _("其中 {count} 人的矫正期限已经届满，请核对是否已经解矫。")
        answer(words.format(count=report["would_be_over"]))
    for mapping in plan.mappings:
        if mapping.missing:
            columns = "、".join(label_of(field) for field in mapping.missing)
            words = _("工作表“{sheet}”缺少必需的列：{columns}。")
            answer(words.format(sheet=mapping.sheet, columns=columns))
    for rejection in plan.rejected:
        answer(f"{_place(rejection)}：{rejection.message}。{rejection.remedy}")
    if plan.hidden_rows:
        words = _("有 {count} 行在表格里是隐藏的（如筛选时隐藏），照样导入，见下。")
        answer(words.format(count=plan.hidden_rows))
    for doubt in plan.doubts:
        answer(f"{_place(doubt)}：{doubt.message}。{doubt.remedy}")
    others: list[Remark | Difference | Ignored] = [
        *plan.warnings, *report["differs"], *plan.ignored,
    ]  # fmt: skip
    for item in others:
        answer(f"{_place(item)}：{item.message}")
    if not report["dry_run"]:
        answer(
            _("新建档案 {created} 份，已有且相同 {unchanged} 份，已有但不同 {differs} 份。").format(
                created=report["created"],
                unchanged=report["unchanged"],
                differs=len(report["differs"]),
            )
        )
