"""First run in three steps: office and officer, passphrase, recovery code on paper.

The recovery code is shown once and typed back from its paper, so that there really is one. Where
no keyring serves, a device-secret file is offered. Nothing is kept of the passphrase.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from corrdesk.base.clock import Clock
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Founding, create_desk
from corrdesk.rules.catalog import NATIONAL, pack_ids
from corrdesk.sync.second_pc import Invitation, read_invitation
from corrdesk.ui.shell.messages import confirm, explain_error
from corrdesk.ui.shell.operations import Courier, Lane, Operation
from corrdesk.ui.shell.theme import show_if
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, Field, button, combo, label, row
from corrdesk.ui.vault.code_paper import CodePaper
from corrdesk.ui.vault.device_file import DeviceFileOffer
from corrdesk.ui.vault.parts import NewPassphrase, press_focused, show_as_card, stacked
from corrdesk.upkeep.recovery import recovery_pdf

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

T = TypeVar("T")
STEP_TITLES = (N_("司法所与经办人"), N_("口令"), N_("恢复码"))
BLANK_PACK = "blank-county"  # a form to fill in, not rules
PACK_TITLES = {"cn-example": N_("示例县规则包（虚构，用于演示）")}


@dataclass(slots=True)
class Made:
    """The new desk, waiting until its recovery code is safe."""

    desk: Desk
    code: str


class NewOfficeScreen(QWidget):
    """The wizard; `opened` is told of the new desk, `back` leads to the locked screen.

    `remember` is told which device-secret file was chosen, if one was.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        device_secret_file: Path | None,
        opened: Callable[[Desk], None],
        back: Callable[[], None],
        remember: Callable[[Path], None] | None = None,
    ) -> None:
        super().__init__()
        self._folder, self._clock, self._secret_file = folder, clock, device_secret_file
        self._opened, self._back, self._remember = opened, back, remember
        self._lane = Lane("corrdesk-found")
        self._courier = Courier(self)
        self.made: Made | None = None
        self._joins: Invitation | None = None
        self._title = label("", "title")
        self._banner = Banner()
        self.offer = DeviceFileOffer()
        self.offer.chosen.connect(self.use_device_file)
        self.step = 0
        # No stack: it would be as tall as the tallest of its steps.
        self._steps = (self._office_step(), self._secret_step(), self._code_step())
        self.next_button = button(self._next_words(), self.go_on, role="primary")
        self._back_button = button(_("返回  Esc"), self.go_back)
        show_as_card(
            self, self._title, self._banner, self.offer, *self._steps,
            foot=row(self._back_button, None, self.next_button),
        )  # fmt: skip
        self._show_step(0)

    def go_on(self) -> None:
        """Checks the step and goes to the next one; the last one opens the desk."""
        if not self.next_button.isEnabled():
            return
        if self.step == 0 and self._office_is_complete():
            self._show_step(1)
        elif self.step == 1 and self.passphrase.is_good():
            self._create()
        elif self.step == 2 and self.paper.is_typed_back():
            self._finish()

    def go_back(self) -> None:
        """Goes one step back; once the vault is made there is no way back."""
        if self.step == 1:
            self._show_step(0)
        elif self.step == 0:
            self._lane.stop()
            self._back()

    def use_device_file(self, path: Path) -> None:
        """Takes a device-secret file in place of the keyring and goes on."""
        self._secret_file = path
        self._banner.say(_("本机密钥文件：{name}").format(name=path.name), Tone.INFO)
        self.go_on()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            press_focused(self, self.go_on)
        elif event.key() == Qt.Key.Key_Escape:
            self.go_back()
        else:
            super().keyPressEvent(event)

    def take_invitation(self, path: Path) -> None:
        """Joins an office that is at work on another PC: who and where is as the file says."""
        try:
            self._joins = read_invitation(path.read_bytes())
        except OSError:
            self._banner.say(_("文件读不出来。"), Tone.BAD)
            return
        except UserError as error:
            self._banner.say(explain_error(error).text, Tone.BAD)
            return
        for edit, text in (
            (self.office, self._joins.office.name), (self.officer, self._joins.officer_name)
        ):  # fmt: skip
            edit.setText(text)
            edit.setReadOnly(True)
        self._officer_field.set_title(_("您的姓名（本所已登记的）"))
        for field in self._of_a_new_office:
            field.hide()
        self._office_field.hide_hint()
        self._show_title(0)
        self.next_button.setFocus()
        said = _("将加入{office}。建好以后在“数据交换”页登记并交换，案卷就会到。")
        self._banner.say(said.format(office=self._joins.office.name), Tone.INFO)

    def _ask_invitation(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("邀请文件"))
        if chosen:
            self.take_invitation(Path(chosen))

    # The steps

    def _office_step(self) -> QWidget:
        self.office, self.officer, self.county = QLineEdit(), QLineEdit(), QLineEdit()
        self._office_field = Field(_("司法所名称"), self.office, hint=_("例如：青石司法所"))
        self._officer_field = Field(_("您的姓名（所长，第一位工作人员）"), self.officer)
        county = Field(_("县级社区矫正机构名称（印在文书上）"), self.county)
        self.pack = combo(pack_options(), name=_("规则包"))
        hint = _("管理类别和报告次数由地方规则包规定，全国规则没有数字。")
        pack = Field(_("规则包"), self.pack, hint=hint)
        self._of_a_new_office = (county, pack)
        self.join_button = button(_("本所已在别的电脑上：选邀请文件…"), self._ask_invitation)
        return stacked(self._office_field, self._officer_field, county, pack, self.join_button)

    def _secret_step(self) -> QWidget:
        self.passphrase = NewPassphrase(_("口令"))
        words = _("每次打开案卷都要输入，只有您自己知道。忘记了就用下一步的恢复码打开。")
        return stacked(label(words, "muted", wrap=True), *self.passphrase.parts)

    def _code_step(self) -> QWidget:
        self.paper = CodePaper(self._on_lane)
        return stacked(self.paper)

    def _on_lane(self, parent: QObject, work: Callable[[], T]) -> Operation[T]:
        return Operation(parent, work, self._lane, self._courier)

    def _show_step(self, step: int) -> None:
        self.step = step
        for number, part in enumerate(self._steps):
            show_if(number == step, part)
        self.next_button.setText(self._next_words())
        self._show_title(step)
        self._banner.say("")
        self._back_button.setVisible(step < 2)
        (self.office, self.passphrase.first, self.paper.print_button)[step].setFocus()

    def _show_title(self, step: int) -> None:
        words = (
            _("新建司法所　{number}/{count}　{title}")
            if self._joins is None
            else _("加入本所　{number}/{count}　{title}")
        )
        self._title.setText(
            words.format(number=step + 1, count=len(STEP_TITLES), title=_(STEP_TITLES[step]))
        )

    # Checks

    def _office_is_complete(self) -> bool:
        missing = _("请填写。")
        self._officer_field.problem("" if self.officer.text().strip() else missing)
        self._office_field.problem("" if self.office.text().strip() else missing)
        self.passphrase.avoid(self.office.text(), self.officer.text())
        return bool(self.office.text().strip() and self.officer.text().strip())

    # The vault

    def _create(self) -> None:
        founding = Founding(
            office=self.office.text().strip(),
            officer=self.officer.text().strip(),
            passphrase=self.passphrase.text(),
            pack_id=self.pack.currentData(),
            county=self.county.text().strip(),
            joins=self._joins,
        )
        folder, clock, secret_file = self._folder, self._clock, self._secret_file
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._set_busy(busy=True)
        self._on_lane(
            self, lambda: create_desk(folder, founding, device_secret_file=secret_file, clock=clock)
        ).then(self._created).or_else(self._refused).start()

    def _created(self, answer: tuple[Desk, str]) -> None:
        desk, code = answer
        self._set_busy(busy=False)
        self.passphrase.clear()
        if self._remember is not None and self._secret_file is not None:
            self._remember(self._secret_file)
        self.made = Made(desk, code)
        clock = self._clock
        self.paper.show_code(code, lambda: recovery_pdf(desk.vault, clock, code))
        self._show_step(2)
        self.window().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A code that is on no paper yet is not lost by closing the window unawares."""
        if event.type() == QEvent.Type.Close and self.made is not None:
            event.ignore()
            self._ask_whether_to_close()
            return True
        return super().eventFilter(watched, event)

    def _ask_whether_to_close(self) -> None:
        words = _(
            "恢复码还没有从纸上输回来，关闭以后不再显示。司法所已经建好，口令打得开；"
            "要有恢复码，请打开后在“案卷养护”的“人员与钥匙”换发。"
        )
        confirm(
            self, title=_("恢复码"), text=words, act=_("不要这个恢复码，关闭"),
            then=self._close_without, cautious=True,
        )  # fmt: skip

    def _close_without(self) -> None:
        made, self.made = self.made, None
        self.paper.forget()
        if made is not None:
            made.desk.close()
        self._lane.stop()
        self.window().close()

    def _refused(self, error: Exception) -> None:
        self._set_busy(busy=False)
        offered = self.offer.offer(error)
        self._banner.say("" if offered else explain_error(error).text, Tone.BAD)

    def _finish(self) -> None:
        made, self.made = self.made, None
        self.paper.forget()
        self._lane.stop()
        if made is not None:
            self._opened(made.desk)

    def _set_busy(self, *, busy: bool) -> None:
        self.next_button.setEnabled(not busy)
        self._back_button.setEnabled(not busy)
        self.next_button.setText(_("正在加密…") if busy else self._next_words())

    def _next_words(self) -> str:
        last = self.step == len(self._steps) - 1
        return _("打开工作台  Enter") if last else _("下一步  Enter")


def pack_options() -> list[tuple[str, str]]:
    """The rule packs to choose from; the national one first."""
    found = [(NATIONAL, _("全国规则（没有地方数字）"))]
    for pack_id in pack_ids():
        title = PACK_TITLES.get(pack_id, pack_id)
        if pack_id != BLANK_PACK:
            found.append((pack_id, _(title)))
    return found
