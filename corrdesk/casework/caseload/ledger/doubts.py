"""What a person should look at before an import: rows that are taken as they are, with a doubt.

A doubt keeps nobody out of the register; it says where, what, and what to do. Problems of values
are `rows`, and what cannot be a judgment is `caseload.judgments`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from corrdesk.base.i18n import N_, _
from corrdesk.casework.caseload.judgments import judgment_doubts
from corrdesk.casework.caseload.ledger.columns import Field

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


_PLACES = {
    "original_sentence": (Field.ORIGINAL_SENTENCE, Doubtful.SENTENCE),
    "term_end": (Field.END, Doubtful.TERM),
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
    found = judgment_doubts(row.category, row.term_start, row.term_end, row.original_sentence, law)
    for each in found:
        field, problem = _PLACES[each.field]
        yield Doubt(row.sheet, row.row, field, problem, each.message)
