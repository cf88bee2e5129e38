"""The words of approvals: what is asked for, whom somebody wants to meet, states, the decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corrdesk.base.i18n import N_


class ApprovalKind(StrEnum):
    """What the county is asked to approve."""

    PLACE = "place"
    CONTACT = "contact"


class Contact(StrEnum):
    """Whom somebody wants to meet."""

    VICTIM = "victim"
    ACCUSER = "accuser"
    INFORMANT = "informant"
    ACCOMPLICE = "accomplice"
    BAD_INFLUENCE = "bad_influence"


class ApprovalState(StrEnum):
    """Where a request stands; a granted one ends by its own last day."""

    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ApprovalOutcome(StrEnum):
    """What the county decided."""

    GRANTED = "granted"
    REFUSED = "refused"


KIND_LABELS = {
    ApprovalKind.PLACE: N_("进入特定区域（场所）"),
    ApprovalKind.CONTACT: N_("会客（接触特定人员）"),
}
CONTACT_LABELS = {
    Contact.VICTIM: N_("本案被害人"),
    Contact.ACCUSER: N_("本案控告人"),
    Contact.INFORMANT: N_("本案举报人"),
    Contact.ACCOMPLICE: N_("同案犯"),
    Contact.BAD_INFLUENCE: N_("可能诱发再犯罪的人"),
}
STATE_LABELS = {
    ApprovalState.REQUESTED: N_("待决定"),
    ApprovalState.GRANTED: N_("已批准"),
    ApprovalState.REFUSED: N_("未批准"),
    ApprovalState.WITHDRAWN: N_("已撤回"),
}
BODY_LABELS = {
    "original": N_("原审人民法院"),
    "procuratorate": N_("县级人民检察院"),
}
OUTCOME_LABELS = {ApprovalOutcome.GRANTED: N_("批准"), ApprovalOutcome.REFUSED: N_("不批准")}


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """A written request. `subject` is the place, or the name of whom somebody wants to meet."""

    kind: ApprovalKind
    requested_on: date
    subject: str
    reason: str
    from_on: date
    until_on: date
    proofs: tuple[str, ...]
    times: str = ""
    contact: Contact | None = None  # for a meeting
    injunction: str = ""  # for a place: what the order forbids


@dataclass(frozen=True, slots=True)
class ApprovalWord:
    """The county's decision as its paper states it; the days may differ from those asked for."""

    outcome: ApprovalOutcome
    decided_on: date
    document: str
    decided_by: str = ""
    from_on: date | None = None
    until_on: date | None = None
    requirements: str = ""
    reason: str = ""
    source: str = "paper"  # or the county itself
