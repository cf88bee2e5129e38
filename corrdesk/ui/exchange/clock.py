"""本机时钟可能不准: what the county says of this PC's clock, until somebody has read it.

Nothing was refused for it, so nothing stops; what a doubtful clock is, `sync.core.clocks` decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from corrdesk.base.i18n import _
from corrdesk.casework.permissions import may
from corrdesk.sync.core.clocks import Doubt
from corrdesk.sync.words import doubtful
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.theme import show_if
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, button

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk


class ClockLine(Banner):
    """One sentence with its button, for those who exchange; nothing where the clock was right."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.read_button = button(_("知道了"), self.read)
        self.add(self.read_button)

    def show_doubted(self, found: Sequence[Doubt]) -> None:
        """Says what is doubtful, and by how much."""
        self.say(clock_words(found), Tone.WARN)
        show_if(may(self._context.desk.actor, "sync.run"), self.read_button)

    def read(self) -> None:
        """Somebody has read it."""
        self._context.run(self, _read).then(lambda _none: self.show_doubted(())).start()


def clock_words(found: Sequence[Doubt]) -> str:
    """◆ 本机时钟可能不准：…"""
    said = doubtful(found)
    return _("◆ {words}").format(words=said) if said else ""


def _read(desk: Desk) -> None:
    desk.exchange.clock_read()
