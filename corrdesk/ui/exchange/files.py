"""Files that wait, in words and lines: for the county, for their record, or to come here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from corrdesk.base.clock import CHINA
from corrdesk.base.i18n import N_, _
from corrdesk.base.sizes import size_words
from corrdesk.sync.waiting import WaitingFile, Way
from corrdesk.sync.words import blocked, no_room
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
TOO_LARGE: Final = N_("▲ 上次的地点放不下")


def file_lines(found: Sequence[WaitingFile], today: date) -> list[Line]:
    """The files that wait, those that do not come through first, the others oldest first."""
    return [
        Line(
            f"file {each.attachment_id}",
            _(_way(each)),
            _("{name}　{size}").format(name=each.name, size=size_words(each.size)),
            short_day(each.added_at.astimezone(CHINA).date(), today),
            each,
        )
        for each in sorted(found, key=lambda each: not (each.blocked or each.no_room))
    ]


def _way(each: WaitingFile) -> str:
    if each.blocked and each.way in STUCK:
        return STUCK[each.way]
    return TOO_LARGE if each.no_room else WAYS[each.way]


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
    """What to do about those among these lines that do not come through; nothing for none."""
    files = [line.record for line in lines if isinstance(line.record, WaitingFile)]
    too_large = [each.size for each in files if each.no_room]
    said = blocked(sum(each.blocked for each in files), office), no_room(too_large)
    return " ".join(filter(None, said))
