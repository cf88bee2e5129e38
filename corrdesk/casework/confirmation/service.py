"""The command of confirming: keeps the county's word about one value of the law."""

from __future__ import annotations

import json

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.confirmation.model import CountyWord
from corrdesk.casework.confirmation.tables import RuleConfirmation
from corrdesk.casework.permissions import command
from corrdesk.rules.confirmation import OWN, Verdict, as_written, known_parameter, read_value
from corrdesk.rules.law import Law
from corrdesk.rules.parameter import CHECKED
from corrdesk.store.unit_of_work import UnitOfWork

LONGEST = {"document": 120, "person": 60}


@command("rules.confirm")
def confirm_rule(uow: UnitOfWork, law: Law, key: str, word: CountyWord) -> str:
    """Records that the county confirmed the value that holds today, or changed it from today on.

    Returns the id. Raises UserError for a key that no rule has, a value that does not fit it or is
    fixed by statute, and a word without document or person.
    """
    document, person = word.document.strip(), word.person.strip()
    if not document:
        raise UserError(_("请填写县级机构文件的名称或文号。"), field="document")
    if not person:
        raise UserError(_("请填写县级机构核对人的姓名。"), field="person")
    for field, text in (("document", document), ("person", person)):
        if len(text) > LONGEST[field]:
            raise UserError(_("文字太长。"), field=field)
    known_parameter(law.book, key)
    held = as_written(law.book.value(key, law.as_of))
    if word.value is None:
        _require_doubt(law, key)
        verdict, value = Verdict.CONFIRMED, held
    else:
        verdict, value = Verdict.CHANGED, read_value(law.book, key, word.value)
        if value == held:
            raise UserError(_("与现在的取值相同。"), remedy=_("请选“核对无误”。"), field="value")
    record = RuleConfirmation(
        id=uow.new_id(),
        key=key,
        verdict=verdict.value,
        value=json.dumps(value, ensure_ascii=False),
        document=document,
        person=person,
        on=uow.clock.today(),
        note=word.note.strip(),
    )
    uow.add(record)
    return record.id


def _require_doubt(law: Law, key: str) -> None:
    """A clause that was read in full needs nobody's word; one may be confirmed again."""
    held = law.book.held(key, law.as_of)
    for cited in () if held is None else held.citations:
        if not cited.confirmed or cited.mark == CHECKED or cited.id.startswith(f"{OWN}-"):
            return
    raise UserError(_("这一条的依据已经读过原文，不需要核对。"), field="key")
