"""The calm strip that offers what was begun and not saved: who, which form, when."""

from __future__ import annotations

from collections.abc import Callable

from corrdesk.base.i18n import _
from corrdesk.casework.drafts.model import KeptDraft
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.theme import show_if
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, button
from corrdesk.ui.shell.words import moment


class DraftStrip(Banner):
    """One draft at a time, the newest first; nothing is lost by leaving it alone."""

    def __init__(self, context: Context, restore: Callable[[KeptDraft], None]) -> None:
        super().__init__()
        self._context = context
        self._restore = restore
        self._waiting: list[KeptDraft] = []
        self._nth = 0
        self._put_off = False
        self.go_on = button(_("继续填写"), self._go_on)
        self.let_go = button(_("丢弃"), self._let_go)
        self.next_one = button(_("下一份"), self._show_next, role="link")
        close = button("", self._close, role="link", picture="close", name=_("以后再说"))
        for each in (self.go_on, self.let_go, self.next_one, close):
            self.add(each)
        context.drafts.changed.connect(self.ask)

    def ask(self) -> None:
        """Asks which drafts wait."""
        self._context.drafts.waiting(self, self.show_waiting)

    def show_waiting(self, waiting: list[KeptDraft]) -> None:
        """Shows the newest of them; something that was not there before is shown in any case."""
        known = {each.draft.id for each in self._waiting}
        if any(each.draft.id not in known for each in waiting):
            self._put_off = False
        self._waiting = waiting
        self._nth = 0
        self._show()

    @property
    def shown(self) -> KeptDraft | None:
        """The draft that is offered now."""
        if self._put_off or not self._waiting:
            return None
        return self._waiting[self._nth % len(self._waiting)]

    def _show(self) -> None:
        shown = self.shown
        if shown is None:
            self.say("")
            return
        count = len(self._waiting)
        head = _("有未完成的登记：") if count == 1 else _("有 {count} 份未完成的登记：")
        today = self._context.desk.clock.today()
        parts = (shown.draft.about, shown.draft.what, moment(shown.saved_at, today))
        self.say(head.format(count=count) + "　".join(filter(None, parts)), Tone.INFO)
        show_if(count > 1, self.next_one)

    def _show_next(self) -> None:
        self._nth += 1
        self._show()

    def _go_on(self) -> None:
        if self.shown is not None:
            self._restore(self.shown)

    def _let_go(self) -> None:
        shown = self.shown
        if shown is not None:
            self._context.drafts.give_up(shown.draft)

    def _close(self) -> None:
        self._put_off = True
        self._show()
