"""Records that were not what the journal makes of them: lines that say which, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from corrdesk.base.i18n import _
from corrdesk.sync.naming import field_words, kind_words
from corrdesk.sync.repairing import Outcome
from corrdesk.sync.tables import SyncRepair
from corrdesk.sync.words import outcome
from corrdesk.ui.exchange.looks import Line, day_of
from corrdesk.ui.shell.words import short_day

SHOWN_ID = 8  # the end of an id: its beginning is the time of its making


def repair_lines(found: Sequence[SyncRepair], today: date) -> list[Line]:
    """What was put right, the latest first. Fields by name: values may be nobody's to read here."""
    return [
        Line(f"repair {each.number}", _what(each), _detail(each),
             short_day(day_of(each.at), today), each)
        for each in found
    ]  # fmt: skip


def _what(repair: SyncRepair) -> str:
    if not repair.kind:
        return _("整体核对")
    return _("{kind}（{record}）").format(
        kind=kind_words(repair.kind), record=repair.row_id[-SHOWN_ID:]
    )


def _detail(repair: SyncRepair) -> str:
    said = outcome(repair.outcome)
    if repair.outcome != Outcome.ALTERED or not repair.fields:
        return said
    names = "、".join(field_words(name) for name, _before, _now in repair.fields)
    return _("{what}：{fields}").format(what=said, fields=names)
