"""The computers of the office by the names people gave them: who may be given numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corrdesk.base.i18n import _

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk


def computers(desk: Desk) -> dict[str, str]:
    """By id what a computer is called; this one first, then those that the county enrolled."""
    here = desk.actor.device_id
    others = {key: name for key, name in desk.exchange.standing.computers().items() if key != here}
    return {here: _("本机"), **others}


def computer_name(names: dict[str, str], device_id: str) -> str:
    """What a computer is called; one without a name by the beginning of its id."""
    return names.get(device_id) or _("电脑{id}").format(id=device_id[:8])
