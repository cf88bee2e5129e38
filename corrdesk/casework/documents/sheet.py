"""A filled form, ready for paper, and what casework asks of a press.

This is the seam between casework and printing. It holds no layout and no rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from corrdesk.casework.documents.model import Draft


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One form with its facts; without serial and code it is a form to fill in and sign by hand."""

    form_id: str  # e.g. leave-certificate
    facts: Mapping[str, object]
    serial: str = ""
    check_code: str = ""
    chain_head: str = ""
    specimen: bool = False


@dataclass(frozen=True, slots=True)
class FormCard:
    """What an issued sheet keeps of its form: title, layout version, document word."""

    form_id: str
    title: str
    layout: str
    word: str  # e.g. 矫警; empty for a form without a number of its own


def specimen(draft: Draft) -> FormSheet:
    """The sheet as it would be issued, marked 样张 and without a number."""
    return FormSheet(draft.form_id, draft.facts, specimen=True)


class Press(Protocol):
    """Whoever knows the forms and draws them: `corrdesk.printing.press`."""

    def card(self, form_id: str) -> FormCard:
        """What the form is called. Raises UserError for a form that does not exist."""
        ...

    def render(self, sheet: FormSheet) -> bytes:
        """The sheet as PDF. Raises UserError naming the fact that cannot be printed."""
        ...
