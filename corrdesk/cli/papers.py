"""A sheet that was just issued, or a form to sign, as a file: never over another one."""

from __future__ import annotations

from pathlib import Path

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.queries import find_document
from corrdesk.cli.output import done, write_new


def refuse_existing(out: Path) -> None:
    """Raises UserError for a file that is there: asked before anything is numbered."""
    if out.exists():
        raise UserError(_("文件已存在，不会覆盖。"), remedy=_("请换一个文件名。"), field="out")


def write_issued(desk: Desk, document_id: str, out: Path, *, json: bool) -> None:
    """Writes the sealed original of an issued sheet and tells its number and code."""
    with desk.read() as session:
        row = find_document(session, desk.office.id, document_id)
    if row is None:
        raise UserError(_("没有找到这份文书。"), field="which")
    write_new(out, desk.original(row.attachment_id))
    done(json=json, document=row.id, serial=row.serial, check_code=row.check_code)
