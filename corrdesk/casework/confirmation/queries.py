"""Questions about confirming: the county's words, and the check-list with them."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.casework.confirmation.model import CheckedRule, WordSpoken
from corrdesk.casework.confirmation.tables import RuleConfirmation
from corrdesk.rules.catalog import RuleBook
from corrdesk.rules.confirmation import Confirmation, Verdict, checklist
from corrdesk.rules.law import Law
from corrdesk.store.types import AnyRow

MILLISECOND = 12  # hexadecimal digits of time at the head of an id


def words_spoken(session: Session, office_id: str) -> list[WordSpoken]:
    """Everything the county has said about the law, oldest first."""
    rows = session.execute(
        select(
            RuleConfirmation.key,
            RuleConfirmation.verdict,
            RuleConfirmation.value,
            RuleConfirmation.document,
            RuleConfirmation.person,
            RuleConfirmation.on,
            RuleConfirmation.note,
            RuleConfirmation.id,
            RuleConfirmation.entry,
        ).where(RuleConfirmation.office_id == office_id)
    )
    return [
        WordSpoken(row.key, Verdict(row.verdict), json.loads(row.value), *row[3:7])
        for row in sorted(rows, key=_moment)
    ]


def _moment(row: AnyRow) -> tuple[object, ...]:
    """Day, millisecond (the head of an id), and within it the place in the device's journal."""
    return row.on, row.id[:MILLISECOND], int(row.entry.rpartition(":")[2]), row.id


def confirmations(session: Session, office_id: str) -> list[Confirmation]:
    """The same as the rules read it."""
    return [_as_rules(word) for word in words_spoken(session, office_id)]


def checked_rules(session: Session, office_id: str, book: RuleBook, law: Law) -> list[CheckedRule]:
    """The check-list of a day by key: values with a doubtful clause, and what was said of them.

    `book` is the office's rule book without the county's words.
    """
    words = words_spoken(session, office_id)
    entries = checklist(book, [_as_rules(word) for word in words], law.as_of)
    newest_first = words[::-1]
    return [
        CheckedRule(entry, tuple(word for word in newest_first if word.key == entry.key))
        for entry in entries
    ]


def _as_rules(word: WordSpoken) -> Confirmation:
    return Confirmation(word.key, word.verdict, word.value, word.document, word.on)
