"""Parts of the acts that settle a hint: it must be open, what its extract says, how it ends.

Checks no permission; for the commands of hints and of the acts over several capabilities.
"""

from __future__ import annotations

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.tables import Person
from corrdesk.casework.enforcement.hints.model import HintKind, HintState
from corrdesk.casework.enforcement.hints.tables import Hint
from corrdesk.casework.enforcement.hints.wording import EXTRACT_TITLES, extract, sentence
from corrdesk.store.unit_of_work import UnitOfWork


def open_hint(uow: UnitOfWork, hint_id: str) -> Hint:
    """The hint, if nobody has settled it. Raises UserError otherwise."""
    row = uow.require(Hint, hint_id)
    if row.state != HintState.OPEN:
        raise UserError(_("这条提示已经处理过，或者已不成立。"), remedy=_("请刷新名单后再看。"))
    return row


def settle_confirmed(uow: UnitOfWork, row: Hint, violation_id: str) -> None:
    """Notes that a violation was recorded out of a hint; for the act that records it."""
    row.violation_id = violation_id
    settle(uow, row, HintState.CONFIRMED)


def extract_of(uow: UnitOfWork, row: Hint, office: str) -> tuple[str, str]:
    """The title and the text of the extract that becomes the first evidence of a violation."""
    person = uow.require(Person, row.person_id)
    kind = HintKind(row.kind)
    days = ((row.done or uow.clock.today()) - row.due).days
    text = extract(
        kind,
        sentence(kind, person.name, row.due, row.done, row.details, days),
        office=office,
        id_number=person.id_number,
        rule_version=row.rule_version,
        now=uow.clock.now(),
        chain_head=uow.head.short,
    )
    return EXTRACT_TITLES[kind], text


def settle(uow: UnitOfWork, row: Hint, state: HintState) -> None:
    """Ends a hint today; one that had ended keeps its day."""
    if row.state != state:
        row.state = state.value
    row.settled_on = row.settled_on or uow.clock.today()
