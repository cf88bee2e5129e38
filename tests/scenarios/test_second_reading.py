"""The ladder of sanctions read a second time from its text, and asked in every combination.

Nothing of the program's own policy is used here: sets of measures, and days counted by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from corrdesk.base.errors import UserError
from corrdesk.casework.questions import ask, refusal_of

TODAY = date(2026, 4, 30)
FINAL = {
    "probation": "revoke_probation",
    "parole": "revoke_parole",
    "outside_prison": "recommit",
    "public_surveillance": "security_penalty",
}
DECIDES = {
    "admonition": "county",
    "warning": "county",
    "security_penalty": "police",
    "revoke_probation": "court",
    "revoke_parole": "court",
    "recommit": "decision_organ",
}
UNKNOWN = {
    "injunction": {"parole", "outside_prison"},
    "medical_review": {"probation", "parole", "public_surveillance"},
}
RULES = ("report", "visitor", "leave", "relocation", "other")
TIMES = (0, 1, 2, 3)


def breaches() -> Iterator[dict[str, object]]:
    for breach, severity in product((*RULES, "injunction"), ("minor", "heavier", "serious")):
        yield {"breach": breach, "severity": severity}
    for breach, taught in product(("education", "medical_review"), (True, False)):
        yield {"breach": breach, "taught": taught}
    for breach, days in product(("late_report_in", "absent"), (0, 1, 10, 11, 30, 31, 60)):
        yield {"breach": breach, "since": TODAY - timedelta(days), "until": TODAY}


def of_the_breach(facts: dict[str, object], category: str, warnings: int) -> set[str]:
    """What the breach itself gives; nothing: it is none (yet)."""
    breach, final = facts["breach"], FINAL[category]
    if "since" in facts:
        since = facts["since"]
        assert isinstance(since, date)
        days = (TODAY - since).days
        found = {"admonition"} if 1 <= days <= 10 else {"warning"} if days > 10 else set()
        # 30 April: the same day number a month before is 30 March, 31 days back.
        return found | ({final} if days > 31 else set())
    if "taught" in facts:
        found = {"admonition" if breach == "education" else "warning"} if facts["taught"] else set()
        again = breach == "medical_review" and found and warnings >= 1
        return found | ({"recommit"} if again else set())
    ladder = ["admonition", "warning", final]
    if breach == "injunction":
        ladder = ["warning", "security_penalty", final]
    found = {ladder[["minor", "heavier", "serious"].index(str(facts["severity"]))]}
    left = breach == "leave" and category == "outside_prison" and warnings >= 1
    return found | ({"recommit"} if left else set())


def ladder(facts: dict[str, object], category: str, before: tuple[int, int, int]) -> set[str]:
    admonitions, warnings, penalties = before
    found = of_the_breach(facts, category, warnings)
    if found and admonitions >= 2:
        found |= {"warning"}
    if found and (warnings >= 2 or (penalties >= 1 and category != "parole")):
        found |= {FINAL[category]}
    return found


def expected(measures: set[str]) -> dict[str, object]:
    strongest = next((each for each in reversed(DECIDES) if each in measures), None)
    return {
        "measures": measures,
        "strongest": strongest,
        "decider": None if strongest is None else DECIDES[strongest],
    }


def histories() -> Iterator[tuple[tuple[int, int, int], dict[str, object]]]:
    for before in product(TIMES, TIMES, TIMES):
        names = ("admonitions", "warnings", "penalties")
        yield before, dict(zip(names, before, strict=True))


@pytest.mark.parametrize("category", sorted(FINAL))
def test_every_breach_with_every_history(category: str) -> None:
    known = [each for each in breaches() if category not in UNKNOWN.get(str(each["breach"]), ())]
    for facts, justified, (before, counts) in product(known, (False, True), histories()):
        asked = facts | counts | {"category": category, "justified": justified}
        answer: dict[str, Any] = ask("sanction.candidates", asked, TODAY).answer()
        wanted = set() if justified else ladder(facts, category, before)
        found = {name: answer[name] for name in ("measures", "strongest", "decider")}
        assert found | {"measures": set(answer["measures"])} == expected(wanted), asked
        taught_first = facts.get("taught") is False and not justified
        assert answer["needs"] == (["taught"] if taught_first else []), asked
        doubt = category == "parole" and before[2] > 0 and bool(wanted)
        assert answer["legal_review"] is doubt, asked


@pytest.mark.parametrize(
    ("breach", "category"),
    [(breach, each) for breach, those in UNKNOWN.items() for each in sorted(those)],
)
def test_a_breach_that_the_category_does_not_know_is_refused_whatever_else(
    breach: str, category: str
) -> None:
    kinds = [each for each in breaches() if each["breach"] == breach]
    for facts, justified, (_before, counts) in product(kinds, (False, True), histories()):
        asked = facts | counts | {"category": category, "justified": justified}
        with pytest.raises(UserError) as refused:
            ask("sanction.candidates", asked, TODAY)
        assert refusal_of(refused.value).fact == "category"
