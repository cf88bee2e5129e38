"""Puts the desktop together: which pages there are, how a vault is opened, and the event loop."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import QTimer

from corrdesk.base.clock import CHINA, Clock, ShiftedClock, SystemClock
from corrdesk.base.i18n import _
from corrdesk.settings import UI_SCALE, VAULT_DEVICE_FILE, SettingsStore
from corrdesk.ui.approvals.pages import APPROVAL, APPROVALS
from corrdesk.ui.caseload.pages import CLOSED, IMPORT, NEW_PERSON, PEOPLE, PERSON, SEARCH
from corrdesk.ui.documents.dropping import take_files
from corrdesk.ui.documents.finding import with_documents
from corrdesk.ui.documents.pages import DOCUMENT, DOCUMENTS, ISSUE_DOCUMENT, NUMBERS
from corrdesk.ui.enforcement.hints import look_for_hints
from corrdesk.ui.enforcement.pages import (
    CASE,
    HINTS,
    MEASURE,
    MEASURE_START,
    MEASURES,
    VIOLATION,
    VIOLATIONS,
)
from corrdesk.ui.exchange.automatic import begin_exchanging
from corrdesk.ui.exchange.exchange import exchange_words
from corrdesk.ui.exchange.pages import EXCHANGE
from corrdesk.ui.leave.pages import LEAVE, LEAVE_REQUEST, LEAVES, TRAVEL
from corrdesk.ui.programs.pages import HOURS, PROGRAMS, SESSION
from corrdesk.ui.relocation.pages import RELOCATION, RELOCATIONS
from corrdesk.ui.reporting.pages import CHECK_IN, TODAY, begin_day
from corrdesk.ui.rules.pages import RULES
from corrdesk.ui.shell.collecting import Collector
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.main_window import MainWindow
from corrdesk.ui.shell.qt_setup import make_application
from corrdesk.ui.shell.registry import Registry, StatusWords
from corrdesk.ui.shell.successor import (
    ProcessSuccessor,
    Successor,
    give_sign,
    take_handover,
)
from corrdesk.ui.vault.alarms import notice_of
from corrdesk.ui.vault.backup import backup_words, begin_backup
from corrdesk.ui.vault.new_office import NewOfficeScreen
from corrdesk.ui.vault.pages import CARE
from corrdesk.ui.vault.recover import RecoverScreen, code_was_used

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from corrdesk.bootstrap import Desk
    from corrdesk.ui.shell.unlock import Credentials

DEVICE_FILE_VARIABLE = "CORRDESK_DEVICE_SECRET_FILE"
MORNING = time(9)
SEEN_AFTER = 60  # milliseconds after which a new window has painted itself


def registry() -> Registry:
    """Every page and panel, in the order of the sidebar."""
    return Registry(
        pages=(
            *(TODAY, PEOPLE, VIOLATIONS, LEAVES, PROGRAMS, RELOCATIONS, APPROVALS),
            *(DOCUMENTS, EXCHANGE, IMPORT, RULES, CARE),
        ),
        extras=(
            *(PERSON, CLOSED, NEW_PERSON, HINTS, CASE, MEASURES, MEASURE),
            *(LEAVE, TRAVEL, RELOCATION, APPROVAL, DOCUMENT, ISSUE_DOCUMENT, NUMBERS),
            *(SESSION, HOURS),
        ),
        panels=(CHECK_IN, VIOLATION, MEASURE_START, LEAVE_REQUEST),
        search=with_documents(SEARCH),
        panel_key=CHECK_IN.key,
        notice=notice_of,
        begin_day=_begin_day,
        status=_status,
        dropped=take_files,
    )


def _status(desk: Desk) -> list[StatusWords]:
    """What the status bar says: what the county holds, and the last backup."""
    found = []
    delivered = exchange_words(desk)
    if delivered:
        more = _("打开待送的清单")
        found.append(StatusWords(delivered, more, EXCHANGE.key, "waiting"))
    words, more = backup_words(desk)
    return [*found, StatusWords(words, more)]


def _begin_day(context: Context) -> None:
    begin_day(context)
    look_for_hints(context)
    begin_backup(context)
    begin_exchanging(context)


def make_window(
    folder: Path,
    *,
    clock: Clock,
    settings: SettingsStore,
    device_secret_file: Path | None = None,
    only_look: bool = False,
    successor: Successor | None = None,
    throw_away: Path | None = None,
) -> MainWindow:
    """The main window for a vault folder, locked.

    With `only_look` an open desk begins no day: no windows are opened, no backup is made.
    Locking starts the `successor`, which is this program once more, and ends this process.
    """

    def open_vault(given: Credentials) -> Desk:
        from corrdesk.bootstrap import open_desk  # noqa: PLC0415 - the window shows before it loads

        desk = open_desk(
            given.folder,
            officer=given.officer,
            passphrase=given.passphrase,
            device_secret_file=given.device_secret_file,
            clock=clock,
        )
        if given.device_secret_file != device_secret_file and given.device_secret_file is not None:
            settings.set(VAULT_DEVICE_FILE, str(given.device_secret_file))
        return desk

    def founding(opened: Callable[[Desk], None], back: Callable[[], None]) -> QWidget:
        return NewOfficeScreen(
            folder,
            clock=clock,
            device_secret_file=device_secret_file,
            opened=opened,
            back=back,
            remember=lambda path: settings.set(VAULT_DEVICE_FILE, str(path)),
        )

    def recovering(
        known: Credentials, opened: Callable[[Desk], None], back: Callable[[], None]
    ) -> QWidget:
        show = partial(_show_recovered, window, opened)
        return RecoverScreen(known, clock=clock, opener=open_vault, opened=show, back=back)

    window = MainWindow(
        registry=replace(registry(), begin_day=None) if only_look else registry(),
        settings=settings,
        opener=open_vault,
        founding=founding,
        recovering=recovering,
        folder=folder,
        device_secret_file=device_secret_file,
        successor=successor or ProcessSuccessor(),
        throw_away=throw_away,
    )
    return window


def _show_recovered(window: MainWindow, opened: Callable[[Desk], None], desk: Desk) -> None:
    opened(desk)
    if window.workplace is not None:
        context = window.workplace.context
        context.say(code_was_used(context))


def run_desktop(
    folder: Path | None,
    *,
    desk: Desk | None = None,
    device_secret_file: Path | None = None,
    as_of: date | None = None,
    throw_away: Path | None = None,
) -> int:
    """Shows the desk until its window is closed; returns the exit code. Locking never returns.

    Without an open desk the locked screen comes first, and without a vault the first-run wizard.
    A process that takes over from a locked one goes by what that one handed to it.
    """
    told = take_handover(os.environ)
    settings = user_settings()
    app = make_application(scale=settings.get(UI_SCALE) / 100)
    place = desk.vault.folder if desk is not None else folder or usual_folder()
    secret = (
        device_secret_file
        or os.environ.get(DEVICE_FILE_VARIABLE)
        or settings.get(VAULT_DEVICE_FILE)
    )
    clock = desk.clock if desk is not None else clock_for(as_of)
    if told is not None:
        place, secret = Path(told.folder), told.device_secret_file or secret
        throw_away = Path(told.throw_away) if told.throw_away else None
        clock = ShiftedClock(datetime.fromisoformat(told.now)) if told.now else clock
    window = make_window(
        place,
        clock=clock,
        settings=settings,
        device_secret_file=Path(secret) if secret else None,
        throw_away=throw_away,
    )
    if desk is not None:
        window.show_desk(desk)
    elif told is not None:
        window.take_over(told)
        QTimer.singleShot(SEEN_AFTER, window, lambda: give_sign(told))
    elif place.exists():
        window.show_unlock()
    else:
        window.show_founding()
    window.show()
    collector = Collector(app)
    code = app.exec()
    collector.stop()
    if told is not None:
        give_sign(told)  # closed before it was seen: nobody shall wait for it
    if throw_away is not None:
        shutil.rmtree(throw_away, ignore_errors=True)
    return code


def user_settings() -> SettingsStore:
    """The settings of this user of the machine."""
    return SettingsStore(Path(platformdirs.user_config_dir("corrdesk")) / "settings.json")


def usual_folder() -> Path:
    """Where the vault lies when nobody says otherwise."""
    return Path(platformdirs.user_data_dir("corrdesk")) / "vault"


def clock_for(as_of: date | None) -> Clock:
    """The machine's clock, or one that runs from nine in the morning of another day."""
    if as_of is None:
        return SystemClock()
    return ShiftedClock(datetime.combine(as_of, MORNING, CHINA))
