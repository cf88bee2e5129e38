"""Records that were not what the journal makes of them: lines that say which, and what was done."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from corrdesk.base.i18n import _
from corrdesk.sync.naming import field_words, has_words, kind_words
from corrdesk.sync.repairing import Outcome
from corrdesk.sync.tables import SyncRepair
from corrdesk.sync.telling import SHOWN_ID
from corrdesk.sync.words import outcome
from corrdesk.ui.exchange.looks import Line, day_of
from corrdesk.ui.shell.words import short_day


def repair_lines(
    found: Sequence[SyncRepair],
    today: date,
    told: Mapping[tuple[str, str], str] | None = None,
    sealed: Collection[int] = frozenset(),
) -> list[Line]:
    """What was put right, the latest first. Fields by name: values may be nobody's to read here.

    `told`: by kind and id, whom a record is about, where that was looked up. `sealed`: the numbers
    of those whose files are sealed.
    """
    names = told or {}
    return [
        Line(
            f"repair {each.number}",
            record_words(
                each,
                names.get((each.kind, each.row_id), ""),
                is_sealed=each.number in sealed,
            ),
            outcome(each.outcome) if each.number in sealed else _detail(each),
            short_day(day_of(each.at), today),
            each,
        )
        for each in found
    ]


def record_words(repair: SyncRepair, name: str, *, is_sealed: bool = False) -> str:
    """Which record it was: by whom it is about, else by its number; of a sealed file neither."""
    if is_sealed:
        return _("已封存的档案")
    if not repair.kind:
        return _("整体核对")
    if name:
        return _("{kind}　{name}").format(kind=kind_words(repair.kind), name=name)
    return _("{kind}（{record}）").format(
        kind=kind_words(repair.kind), record=repair.row_id[-SHOWN_ID:]
    )


def _detail(repair: SyncRepair) -> str:
    said = outcome(repair.outcome)
    if repair.outcome != Outcome.ALTERED or not repair.fields:
        return said
    names = [
        field_words(name, repair.kind)
        for name, _before, _now in repair.fields
        if has_words(name, repair.kind)
    ]
    fields, count = "、".join(dict.fromkeys(names)), len(repair.fields)
    if not names:
        fields = _("{count} 栏").format(count=count)
    elif len(names) < count:
        fields = _("{names}等 {count} 栏").format(names=fields, count=count)
    return _("{what}：{fields}").format(what=said, fields=fields)
