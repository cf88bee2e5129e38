"""Bugs in what the county takes away from a target: too much of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from corrdesk.sync.core import county, spoilt
from corrdesk.sync.core.county import CountySide
from corrdesk.sync.core.hiding import Hiding
from corrdesk.sync.core.names import Run, numbered
from tests.faults.simulation.bugs import Bug, no_check, says_nothing


def _every_run(found: Iterable[Run], _safe: object, _hashes: object) -> list[str]:
    return [run.name for run in found]


def _every_receipt(listed: Iterable[str], last: int) -> list[str]:
    return [name for number, name in numbered(listed, "receipt-") if number <= last]


def _every_roster(listed: Iterable[str], _lies: int) -> list[str]:
    return [name for _number, name in numbered(listed, "roster-")]


def _leaves_all(_words: object, listed: list[str], _office: str) -> Any:
    return listed
    yield


TIDY_PLANTS: dict[str, Bug] = {
    "never-tidied": Bug(
        "names that have served their turn are left for ever",
        lambda: [(CountySide, "_tidy", says_nothing)],
    ),
    "runs-swept": Bug(
        "runs are cleared whether or not they were taken in or are held",
        lambda: [(county, "spent_runs", _every_run)],
        from_seed=125,
    ),
    "spoilt-unsaid": Bug(
        "a desk does not say which runs it could not read",
        lambda: [(spoilt, "said", lambda _marks: {})],
    ),
    "spoilt-unheard": Bug(
        "what a desk could not read lies there for ever",
        lambda: [(spoilt, "make_room", _leaves_all)],
    ),
    "hidden-unasked": Bug(
        "much goes out of sight and nobody is asked",
        lambda: [(Hiding, "about_to_take", no_check)],
    ),
    "hidden-by-part": Bug(
        "what is hidden is counted for each run alone",
        lambda: [(Hiding, "_known", lambda _self: {})],
        from_seed=70,
    ),
    "receipts-swept": Bug(
        "the latest receipt is cleared with those before it",
        lambda: [(county, "spent_receipts", _every_receipt)],
    ),
    "rosters-swept": Bug(
        "the latest roster is cleared with those before it",
        lambda: [(county, "spent_rosters", _every_roster)],
    ),
    "rosters-left": Bug(
        "rosters that later ones replaced are left for ever",
        lambda: [(county, "spent_rosters", lambda _listed, _lies: [])],
    ),
}
