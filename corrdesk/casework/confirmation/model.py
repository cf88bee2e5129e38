"""The words of confirming: what the county said, and how the check-list calls its states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from corrdesk.base.i18n import N_
from corrdesk.rules.confirmation import ChecklistEntry, State, Verdict

STATE_LABELS = {
    State.OPEN: N_("待核对"),
    State.CONFIRMED: N_("已核对"),
    State.CHANGED: N_("已改为本县规定"),
}
VERDICT_LABELS = {
    Verdict.CONFIRMED: N_("核对无误"),
    Verdict.CHANGED: N_("改为"),
}


@dataclass(frozen=True, slots=True)
class CountyWord:
    """What the county said about a value: `value` is the new one as typed, None confirms."""

    document: str  # number of the county's paper
    person: str  # who confirmed it there
    value: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class WordSpoken:
    """A word of the county as it was recorded."""

    key: str
    verdict: Verdict
    value: object  # as rule files write it
    document: str
    person: str
    on: date
    note: str


@dataclass(frozen=True, slots=True)
class CheckedRule:
    """A line of the check-list with everything the county has said of it, the newest first."""

    entry: ChecklistEntry
    words: tuple[WordSpoken, ...]

    @property
    def last(self) -> WordSpoken | None:
        """The newest word, if there is any."""
        return self.words[0] if self.words else None
