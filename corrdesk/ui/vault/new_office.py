"""First run in four steps: office and officer, passphrase, recovery code on paper, done.

The recovery code is shown once and two of its groups are typed back, so that it is really written
down. Nothing is kept of the passphrase.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import QKeyEvent, QPageLayout, QPageSize, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from corrdesk.base.clock import Clock
from corrdesk.base.i18n import N_, _
from corrdesk.bootstrap import Founding, create_desk
from corrdesk.rules.catalog import NATIONAL, pack_ids
from corrdesk.ui.shell.messages import explain_error
from corrdesk.ui.shell.operations import Courier, Lane, Operation
from corrdesk.ui.shell.theme import base_font, px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.unlock import SecretField
from corrdesk.ui.shell.widgets import Banner, Field, button, combo, label, row, scrolled
from corrdesk.vault.passphrase import Level, strength

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk

STEP_TITLES = (N_("司法所与经办人"), N_("口令"), N_("恢复码"))
BLANK_PACK = "blank-county"  # a form to fill in, not rules
PACK_TITLES = {"cn-example": N_("示例县规则包（虚构，用于演示）")}
LEVEL_TONES = {Level.WEAK: Tone.WARN, Level.FAIR: Tone.INFO, Level.STRONG: Tone.OK}
ASKED_BACK = 2  # groups of the recovery code that are typed back


@dataclass(slots=True)
class Made:
    """The new desk, waiting until its recovery code is safe."""

    desk: Desk
    code: str
    asked: tuple[int, ...]


class NewOfficeScreen(QWidget):
    """The wizard; `opened` is told of the new desk, `back` leads to the locked screen."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        device_secret_file: Path | None,
        opened: Callable[[Desk], None],
        back: Callable[[], None],
    ) -> None:
        super().__init__()
        self._folder, self._clock, self._secret_file = folder, clock, device_secret_file
        self._opened, self._back = opened, back
        self._lane = Lane("corrdesk-found")
        self._courier = Courier(self)
        self.made: Made | None = None
        self._title = label("", "title")
        self._banner = Banner()
        self._stack = QStackedWidget()
        for step in (self._office_step(), self._secret_step(), self._code_step()):
            self._stack.addWidget(step)
        self.next_button = button(_("下一步  Enter"), self.go_on, role="primary")
        self._back_button = button(_("返回  Esc"), self.go_back)
        frame = QFrame()
        frame.setProperty("role", "card")
        frame.setFixedWidth(px(560))
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(px(28), px(20), px(28), px(16))
        inner.setSpacing(px(10))
        for part in (self._title, self._banner, self._stack):
            inner.addWidget(part)
        inner.addLayout(row(self._back_button, None, self.next_button))
        place = QWidget()
        QGridLayout(place).addWidget(frame, 0, 0, Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(place))
        self.passphrase.line.textChanged.connect(self._judge)
        self._show_step(0)

    def go_on(self) -> None:
        """Checks the step and goes to the next one; the last one opens the desk."""
        if not self.next_button.isEnabled():
            return
        step = self._stack.currentIndex()
        if step == 0 and self._office_is_complete():
            self._show_step(1)
        elif step == 1 and self._secret_is_good():
            self._create()
        elif step == 2 and self._code_is_known():
            self._finish()

    def go_back(self) -> None:
        """Goes one step back; once the vault is made there is no way back."""
        step = self._stack.currentIndex()
        if step == 1:
            self._show_step(0)
        elif step == 0:
            self._lane.stop()
            self._back()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.go_on()
        elif event.key() == Qt.Key.Key_Escape:
            self.go_back()
        else:
            super().keyPressEvent(event)

    # The steps

    def _office_step(self) -> QWidget:
        self.office, self.officer, self.county = QLineEdit(), QLineEdit(), QLineEdit()
        self._office_field = Field(_("司法所名称"), self.office, hint=_("例如：青石司法所"))
        self._officer_field = Field(_("您的姓名（所长，第一位工作人员）"), self.officer)
        county = Field(_("县级社区矫正机构名称（印在文书上）"), self.county)
        self.pack = combo(pack_options(), name=_("规则包"))
        hint = _("管理类别和报告次数由地方规则包规定，全国规则没有数字。")
        pack = Field(_("规则包"), self.pack, hint=hint)
        return _stacked(self._office_field, self._officer_field, county, pack)

    def _secret_step(self) -> QWidget:
        self.passphrase, self.again = SecretField(), SecretField()
        self._secret_field = Field(
            _("口令"), self.passphrase, hint=_("最好是五个不相干的词，用空格隔开。")
        )
        self._again_field = Field(_("再输一遍"), self.again)
        self.meter = Banner()
        return _stacked(self._secret_field, self.meter, self._again_field)

    def _code_step(self) -> QWidget:
        words = _(
            "恢复码是忘记口令、换电脑时唯一的办法。只显示这一次：请打印或抄写，封存在保险柜。"
        )
        self.code = label("", wrap=True, select=True)
        self.code.setFont(base_font(13, bold=True))
        self.code.setAccessibleName(_("恢复码"))
        printing = button(_("打印恢复码…"), self._print, picture="print")
        self.typed = [QLineEdit() for _number in range(ASKED_BACK)]
        self._typed_fields = [Field("", each) for each in self.typed]
        return _stacked(label(words, wrap=True), self.code, printing, *self._typed_fields)

    def _show_step(self, step: int) -> None:
        self._stack.setCurrentIndex(step)
        for number in range(self._stack.count()):
            policy = self._stack.widget(number).sizePolicy()
            wanted = policy.Policy.Preferred if number == step else policy.Policy.Ignored
            self._stack.widget(number).setSizePolicy(policy.Policy.Preferred, wanted)
        self._title.setText(
            _("新建司法所　{number}/{count}　{title}").format(
                number=step + 1, count=len(STEP_TITLES), title=_(STEP_TITLES[step])
            )
        )
        self._banner.say("")
        self._back_button.setVisible(step < 2)
        (self.office, self.passphrase, self.typed[0])[step].setFocus()

    # Checks

    def _office_is_complete(self) -> bool:
        missing = _("请填写。")
        self._officer_field.problem("" if self.officer.text().strip() else missing)
        self._office_field.problem("" if self.office.text().strip() else missing)
        return bool(self.office.text().strip() and self.officer.text().strip())

    def _judge(self) -> None:
        """Says how good the passphrase is, in words."""
        text = self.passphrase.text()
        found = strength(text, avoid=self._avoid())
        self.meter.say(found.words if text else "", LEVEL_TONES[found.level])

    def _secret_is_good(self) -> bool:
        found = strength(self.passphrase.text(), avoid=self._avoid())
        same = self.passphrase.text() == self.again.text()
        self._again_field.problem("" if same else _("两次输入的口令不一样。"))
        self._secret_field.problem("" if found.acceptable else found.words)
        return found.acceptable and same

    def _avoid(self) -> tuple[str, ...]:
        return (self.office.text().strip(), self.officer.text().strip())

    def _code_is_known(self) -> bool:
        made = self.made
        if made is None:
            return False
        groups = made.code.split("-")
        right = True
        for place, field, typed in zip(made.asked, self._typed_fields, self.typed, strict=True):
            matches = typed.text().strip().upper() == groups[place]
            field.problem("" if matches else _("与恢复码不符，请看着抄好的恢复码输入。"))
            right = right and matches
        return right

    # The vault

    def _create(self) -> None:
        founding = Founding(
            office=self.office.text().strip(),
            officer=self.officer.text().strip(),
            passphrase=self.passphrase.text(),
            pack_id=self.pack.currentData(),
            county=self.county.text().strip(),
        )
        folder, clock, secret_file = self._folder, self._clock, self._secret_file
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._set_busy(busy=True)
        Operation(
            self,
            lambda: create_desk(folder, founding, device_secret_file=secret_file, clock=clock),
            self._lane,
            self._courier,
        ).then(self._created).or_else(self._refused).start()

    def _created(self, answer: tuple[Desk, str]) -> None:
        desk, code = answer
        self._set_busy(busy=False)
        for secret in (self.passphrase, self.again):
            secret.clear()
        groups = range(len(code.split("-")))
        asked = tuple(sorted(secrets.SystemRandom().sample(groups, ASKED_BACK)))
        self.made = Made(desk, code, asked)
        self.code.setText(code.replace("-", " - "))
        for place, field in zip(asked, self._typed_fields, strict=True):
            field.set_title(_("请输入恢复码的第 {number} 组").format(number=place + 1))
        self._show_step(2)

    def _refused(self, error: Exception) -> None:
        self._set_busy(busy=False)
        self._banner.say(explain_error(error).text, Tone.BAD)

    def _finish(self) -> None:
        made, self.made = self.made, None
        self.code.clear()
        self._lane.stop()
        if made is not None:
            self._opened(made.desk)

    def _set_busy(self, *, busy: bool) -> None:
        self.next_button.setEnabled(not busy)
        self._back_button.setEnabled(not busy)
        self.next_button.setText(_("正在加密…") if busy else _("下一步  Enter"))

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        printer.setPageMargins(QMarginsF(25, 25, 25, 25), QPageLayout.Unit.Millimeter)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._send(printer))
        dialog.open()  # type: ignore[call-arg]  # the stub knows only the form with a slot

    def _send(self, printer: QPrinter) -> None:
        made = self.made
        if made is not None:
            document = QTextDocument()
            document.setDefaultFont(base_font(14))
            document.setPlainText(
                _("{office} 恢复码\n\n{code}\n\n封存保管，不得拍照、不得存入电脑。").format(
                    office=made.desk.office.name, code=made.code
                )
            )
            document.print_(printer)


def pack_options() -> list[tuple[str, str]]:
    """The rule packs to choose from; the national one first."""
    found = [(NATIONAL, _("全国规则（没有地方数字）"))]
    for pack_id in pack_ids():
        title = PACK_TITLES.get(pack_id, pack_id)
        if pack_id != BLANK_PACK:
            found.append((pack_id, _(title)))
    return found


def _stacked(*parts: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(px(10))
    for part in parts:
        layout.addWidget(part)
    layout.addStretch(1)
    return page
