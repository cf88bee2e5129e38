"""What a dossier has to hold, stage by stage, each paper with its clause."""

from __future__ import annotations

from datetime import date

import pytest

from corrdesk.base.workdays import load_calendar
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.documents.policy import DossierFacts, papers_due
from corrdesk.printing.templates import load_forms
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.law import Law

LAW = Law(load_rulebook("cn"), load_calendar(), date(2026, 6, 10))


@pytest.mark.parametrize(
    ("status", "count", "last"),
    [
        (Status.AWAITING_REPORT, 0, ""),
        (Status.SUPERVISED, 4, "entry-declaration"),
        (Status.TRANSFERRED, 4, "entry-declaration"),
        (Status.DISCHARGED, 7, "discharge-notice"),
        (Status.TERMINATED, 5, "termination-notice"),
    ],
)
def test_papers_by_stage(status: Status, count: int, last: str) -> None:
    decision = papers_due(DossierFacts(status), LAW)
    assert len(decision.value.forms) == len(decision.value.rules) == count
    assert set(decision.value.forms) <= set(load_forms())
    assert all(decision.citations_of(rule) for rule in decision.value.rules)
    assert not last or decision.value.forms[-1] == last
