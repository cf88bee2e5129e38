"""What a judgment cannot have said, in words for whoever copies it: a penalty, a term too long.

A doubt keeps nothing out of the register: papers are wrong too, and then they are mended. Whether
something fits is `policy.sentence_fits`; what a ledger's row says of it is `ledger.doubts`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from corrdesk.base.dates import format_cn
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.grounds import clauses, quoted
from corrdesk.casework.caseload.ledger.words import sentences_in
from corrdesk.casework.caseload.model import CATEGORY_LABELS, SENTENCE_LABELS, Category
from corrdesk.casework.caseload.policy import SentenceFacts, sentence_fits

if TYPE_CHECKING:
    from corrdesk.rules.law import Law


@dataclass(frozen=True, slots=True)
class JudgmentDoubt:
    """A field of an order, by its name in the table, and why somebody should look at it."""

    field: str
    message: str


def judgment_doubts(
    category: Category, start: date, end: date, original_sentence: str, law: Law
) -> Iterator[JudgmentDoubt]:
    """What the penalty and the days of an order cannot both be, as far as the law says so.

    Raises `FactImpossible` where it ends before it begins.
    """
    named = sentences_in(original_sentence)
    decision = sentence_fits(SentenceFacts(category, start, end, named), law)
    found, kind = decision.value, _(CATEGORY_LABELS[category])
    if not found.sentence_fits:
        key = f"term.{category}.sentences"
        words = _("原判刑期写的是{sentence}，与矫正类别{kind}不符（{clause}）").format(
            sentence="、".join(_(SENTENCE_LABELS[each]) for each in named),
            kind=kind,
            clause=quoted([each.plain() for each in decision.citations_of(key)]),
        )
        yield JudgmentDoubt("original_sentence", words)
    if not found.term_fits and found.latest_end is not None:
        words = _("期限超过{kind}最长的期限，最迟到{day}（{clause}）").format(
            kind=kind,
            day=format_cn(found.latest_end),
            clause=quoted(clauses(decision)[-1:]),
        )
        yield JudgmentDoubt("term_end", words)
