"""A decision's clauses and facts as plain values that a record can keep."""

from __future__ import annotations

import json
from datetime import date

from corrdesk.base.workdays import load_calendar
from corrdesk.casework.caseload.grounds import clauses, counted_facts
from corrdesk.casework.relocation.policy import MoveFacts, relocation_apply_by
from corrdesk.rules.catalog import load_rulebook
from corrdesk.rules.law import Law


def test_what_is_kept_is_plain_and_complete() -> None:
    facts = MoveFacts(date(2026, 7, 20))
    decision = relocation_apply_by(facts, Law(load_rulebook(), load_calendar(), date(2026, 6, 10)))
    kept = counted_facts(facts, decision)
    assert kept["move_on"] == "2026-07-20"
    assert kept["answer"]["apply_by"] == "2026-06-20"
    (clause, *_others) = clauses(decision)
    assert set(clause) == {"id", "title", "article", "mark"}
    assert json.loads(json.dumps([kept, clauses(decision)], ensure_ascii=False))
