"""Files that wait, in words and lines: for the county, for their record, or to come here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from corrdesk.base.clock import CHINA
from corrdesk.base.i18n import N_, _
from corrdesk.sync.waiting import WaitingFile, Way
from corrdesk.sync.words import blocked
from corrdesk.ui.exchange.looks import Line
from corrdesk.ui.shell.words import short_day

WAYS: Final = {
    Way.OUT: N_("↑ 待送县级"),
    Way.OUT_LATER: N_("↑ 等它的记录先送达"),
    Way.IN: N_("↓ 尚未送达本机"),
}
STUCK: Final = {
    Way.OUT: N_("▲ 送不到县级"),
    Way.IN: N_("▲ 收不到本机"),
}
KILO: Final = 1024


def file_lines(found: Sequence[WaitingFile], today: date) -> list[Line]:
    """The files that wait, those that no name is left for first, the others oldest first."""
    return [
        Line(
            f"file {each.attachment_id}",
            _(STUCK[each.way] if each.blocked else WAYS[each.way]),
            _("{name}　{size}").format(name=each.name, size=size_words(each.size)),
            short_day(each.added_at.astimezone(CHINA).date(), today),
            each,
        )
        for each in sorted(found, key=lambda each: not each.blocked)
    ]


def file_words(found: Sequence[WaitingFile]) -> str:
    """附件 3 个待送，1 个尚未送达本机。 Empty when none waits."""
    coming = sum(each.way is Way.IN for each in found)
    going = len(found) - coming
    said = [
        words
        for count, words in (
            (going, _("{count} 个待送").format(count=going)),
            (coming, _("{count} 个尚未送达本机").format(count=coming)),
        )
        if count
    ]
    return _("附件 {waiting}。").format(waiting="，".join(said)) if said else ""


def stuck_words(lines: Sequence[Line], office: str) -> str:
    """What to do about those among these lines that no name is left for; nothing for none."""
    files = [line.record for line in lines if isinstance(line.record, WaitingFile)]
    return blocked(sum(each.blocked for each in files), office)


def size_words(size: int) -> str:
    """A size as people say it."""
    if size < KILO * KILO:
        return f"{-(-size // KILO)} KB"
    return f"{size / KILO / KILO:.1f} MB"
