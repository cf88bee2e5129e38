"""Choosing between values that several computers entered: side by side, who and when with each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.sync.core.merge import State
from corrdesk.sync.settling import Conflict, Said, choose, keep_both
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.widgets import Choices, label
from corrdesk.ui.shell.words import moment


class ChoiceForm(Form):
    """One conflict. The choice holds for everybody; a double is only taken off the list."""

    def __init__(
        self,
        context: Context,
        conflict: Conflict,
        what: str,
        values: Sequence[str],
        people: dict[str, str],
    ) -> None:
        """`what`, `values`: of whom and what it is, and what each said, in words.

        `people`: names of those who work here, by id.
        """
        double = conflict.state is State.DOUBLE
        super().__init__(
            context, act=_("两条都保留  Enter") if double else _("采用所选内容  Enter")
        )
        self._conflict = conflict
        self.add_widget(label(what, "heading", wrap=True))
        if double:
            words = _("两台电脑各登记了一次。两条记录都在；请到各自的页面核对，多余的请撤回。")
            self.add_widget(label(words, wrap=True))
        else:
            words = _("两处改动互不知道对方。现在显示的是第一个；请核对后选定。")
            self.add_widget(label(words, wrap=True))
        self.choices = Choices(
            [
                (str(number), said_words(value, said, people, context), str(number + 1))
                for number, (value, said) in enumerate(zip(values, conflict.said, strict=True))
            ],
            name=_("选定内容"),
            columns=1,
        )
        self.choices.setEnabled(not double)
        self.add_widget(self.choices)

    def first_focus(self) -> QWidget | None:
        """The first of the values; where both stay, the act itself."""
        is_double = self._conflict.state is State.DOUBLE
        return self.save_button if is_double else self.choices.first_button()

    def collect(self) -> Callable[[UnitOfWork], Any]:
        """The act that settles it."""
        conflict = self._conflict
        if conflict.state is State.DOUBLE:
            return lambda uow: keep_both(uow, conflict)
        chosen = self.choices.value()
        if not chosen:
            raise UserError(_("请先选定一个内容。"))
        value = conflict.said[int(chosen)].value
        return lambda uow: choose(uow, conflict, value)


def said_words(value: str, said: Said, people: dict[str, str], context: Context) -> str:
    """One value with who entered it and when."""
    who = people.get(said.actor_id, _("县级")) if said.actor_id else _("不详")
    today = context.desk.clock.today()
    when = moment(datetime.fromisoformat(said.entered_at), today) if said.entered_at else ""
    return _("{value}　　{who}　{when}").format(value=value, who=who, when=when)
