"""What a person should look at before an import: rows that are taken as they are, with a doubt.

A doubt keeps nobody out of the register; it says where, what, and what to do. Problems of values
are `rows`, and what cannot be a judgment is `caseload.policy`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from corrdesk.base.dates import format_cn
from corrdesk.base.i18n import N_, _
from corrdesk.casework.caseload.grounds import clauses, quoted
from corrdesk.casework.caseload.ledger.columns import Field
from corrdesk.casework.caseload.ledger.words import sentences_in
from corrdesk.casework.caseload.model import CATEGORY_LABELS, SENTENCE_LABELS
from corrdesk.casework.caseload.policy import SentenceFacts, sentence_fits

if TYPE_CHECKING:
    from corrdesk.casework.caseload.ledger.rows import LedgerRow
    from corrdesk.rules.law import Law


class Doubtful(StrEnum):
    """What can be doubtful about a row. The words are a contract with the command line."""

    SENTENCE = "sentence"
    TERM = "term"
    HIDDEN = "hidden"


_REMEDIES = {
    Doubtful.SENTENCE: N_(
        "请对照判决书核对矫正类别和原判刑期，在台账里改好再导入；照这样导入的，以后在档案里更正。"
    ),
    Doubtful.TERM: N_(
        "请对照判决书核对矫正类别和起止日期，在台账里改好再导入；照这样导入的，以后在档案里更正。"
    ),
    Doubtful.HIDDEN: N_("多半是筛选时隐藏的，照样导入。不该导入的，请先在表格里删去这一行。"),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that is imported as it stands, and why somebody should look at it."""

    sheet: str
    row: int
    field: Field | None
    problem: Doubtful
    message: str

    @property
    def remedy(self) -> str:
        """Return what to do about it."""
        return _(_REMEDIES[self.problem])


def hidden_row(sheet: str, row: int) -> Doubt:
    """A row that a spreadsheet does not show; it counts like any other."""
    return Doubt(sheet, row, None, Doubtful.HIDDEN, _("这一行在表格里是隐藏的"))


def sentence_doubts(row: LedgerRow, law: Law) -> Iterator[Doubt]:
    """What the sentence and the days of a row cannot both be, as far as the law says so."""
    named = sentences_in(row.original_sentence)
    decision = sentence_fits(SentenceFacts(row.category, row.term_start, row.term_end, named), law)
    found, kind = decision.value, _(CATEGORY_LABELS[row.category])
    if not found.sentence_fits:
        key = f"term.{row.category}.sentences"
        words = _("原判刑期写的是{sentence}，与矫正类别{kind}不符（{clause}）").format(
            sentence="、".join(_(SENTENCE_LABELS[each]) for each in named),
            kind=kind,
            clause=quoted([each.plain() for each in decision.citations_of(key)]),
        )
        yield Doubt(row.sheet, row.row, Field.ORIGINAL_SENTENCE, Doubtful.SENTENCE, words)
    if not found.term_fits and found.latest_end is not None:
        words = _("期限超过{kind}最长的期限，最迟到{day}（{clause}）").format(
            kind=kind,
            day=format_cn(found.latest_end),
            clause=quoted(clauses(decision)[-1:]),
        )
        yield Doubt(row.sheet, row.row, Field.END, Doubtful.TERM, words)
