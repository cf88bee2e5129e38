"""How the states of a supervision look, and a person's line in the search box."""

from __future__ import annotations

from collections.abc import Sequence

from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import (
    CATEGORY_LABELS,
    CLASS_LABELS,
    STATUS_LABELS,
    PersonCard,
    Status,
    SupervisionClass,
)
from corrdesk.casework.caseload.queries import find_people
from corrdesk.ui.shell.registry import Hit
from corrdesk.ui.shell.table import Cell
from corrdesk.ui.shell.tokens import Shape, Tone

STATUS_LOOKS = {
    Status.AWAITING_REPORT: (Shape.DIAMOND, Tone.WARN),
    Status.SUPERVISED: (Shape.DOT, Tone.INFO),
    Status.DISCHARGED: (Shape.TICK, Tone.OK),
    Status.TERMINATED: (Shape.SQUARE, Tone.PLAIN),
    Status.TRANSFERRED: (Shape.SQUARE, Tone.PLAIN),
}
SEARCH_LIMIT = 50


def status_cell(status: Status) -> Cell:
    """A state of a supervision as shape and word."""
    shape, tone = STATUS_LOOKS[status]
    return Cell(_(STATUS_LABELS[status]), shape, tone)


def class_words(class_: str | None) -> str:
    """严管, 普管, 宽管 or 未定."""
    return _(CLASS_LABELS[SupervisionClass(class_)]) if class_ else _("未定")


def search_people(desk: Desk, term: str) -> Sequence[Hit]:
    """The answer of the search box."""
    with desk.read() as session:
        cards = find_people(session, desk.office.id, term, SEARCH_LIMIT)
    return [_hit(card) for card in cards]


def _hit(card: PersonCard) -> Hit:
    state = status_cell(card.status)
    kind = f"{_(CATEGORY_LABELS[card.category])} · {class_words(card.class_)}"
    shape = state.shape or Shape.DOT
    detail = f"{card.masked_id}　{kind}　{card.residence}"
    return Hit(card.person_id, card.name, detail, state.text, shape, state.tone)
