"""人员与钥匙: who works here, in which role, with a key or without, and what is done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from corrdesk.base.actor import ROLE_LABELS
from corrdesk.base.i18n import N_, _
from corrdesk.casework.permissions import may
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.messages import Message, confirm
from corrdesk.ui.shell.table import Cell, Column, ListSource, PagedModel, RecordTable
from corrdesk.ui.shell.theme import px, show_if
from corrdesk.ui.shell.tokens import Shape, Tone
from corrdesk.ui.shell.widgets import button, label, row
from corrdesk.ui.vault.key_forms import (
    KINDS,
    EscrowDialog,
    HireDialog,
    NewCodeDialog,
    OwnPassphraseDialog,
    ResetDialog,
)
from corrdesk.ui.vault.rekey_form import RekeyDialog
from corrdesk.upkeep import officers
from corrdesk.upkeep.officers import Colleague

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk


class KeysTab(QWidget):
    """The own passphrase for everybody; the rest for who keeps the keys."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        keeper = may(context.desk.actor, "vault.keys")
        self.own_button = button(_("修改我的口令…"), self.change_own, role="primary")
        self.hire_button = button(_("增加工作人员…"), self.hire)
        self.reset_button = button(_("重设选中人的口令…"), self.reset)
        self.dismiss_button = button(_("收回选中人的钥匙…"), self.dismiss)
        self.code_button = button(_("换发恢复码…"), self.new_code, picture="print")
        self.escrow_button = button(_("登记县级托管公钥…"), self.escrow)
        self.rekey_button = button(_("更换数据密钥…"), self.rekey)
        self.model: PagedModel[Colleague] = PagedModel(
            context, columns(), key=lambda colleague: colleague.id
        )
        self.table: RecordTable[Colleague] = RecordTable(self.model, name=_("人员与钥匙"))
        self.table.opened.connect(lambda _colleague: self.reset())
        self.table.chosen.connect(self._fit_buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, px(8), 0, 0)
        layout.addLayout(row(self.own_button, self.hire_button, self.code_button))
        layout.addWidget(self.table, 1)
        layout.addLayout(row(self.reset_button, self.dismiss_button))
        layout.addLayout(row(self.escrow_button, self.rekey_button))
        words = _(
            "增减人员、改口令只重做钥匙，几秒钟；数据不重新加密。收回钥匙不删除此人办过的事项。"
        )
        layout.addWidget(label(words, "muted", wrap=True))
        for part in (
            self.hire_button, self.code_button, self.escrow_button, self.rekey_button,
            self.reset_button,
            self.dismiss_button,
        ):  # fmt: skip
            show_if(keeper, part)
        self._keeper = keeper

    def refresh(self) -> None:
        """Asks again who works here."""

        def rows(desk: Desk) -> list[Colleague]:
            return officers.roster(desk)

        self.model.show_source(
            ListSource(
                lambda desk: len(rows(desk)),
                lambda desk, start, size: rows(desk)[start : start + size],
            )
        )

    def first_focus(self) -> QWidget:
        """The first button."""
        return self.own_button

    def change_own(self) -> None:
        """Opens the form for one's own passphrase."""
        OwnPassphraseDialog(self._context, self.window()).open()

    def hire(self) -> None:
        """Opens the form for somebody new."""
        HireDialog(self._context, self.window()).open()

    def reset(self) -> None:
        """Opens the form for the passphrase of whoever is chosen."""
        chosen = self.table.current_record()
        if chosen is None or not self._keeper or not chosen.active:
            return
        if chosen.id == self._context.desk.actor.officer_id:
            self.change_own()
        else:
            ResetDialog(self._context, self.window(), chosen).open()

    def new_code(self) -> None:
        """Opens the way to a new printed code."""
        NewCodeDialog(self._context, self.window()).open()

    def escrow(self) -> None:
        """Opens the form for the county's key."""
        EscrowDialog(self._context, self.window()).open()

    def rekey(self) -> None:
        """Opens the way to another data key."""
        RekeyDialog(self._context, self.window()).open()

    def dismiss(self) -> None:
        """Asks before somebody's key is taken away, and says when more should be done."""
        chosen = self.table.current_record()
        if chosen is None:
            return
        text = _(
            "{name} 从此不能打开保险库，办过的事项照旧署名。\n\n"
            "如果此人可能拷走过保险库文件夹，又能接触这台电脑，旧拷贝仍可能被打开："
            "请随后更换数据密钥。"
        )
        confirm(
            self,
            title=_("收回钥匙"),
            text=text.format(name=chosen.name),
            act=_("收回钥匙"),
            then=lambda: self._dismiss(chosen),
            cautious=True,
        )

    def _dismiss(self, chosen: Colleague) -> None:
        self._context.run(self, lambda desk: officers.dismiss(desk, chosen.id), changes=KINDS).then(
            lambda _none: self._context.say(
                Message(_("已收回 {name} 的钥匙。").format(name=chosen.name))
            )
        ).start()

    def _fit_buttons(self, chosen: Colleague) -> None:
        own = chosen.id == self._context.desk.actor.officer_id
        self.reset_button.setEnabled(chosen.active and not own)
        self.dismiss_button.setEnabled(chosen.active and not own)


def columns() -> tuple[Column[Colleague], ...]:
    """Who, in which role, and whether with a key."""

    def key(colleague: Colleague) -> Cell:
        if not colleague.active:
            return Cell(_("已停用"), Shape.SQUARE, Tone.PLAIN)
        if colleague.has_key:
            return Cell(_("有钥匙"), Shape.TICK, Tone.OK)
        return Cell(_("没有钥匙，请重设口令"), Shape.TRIANGLE, Tone.WARN)

    return (
        Column(N_("姓名"), lambda colleague: Cell(colleague.name), 140),
        Column(N_("角色"), lambda c: Cell(_(ROLE_LABELS[c.role])), 260, stretch=True),
        Column(N_("钥匙"), key, 220),
    )
