"""The daily backup behind the desk, and what the status bar says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.permissions import may
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.words import short_day
from corrdesk.upkeep import backups


@dataclass(frozen=True, slots=True)
class BackupState:
    """When the last backup was made, if it is too old, and whether the second medium waits."""

    last: date | None
    old: bool
    second_medium_waits: bool


def begin_backup(context: Context) -> None:
    """Makes today's backup, once, beside the work."""
    if may(context.desk.actor, "vault.backup"):
        context.aside(context, lambda desk: _back_up_if_due(desk, context.check)).or_else(
            lambda error: context.say(
                Message(_("今天的自动备份没有成功。{why}").format(why=error), Tone.BAD)
            )
        ).then(lambda _made: context.status_changed.emit()).start()


def backup_state(desk: Desk) -> BackupState:
    """What is known of the backups of a vault."""
    kept = backups.kept_in(desk.vault.backups_path)
    waits = backups.second_medium_overdue(desk.vault, desk.clock)
    if not kept:
        return BackupState(None, old=False, second_medium_waits=waits)
    old = backups.grown_old(kept[0], desk.clock)
    return BackupState(kept[0].made.date(), old, waits)


def backup_words(desk: Desk) -> tuple[str, str]:
    """The words of the status bar and the longer ones behind them."""
    state, today = backup_state(desk), desk.clock.today()
    if state.last is None:
        words = _("▲ 还没有备份")
    elif state.old:
        words = _("▲ 上次备份：{day}").format(day=short_day(state.last, today))
    else:
        words = _("上次备份：{day}").format(day=short_day(state.last, today))
    more = _("每天自动备份一次，通过检查才算数。")
    if state.second_medium_waits:
        more += _("七天内没有备份到移动硬盘，请尽快做一次。")
    return words, more


def _back_up_if_due(desk: Desk, check: Callable[[], None]) -> bool:
    if not backups.due(desk.vault, desk.clock):
        return False
    backups.back_up(desk.vault, desk.clock, keep_all=bool(desk.alarms), check=check)
    return True
