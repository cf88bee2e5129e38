"""The county's word, entered in the county's own name into the journal of the office concerned."""

from __future__ import annotations

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.model import AccessKind
from corrdesk.casework.caseload.tables import FileAccess
from corrdesk.casework.caseload.visibility import states_of
from corrdesk.casework.deciding.model import ANSWER_LABELS, Answer, MatterKind, Word
from corrdesk.casework.deciding.registry import DOCKETS
from corrdesk.casework.permissions import command, may
from corrdesk.rules.law import Law
from corrdesk.store.unit_of_work import UnitOfWork, no_such_record


@command("county.decide")
def decide(uow: UnitOfWork, law: Law, kind: MatterKind, matter_id: str, word: Word) -> str:
    """Decides one matter. Returns the decision's id.

    Raises UserError for an answer that the kind does not know, a refusal or return without
    reasons, and whatever the capability finds missing.
    """
    docket = DOCKETS[kind]
    if word.answer not in docket.answers:
        words = _("这类事项不能“{answer}”。")
        raise UserError(
            words.format(answer=_(ANSWER_LABELS[word.answer])),
            remedy=_("材料不全的，请先不作决定，联系司法所补齐或者撤回后重新申请。"),
            field="answer",
        )
    if word.answer is not Answer.GRANT and not word.reason.strip():
        raise UserError(_("不批准或者退回的，请写明理由。"), field="reason")
    decision_id = docket.decide(uow, law, matter_id, word)
    if word.reason.strip():
        uow.because(word.reason.strip())
    return decision_id


@command("county.read")
def enter_reading(uow: UnitOfWork, person_id: str, name: str, about: str) -> None:
    """Enters that somebody of the county read a file of a person, called `name`, and for what.

    Raises UserError for a person whose file the reader may not read, as for one who is not there.
    """
    states = states_of(uow.session, uow.office_id, person_id)
    if states is None or not may(uow.actor, "county.read", states):
        raise no_such_record()
    uow.add(
        FileAccess(
            id=uow.new_id(),
            person_id=person_id,
            kind=AccessKind.READ.value,
            on=uow.clock.today(),
            by=uow.actor.officer_id,
            reason=name,
            document=about[:120],
        )
    )
