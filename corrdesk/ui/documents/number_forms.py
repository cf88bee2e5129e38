"""The forms of reserved numbers: setting some aside, and taking over the numbering."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.typed import read_whole_number
from corrdesk.casework.documents.service import reserve_numbers, take_over_numbering
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.widgets import TextArea, combo

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork

USUAL = "20"  # sheets of one word that a small office issues in a month or two
EVERY_WORD = ""
ANOTHER = ""
GROUP = 8  # characters of a computer's number that are read out together


class ReserveForm(Form):
    """Sets numbers aside for another computer, of one word or of each."""

    def __init__(
        self, context: Context, words: Mapping[str, str], others: Mapping[str, str]
    ) -> None:
        """`words`: document word → what it is for; `others`: id → name of other computers."""
        super().__init__(context, act=_("预留号段  Enter"))
        self._words = tuple(words)
        year = context.desk.clock.today().year
        offered = list(others.items())
        self.device = combo([*offered, (ANOTHER, _("另一台电脑，填写编号"))], name=_("给哪台电脑"))
        self.device_id = QLineEdit()
        self.word = combo(
            [
                (EVERY_WORD, _("每一个文书字")),
                *((word, f"{word}　{use}") for word, use in words.items()),
            ],
            name=_("文书字"),
        )
        self.year = combo([(str(each), str(each)) for each in (year, year + 1)], name=_("年份"))
        self.count, self.reason = QLineEdit(USUAL), QLineEdit()
        self.add("computer", _("给哪台电脑"), self.device)
        typed = self.add(
            "device",
            _("电脑编号"),
            self.device_id,
            hint=_("照那台电脑“编号和号段”页上显示的编号填写"),
        )
        self.add("word", _("文书字"), self.word)
        self.add("year", _("年份"), self.year)
        self.add("count", _("每个字预留多少个号"), self.count)
        self.add("reason", _("说明（可以不填）"), self.reason)
        typed.setVisible(not offered)
        self.device.currentIndexChanged.connect(
            lambda _index: typed.setVisible(self.device.currentData() == ANOTHER)
        )

    def collect(self) -> Callable[[UnitOfWork], Any]:
        typed = "".join(self.device_id.text().split()).lower()
        device = self.device.currentData() or typed
        chosen = self.word.currentData()
        words: Sequence[str] = self._words if chosen == EVERY_WORD else (chosen,)
        year, count = int(self.year.currentData()), number_in(self.count, "count")
        reason = self.reason.text()

        def reserve(uow: UnitOfWork) -> list[str]:
            return [
                reserve_numbers(uow, device, word, year, count, reason=reason) for word in words
            ]

        return reserve


class TakeOverForm(Form):
    """Lets this computer number freely from now on, because the former one is gone."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, act=_("由本机发号  Ctrl+Enter"))
        self.reason, self.skip = TextArea(lines=3), QLineEdit("0")
        self.add("reason", _("理由（原发号电脑怎么了）"), self.reason)
        self.add(
            "skip",
            _("今年每个字跳过多少个号"),
            self.skip,
            hint=_("原电脑可能已经编过、本机还没有收到的号；登记簿会说明"),
        )

    def collect(self) -> Callable[[UnitOfWork], Any]:
        reason, skip = self.reason.text(), number_in(self.skip, "skip")
        return lambda uow: take_over_numbering(uow, reason, skip=skip)


def in_groups(device: str) -> str:
    """The number of a computer as people read it out: 1a2a3315 11b65d6d 349674ea c5d20c3e."""
    return " ".join(device[start : start + GROUP] for start in range(0, len(device), GROUP))


def number_in(line: QLineEdit, field: str) -> int:
    """The whole number in a field. Raises UserError naming it."""
    number = read_whole_number(line.text())
    if number is None:
        raise UserError(_("请填写数字。"), field=field)
    return number
