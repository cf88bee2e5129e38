"""Keeps what is typed in every form as an encrypted draft, within a second, until it is saved.

A form is watched from the moment it is shown. What was typed before a crash, a lock or a closed
window is put back into the same form when its officer wants it, never over newer facts.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from corrdesk.base.clock import CHINA
from corrdesk.base.errors import CorrdeskError
from corrdesk.base.i18n import _
from corrdesk.casework.drafts.model import Draft, KeptDraft, News
from corrdesk.casework.drafts.service import drop_draft, keep_draft, own_drafts
from corrdesk.casework.permissions import may
from corrdesk.ui.shell import typed
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.places import Place, opening_of, place_of
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.words import moment

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork
    from corrdesk.ui.shell.context import Context

T = TypeVar("T")
MOMENT = "moment"
"""The name of a property, set where the time of day is typed: it stays with the day of a draft."""
AFTER = 700  # milliseconds from the first key to the draft; the promise is two seconds
RECORD_ID = re.compile(r"\b[0-9a-f]{32}\b")
SHOWN = 40  # characters of a text that could not be put back

log = logging.getLogger(__name__)


class Sheet(Protocol):
    """What a form tells of itself."""

    @property
    def record_id(self) -> str:
        """The record that it is about, where its page does not say."""
        ...

    def typed_editors(self) -> Mapping[str, QWidget]:
        """What is typed into, by name."""
        ...

    def whom(self) -> str:
        """Whom it is about, in words."""
        ...

    def tell_restored(self, words: str, tone: Tone) -> None:
        """Says that a draft was put back, and what to look at."""
        ...


class Watched(QObject):
    """One form on the screen: what it began with, what was typed since, and its draft."""

    def __init__(self, keeper: DraftKeeper, widget: QWidget, sheet: Sheet) -> None:
        super().__init__(widget)
        self._keeper = keeper
        self.widget = widget
        self._sheet = sheet
        self.draft_id = ""
        self.touched = False
        self._at_rest = False
        self._queued: Draft | None = None
        self._carried: dict[str, list[typed.Value]] = {}
        # As it was when the form was shown: a panel may be opened for somebody else meanwhile.
        self.place = place_of(widget, sheet.record_id)
        self._opening = opening_of(widget)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER)
        self._timer.timeout.connect(self.keep)
        self._start: dict[str, typed.Value] = {}
        for name, editor in self._editors().items():
            self._start[name] = typed.value_of(editor)
            typed.listen(
                editor,
                by_hand=partial(self._touch, name),
                otherwise=partial(self._moved, name, editor),
            )
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide:
            self.keep()
        return False

    def differences(self) -> dict[str, list[typed.Value]]:
        """By field what it began with and what stands there now, where that differs."""
        found = dict(self._carried)
        for name, editor in self._editors().items():
            now, was = typed.value_of(editor), self._start.get(name, "")
            if now != was:
                found[name] = [was, now]
        return found

    def keep(self) -> None:
        """Hands what was typed to the keeper, if there is anything new."""
        self._timer.stop()
        if self._at_rest or not self.touched:
            return
        draft = self._draft()
        if draft is None:
            if self.draft_id:
                self._keeper.drop(self.draft_id)
                self.draft_id, self._queued = "", None
        elif draft != self._queued:
            self.draft_id, self._queued = draft.id, draft
            self._keeper.keep(draft)

    def closing(self, act: Callable[[UnitOfWork], T]) -> Callable[[UnitOfWork], T]:
        """The act with the end of its draft in it: both happen, or neither."""
        self._timer.stop()
        self._at_rest = True
        draft_id = self.draft_id
        if not draft_id:
            return act

        def act_and_drop(uow: UnitOfWork) -> T:
            result = act(uow)
            drop_draft(uow, draft_id)
            return result

        return act_and_drop

    def go_on(self) -> None:
        """The act was refused: what is typed is a draft again."""
        self._at_rest = False
        self.keep()

    def rest(self) -> None:
        """Keeps what there is and follows no further."""
        self.keep()
        self._at_rest = True

    def give_up(self) -> None:
        """The form was left on purpose: its draft goes, and can be had back for a while."""
        if self._at_rest or self._keeper.holds:
            return
        self._timer.stop()
        self._at_rest = True
        draft = self._draft() if self.touched else None
        if draft is not None:
            self._keeper.give_up(draft)
        elif self.draft_id:
            self._keeper.drop(self.draft_id)
        self.draft_id = ""

    def put_back(self, kept: KeptDraft, news: list[News]) -> None:
        """Puts a draft into the form. A field with a newer fact keeps it; the text is told."""
        self.touched = True
        self.draft_id = kept.draft.id
        newer: list[str] = []
        editors = self._editors()
        values: dict[str, list[typed.Value]] = json.loads(kept.draft.typed)
        passed = self._keeper.today() - kept.begun_at.astimezone(CHINA).date()
        moved = {name for name in values if _moved_on(values[name][0], self._start, name, passed)}
        for name, (was, now) in values.items():
            editor, here = editors.get(name), self._start.get(name)
            if was == now:
                self._put_day_back(editor, name, was, moved)
                continue
            overtaken = bool(news) and here not in {was, now} and name not in moved
            if editor is not None and not overtaken and typed.put(editor, now):
                self._start[name] = was
                continue
            self._carried[name] = [was, now]
            title = editor.accessibleName() if editor is not None else name
            newer.append(_newer_words(title, now))
        days = [
            editors[name] for name, (was, now) in values.items() if name in moved and was == now
        ]
        told = [*_day_words(days, self.widget), *newer]
        self._sheet.tell_restored(*_restored_words(kept, news, told, self._keeper.today()))

    def _put_day_back(
        self, editor: QWidget | None, name: str, was: typed.Value, moved: set[str]
    ) -> None:
        """A day that nobody touched is still that of the draft; a time goes with the days."""
        if editor is not None and (name in moved or (moved and editor.property(MOMENT))):
            typed.put(editor, was)
            self._start[name] = was

    def _draft(self) -> Draft | None:
        found = self.differences()
        if not found:
            return None
        for name, editor in self._editors().items():
            stands = typed.value_of(editor)
            if name not in found and stands and _is_moment(editor):
                found[name] = [stands, stands]
        place, opening = self.place, self._opening
        ids = RECORD_ID.findall(f"{place.argument} {place.subject}")
        return Draft(
            id=self.draft_id or secrets.token_hex(16),
            place=place.to_text(),
            what=place.dialog or (opening.title if opening else ""),
            about=self._sheet.whom(),
            typed=json.dumps(found, ensure_ascii=False),
            subjects=tuple(dict.fromkeys(ids)),
        )

    def _editors(self) -> dict[str, QWidget]:
        return typed.flat(self._sheet.typed_editors())

    def _touch(self, name: str) -> None:
        self._carried.pop(name, None)
        self.touched = True
        self._moved_on()

    def _moved(self, name: str, editor: QWidget) -> None:
        if self.touched:
            self._moved_on()
        else:
            self._start[name] = typed.value_of(editor)  # the program's own start, not typing

    def _moved_on(self) -> None:
        if not self._at_rest and not self._timer.isActive():
            self._timer.start()


class DraftKeeper(QObject):
    """The drafts of an open desk: follows the forms on the screen, keeps, drops, puts back."""

    changed = Signal()  # which drafts wait may have changed

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._live: list[Watched] = []
        self._armed: tuple[KeptDraft, list[News]] | None = None
        self._complained = False
        self.holds = False

    @property
    def is_armed(self) -> bool:
        """Whether a draft waits for its form to open."""
        return self._armed is not None

    def today(self) -> Any:
        """The desk's day."""
        return self._context.desk.clock.today()

    def watch(self, widget: QWidget, sheet: Sheet) -> Watched:
        """Follows a form; puts the draft back that waits for it."""
        made = Watched(self, widget, sheet)
        self._live = [*self._alive(), made]
        widget.destroyed.connect(self._look_again)
        self.claim(made)
        return made

    def claim(self, watched: Watched) -> None:
        """Gives a form the draft that waits for it, unless somebody has typed there."""
        if self._armed is None or watched.touched:
            return
        kept, news = self._armed
        if watched.place.is_same_form(Place.from_text(kept.draft.place)):
            self._armed = None
            watched.put_back(kept, news)
            self.changed.emit()

    def arm(self, kept: KeptDraft, news: list[News]) -> None:
        """The next form at the draft's place gets it; one that is open gets it now."""
        self._armed = (kept, news)

    def claim_open(self) -> None:
        """Looks through the forms on the screen for the one that a draft waits for."""
        for each in self._alive():
            self.claim(each)

    def typing_in(self, widget: QWidget) -> bool:
        """Whether something was typed into a form inside the widget."""
        return any(each.touched and bool(each.draft_id) for each in self._inside(widget))

    def give_up_in(self, widget: QWidget) -> None:
        """The widget is closed on purpose, and every form in it."""
        for each in self._inside(widget):
            each.give_up()

    def hold(self) -> None:
        """Keeps everything now and lets nothing go: the window is closed from outside."""
        for each in self._alive():
            each.rest()
        self.holds = True
        self._live = []

    def resume(self) -> None:
        """Follows forms again, in a window that was built anew."""
        self.holds = False

    def waiting(self, parent: QObject, show: Callable[[list[KeptDraft]], None]) -> None:
        """Asks for the drafts that no form on the screen shows; `show` lives as `parent` does."""
        if not self._can_keep():
            return
        self._context.act(parent, own_drafts).then(
            lambda found: show([each for each in found if each.draft.id not in self._shown()])
        ).or_else(self._failed).start()

    def keep(self, draft: Draft) -> None:
        """Keeps a draft, behind what is being written."""
        if self._can_keep():
            work = _keeping(draft)
            self._context.act(self, work).or_else(self._failed).start()

    def drop(self, draft_id: str) -> None:
        """Lets a draft go."""
        if self._can_keep():
            self._context.act(self, lambda uow: drop_draft(uow, draft_id)).or_else(
                self._failed
            ).then(lambda _none: self.changed.emit()).start()

    def give_up(self, draft: Draft) -> None:
        """Lets a draft go that somebody left on purpose, and offers it back for a while."""
        self.drop(draft.id)
        words = _("没有保存，已放弃填写：{what}")
        self._context.say(
            Message(
                words.format(what=_titled(draft)),
                Tone.PLAIN,
                undo=lambda: self._bring_back(draft),
            )
        )

    def _bring_back(self, draft: Draft) -> None:
        def tell(_none: None) -> None:
            self.changed.emit()
            words = _("已找回：{what}。点“继续填写”接着填。")
            self._context.say(Message(words.format(what=_titled(draft))))

        self._context.act(self, _keeping(draft)).or_else(self._failed).then(tell).start()

    def _can_keep(self) -> bool:
        desk = self._context.desk
        return not desk.alarms and may(desk.actor, "draft.own")

    def _failed(self, error: Exception) -> None:
        log.error("a draft was not kept: [%s]", type(error).__name__)
        if not self._complained and isinstance(error, CorrdeskError):
            self._complained = True
            self._context.say_error(error)

    def _alive(self) -> list[Watched]:
        return [each for each in self._live if shiboken6.isValid(each)]

    def _inside(self, widget: QWidget) -> Iterable[Watched]:
        return [each for each in self._alive() if widget.isAncestorOf(each.widget)]

    def _shown(self) -> set[str]:
        return {each.draft_id for each in self._alive() if each.draft_id}

    def _look_again(self) -> None:
        if shiboken6.isValid(self) and not self.holds:
            self.changed.emit()


def _keeping(draft: Draft) -> Callable[[UnitOfWork], None]:
    return lambda uow: keep_draft(uow, draft)


def _titled(draft: Draft) -> str:
    return " ".join(filter(None, (draft.what, draft.about)))


def _is_moment(editor: QWidget) -> bool:
    return isinstance(editor, DateEdit) or bool(editor.property(MOMENT))


def _moved_on(
    was: typed.Value, starts: Mapping[str, typed.Value], name: str, passed: timedelta
) -> bool:
    """Whether a form begins with another day only because days have passed since the draft."""
    try:
        before = date.fromisoformat(str(was))
        return bool(passed) and date.fromisoformat(str(starts.get(name))) - before == passed
    except ValueError:
        return False


def _day_words(days: Iterable[QWidget], form: QWidget) -> list[str]:
    """Which days on the screen are still those of the draft."""
    shown = [each for each in days if each.isVisibleTo(form)]
    if not shown:
        return []
    named = "、".join(f"{each.accessibleName()} {typed.value_of(each)}" for each in shown)
    return [_("没有改过的日期仍是填写那天的，不是今天：{days}。").format(days=named)]


def _newer_words(title: str, now: typed.Value) -> str:
    text = str(now).replace("\n", " ")
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    words = _("“{field}”已有更新的内容，没有覆盖；当时填写的是：{text}")
    return words.format(field=title, text=shown)


def _restored_words(
    kept: KeptDraft, news: list[News], more: list[str], today: Any
) -> tuple[str, Tone]:
    words = [
        _("已带回 {time} 填写的内容，请核对后保存。").format(time=moment(kept.saved_at, today))
    ]
    if news:
        last = news[0]
        told = _("在那之后有 {count} 处新的记录，最近一处由{who}于 {time} 登记，请先核对。")
        at = moment(last.entered_at, today)
        words.append(told.format(count=len(news), who=last.officer, time=at))
    return "\n".join((*words, *more)), Tone.WARN if news or more else Tone.INFO
