"""What the records already say for a form: so that nothing that is known is typed again.

Facts are named as in `resources/forms/shared/fields.yaml`; what a decision says is not here.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.model import (
    CATEGORY_LABELS,
    CLASS_LABELS,
    SEX_LABELS,
    Category,
    Sex,
    SupervisionClass,
)
from corrdesk.casework.caseload.tables import (
    Office,
    Person,
    Supervision,
    SupervisionOrder,
    TeamMember,
)
from corrdesk.casework.documents.tables import Document

_PLACES = {
    "违规处置": ("admonition-decision", "warning-decision"),
    "提请、奖励和措施": (
        "commendation-decision", "location-device-decision", "location-device-notification",
        "security-penalty-proposal", "probation-revocation-proposal",
        "parole-revocation-proposal", "recommittal-proposal", "arrest-proposal",
        "commutation-proposal", "search-request",
    ),
    "外出管理": ("leave-certificate",),
    "执行地变更": ("relocation-letter", "relocation-handover"),
    "会客和特定场所": ("matter-approval-notice",),
    "教育和公益": ("training-certificate", "training-record", "hours-slip"),
    "文书": ("proof-of-service",),
}  # fmt: skip
ISSUED_ELSEWHERE = {form_id: page for page, forms in _PLACES.items() for form_id in forms}
"""Forms that stand on a decision or belong to another sheet: issued where that is."""

REUSED = frozenset(
    {
        "legal_basis", "contact", "objection", "consequences", "requirements", "rules",
        "report_rules", "other_rules", "bring", "address", "report_to", "addressee", "copies",
        "handler", "approver",
    }
)  # fmt: skip
"""Facts that an office words once: the last sheet of the same form suggests them."""


def known_facts(
    session: Session, office_id: str, person_id: str, supervision_id: str
) -> dict[str, object]:
    """What the records say of a person and an order. Raises UserError when they are not there."""
    office = session.get(Office, (office_id, office_id))
    person = session.get(Person, (office_id, person_id))
    order = session.get(Supervision, (office_id, supervision_id))
    if office is None or person is None or order is None:
        raise UserError(_("没有找到此人的档案。"))
    injunction = session.scalars(
        select(SupervisionOrder).where(
            SupervisionOrder.office_id == office_id,
            SupervisionOrder.supervision_id == supervision_id,
        )
    ).first()
    facts: dict[str, object] = {
        "county": office.county_name,
        "office": office.name,
        "person_name": person.name,
        "sex": SEX_LABELS[Sex(person.sex)],
        "born": person.born,
        "id_number": person.id_number,
        "ethnic_group": person.ethnicity,
        "education": person.education,
        "phone": person.phone,
        "residence": person.residence,
        "household_place": person.household,
        "category": CATEGORY_LABELS[Category(order.category)],
        "offence": order.offence,
        "original_term": order.original_sentence,
        "decision_organ": order.decision_organ,
        "judgment_number": order.judgment_number,
        "judgment_date": order.effective_on,
        "term_start": order.term_start,
        "term_end": order.term_end,
        "reported_on": order.reported_in_on,
        "addressee": order.decision_organ,
        "copies": (office.procuratorate,) if office.procuratorate else (),
        "members": _members(session, office_id, supervision_id),
    }
    if order.class_ is not None:
        facts["management_class"] = CLASS_LABELS[SupervisionClass(order.class_)]
    if injunction is not None:
        facts |= {
            "injunction": injunction.content,
            "injunction_start": injunction.from_on,
            "injunction_end": injunction.until_on,
        }
    return {name: value for name, value in facts.items() if value}


def reused_facts(session: Session, office_id: str, form_id: str) -> dict[str, object]:
    """What the last sheet of the same form said where an office says the same every time."""
    said = session.scalars(
        select(Document.facts)
        .where(Document.office_id == office_id, Document.form_id == form_id)
        .order_by(Document.id.desc())
        .limit(1)
    ).first()
    return {name: value for name, value in (said or {}).items() if name in REUSED and value}


def prefilled(
    session: Session,
    office_id: str,
    *,
    form_id: str,
    fields: Collection[str],
    person_id: str,
    supervision_id: str,
) -> dict[str, object]:
    """The facts of a form that need not be typed: from the records first, then as last time."""
    known = known_facts(session, office_id, person_id, supervision_id)
    facts = reused_facts(session, office_id, form_id) | known
    return {name: value for name, value in facts.items() if name in fields}


def _members(session: Session, office_id: str, supervision_id: str) -> tuple[str, ...]:
    rows = session.execute(
        select(TeamMember.name)
        .where(
            TeamMember.office_id == office_id,
            TeamMember.supervision_id == supervision_id,
            TeamMember.left_on.is_(None),
        )
        .order_by(TeamMember.id)
    )
    return tuple(row.name for row in rows)
