"""The way back to a half-filled form: its page or panel, and the button that opens its window."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from corrdesk.base.i18n import _
from corrdesk.casework.drafts.model import KeptDraft, News
from corrdesk.casework.drafts.service import news_since
from corrdesk.ui import paths
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.places import Place, button_for
from corrdesk.ui.shell.tokens import Tone

LOOK_EVERY = 60  # milliseconds between two looks for the button
TRIES = 60


class Restorer(QObject):
    """Opens the form of a draft; the keeper then fills it."""

    def __init__(
        self,
        context: Context,
        parent: QObject,
        *,
        known: Collection[str],
        page: Callable[[], QWidget],
        panel: Callable[[], QWidget | None],
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._known = known
        self._page = page
        self._panel = panel
        self._tries = 0

    def restore(self, kept: KeptDraft) -> None:
        """Asks what is new about the draft's subjects, then opens its form."""
        place = Place.from_text(kept.draft.place)
        panel = self._panel()
        if place.page not in self._known:
            words = _("这份登记所在的页面现在打不开。所填内容仍然保留。")
            self._context.say(Message(words, Tone.WARN))
        elif place.panel and panel is not None and self._context.drafts.typing_in(panel):
            words = _("右侧还有没有保存的内容，请先保存或关闭。")
            self._context.say(Message(words, Tone.WARN))
        else:
            draft_id = kept.draft.id
            self._context.act(self, lambda uow: news_since(uow, draft_id)).then(
                lambda news: self._open(kept, place, news)
            ).start()

    def _open(self, kept: KeptDraft, place: Place, news: list[News]) -> None:
        drafts = self._context.drafts
        drafts.arm(kept, news)
        argument = paths.from_text(place.argument)
        if place.panel:
            self._context.open_panel(place.page, argument)
        else:
            self._context.go(place.page, argument)
        drafts.claim_open()
        if place.dialog and drafts.is_armed:
            self._tries = TRIES
            self._press(place)

    def _press(self, place: Place) -> None:
        """Presses the button once its page has settled; without one a person has to."""
        if not self._context.drafts.is_armed:
            return
        window_open = QApplication.activeModalWidget() is not None
        if self._tries > 0 and not window_open:
            self._tries -= 1
            wanted = None if self._context.is_busy else button_for(place, self._page())
            if wanted is not None:
                wanted.click()
            QTimer.singleShot(LOOK_EVERY, self, lambda: self._press(place))
            return
        words = _("请在这一页打开“{form}”，上次填写的内容会自动带回。")
        self._context.say(Message(words.format(form=place.dialog), Tone.INFO))
