"""The words of issued sheets: where a sheet stands, what is done with it, how it is served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from corrdesk.base.i18n import N_


class DocumentState(StrEnum):
    """Where an issued sheet stands."""

    PRINTED = "printed"
    STAMPED = "stamped"
    SERVED = "served"
    FILED = "filed"
    VOID = "void"


class Step(StrEnum):
    """What is done with an issued sheet, one fact each."""

    PRINTED = "printed"
    STAMPED = "stamped"
    SERVED = "served"
    FILED = "filed"
    SCANNED = "scanned"
    VOIDED = "voided"


class Manner(StrEnum):
    """How a sheet reached its addressee, as the proof of service lists it."""

    DIRECT = "direct"
    REFUSED = "refused"  # left with the addressee, who refused it: needs a witness
    MAIL = "mail"
    ENTRUSTED = "entrusted"
    OTHER = "other"


STATE_LABELS = {
    DocumentState.PRINTED: N_("待盖章"),
    DocumentState.STAMPED: N_("已盖章"),
    DocumentState.SERVED: N_("已送达"),
    DocumentState.FILED: N_("已归档"),
    DocumentState.VOID: N_("已作废"),
}
STEP_LABELS = {
    Step.PRINTED: N_("签发打印"),
    Step.STAMPED: N_("盖章"),
    Step.SERVED: N_("送达"),
    Step.FILED: N_("归档"),
    Step.SCANNED: N_("存入扫描件"),
    Step.VOIDED: N_("作废"),
}
MANNER_LABELS = {
    Manner.DIRECT: N_("直接送达"),
    Manner.REFUSED: N_("本人拒收，留置送达"),
    Manner.MAIL: N_("邮寄送达"),
    Manner.ENTRUSTED: N_("委托送达"),
    Manner.OTHER: N_("其他"),
}
ORDER = (DocumentState.PRINTED, DocumentState.STAMPED, DocumentState.SERVED, DocumentState.FILED)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be issued.

    `subject_id` names the record that the sheet is about: one form has one valid sheet for it.
    Without a subject the sheet stands for itself. A sheet with addressees has to be served.
    """

    form_id: str
    facts: Mapping[str, object]
    person_id: str | None = None
    supervision_id: str | None = None
    subject_id: str = ""
    addressees: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One step of a sheet as it was taken. Manner, receiver and witness: of a service."""

    step: Step
    on: date
    manner: Manner = Manner.DIRECT
    receiver: str = ""
    witness: str = ""
    note: str = ""
    attachment_id: str | None = field(default=None)


def next_step(state: str, *, to_serve: bool) -> Step | None:
    """What is to be done next with a sheet, or None when nothing is.

    A sheet without addressees is not served: it goes from the stamp to the file.
    """
    match DocumentState(state):
        case DocumentState.PRINTED:
            return Step.STAMPED
        case DocumentState.STAMPED:
            return Step.SERVED if to_serve else Step.FILED
        case DocumentState.SERVED:
            return Step.FILED
        case DocumentState.FILED | DocumentState.VOID:
            return None
