"""The proof of service (送达回证) that goes with an issued sheet; its lower part is hand-written.

Only reads, so that it can be printed from a vault that may not be written.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.tables import Office, Person
from corrdesk.casework.documents.sheet import FormSheet
from corrdesk.casework.documents.tables import Document

RECEIPT_FORM = "proof-of-service"


def draw_receipt(session: Session, office_id: str, document_id: str) -> FormSheet:
    """The proof of service of a sheet; it bears the code of the sheet that it proves.

    Raises UserError when there is no such sheet.
    """
    document = session.get(Document, (office_id, document_id))
    office = session.get(Office, (office_id, office_id))
    if document is None or office is None:
        raise UserError(_("没有找到这份文书。"))
    person = session.get(Person, (office_id, document.person_id)) if document.person_id else None
    facts = {
        "county": office.county_name,
        "office": office.name,
        "document_title": document.title,
        "document_serial": document.serial or document.check_code,
        "addressee": person.name if person else "、".join(document.addressees),
        "place": office.name,
    }
    return FormSheet(RECEIPT_FORM, facts, document.serial, document.check_code, document.chain_head)
