"""Which papers a dossier (卷宗) has to hold at which stage of a supervision. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from corrdesk.base.i18n import N_
from corrdesk.casework.caseload.model import Status
from corrdesk.rules.decision import Decision
from corrdesk.rules.law import Law, Reasons
from corrdesk.rules.question import Question

RECEPTION: Final = ("person_registration", "team_agreement", "correction_plan", "entry_declaration")
DISCHARGE: Final = ("term_appraisal", "discharge_certificate", "discharge_notice")
TERMINATION: Final = ("termination_notice",)


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """How far the supervision has come."""

    status: Status


@dataclass(frozen=True, slots=True)
class PapersDue:
    """The forms that have to be in the dossier, and the rule that asks for each."""

    forms: tuple[str, ...]
    rules: tuple[str, ...]


def papers_due(facts: DossierFacts, law: Law) -> Decision[PapersDue]:
    """From the reporting in on the papers of reception, at the end those of the end."""
    reasons = Reasons(law)
    keys: list[str] = []
    if facts.status is not Status.AWAITING_REPORT:
        keys += [f"dossier.reception.{name}" for name in RECEPTION]
    if facts.status is Status.DISCHARGED:
        keys += [f"dossier.discharge.{name}" for name in DISCHARGE]
    if facts.status is Status.TERMINATED:
        keys += [f"dossier.termination.{name}" for name in TERMINATION]
    asked = tuple(key for key in keys if reasons.flag(key))
    forms = tuple(key.rpartition(".")[2].replace("_", "-") for key in asked)
    return reasons.decide(PapersDue(forms, asked), facts)


QUESTIONS: Final = (Question("documents.due", N_("卷宗应有的文书"), DossierFacts, papers_due),)
