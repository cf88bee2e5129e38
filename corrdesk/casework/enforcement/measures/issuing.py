"""Commands of the papers of a measure: look at one, issue one with its number."""

from __future__ import annotations

from collections.abc import Callable

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.documents.service import issue_document
from corrdesk.casework.documents.sheet import FormSheet, Press, specimen
from corrdesk.casework.enforcement.measures.model import Stage
from corrdesk.casework.enforcement.measures.sheets import draft_sheet
from corrdesk.casework.enforcement.measures.tables import MeasureRecord
from corrdesk.casework.permissions import command
from corrdesk.store.unit_of_work import UnitOfWork


@command("measure.preview")
def preview_sheet(uow: UnitOfWork, measure_id: str, form_id: str) -> FormSheet:
    """A form as it stands: a specimen of what is issued, or the form that is signed by hand."""
    form, draft = draft_sheet(uow, measure_id, form_id)
    if form.issued:
        return specimen(draft)
    return FormSheet(form_id, draft.facts, chain_head=uow.head.short)


@command("measure.issue")
def issue_sheet(
    uow: UnitOfWork,
    measure_id: str,
    form_id: str,
    *,
    press: Press,
    seal: Callable[[bytes], str],
) -> str:
    """Draws the number and seals the sheet in one act. Returns the sheet's id.

    Raises UserError for a form that is not issued, or before the county has granted the measure.
    """
    form, draft = draft_sheet(uow, measure_id, form_id)
    record = uow.require(MeasureRecord, measure_id)
    if not form.issued:
        raise UserError(_("这份表不编号，填写打印后由本人和负责人签字。"))
    if Stage(record.stage) not in form.stages:
        raise UserError(_("现在还不能签发这份文书。"), remedy=_("请先办理前面的步骤。"))
    return issue_document(uow, draft, press=press, seal=seal)
