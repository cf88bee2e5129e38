"""The facts at the head of a form about one person; what a form adds is its capability's.

Legal wording of the paper, not of the screen: it is not translated.
"""

from __future__ import annotations

from corrdesk.casework.caseload.model import CATEGORY_LABELS, SEX_LABELS, Category, Sex
from corrdesk.casework.caseload.tables import Office, Person, Supervision
from corrdesk.store.unit_of_work import UnitOfWork


def person_facts(uow: UnitOfWork, person_id: str, supervision_id: str) -> dict[str, object]:
    """Who the sheet is about and what is being served, as the head of every approval form."""
    person = uow.require(Person, person_id)
    supervision = uow.require(Supervision, supervision_id)
    return {
        "office": uow.require(Office, uow.office_id).name,
        "filled_on": uow.clock.today(),
        "person_name": person.name,
        "sex": SEX_LABELS[Sex(person.sex)],
        "born": person.born,
        "id_number": person.id_number,
        "phone": person.phone,
        "residence": person.residence,
        "offence": supervision.offence,
        "category": CATEGORY_LABELS[Category(supervision.category)],
        "term_start": supervision.term_start,
        "term_end": supervision.term_end,
    }
