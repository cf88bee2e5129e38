"""The field for a resident identity number: checked while typing, says birthday and sex.

Whether somebody has a file under the number is for the form to find out.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.base.idnumber import IdNumberCheck, check_id_number, normalise
from corrdesk.casework.caseload.model import SEX_LABELS, Sex
from corrdesk.ui.shell.theme import show_if
from corrdesk.ui.shell.widgets import Field, button, label
from corrdesk.ui.shell.words import full_day

LENGTH = 18
PROBLEMS = {
    "length": N_("身份证号应为 18 位，请对照证件核对。"),
    "characters": N_("身份证号只能是数字，最后一位可以是 X。"),
    "region": N_("身份证号的前两位不是省级代码，请对照证件核对。"),
    "birth_date": N_("身份证号第 7 至 14 位不是出生日期，请对照证件核对。"),
    "checksum": N_("身份证号校验不符，至少有一位写错，请对照证件逐位核对。"),
}


class IdNumberField(Field):
    """Tells of mistakes as soon as the number is long enough, and of nothing before that."""

    valid = Signal(str)  # a number that is right, once for each time it becomes so
    open_wanted = Signal(str)  # the id of the person who has this number already

    def __init__(self, today: date) -> None:
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("18 位"))
        super().__init__(_("身份证号"), self.line, name="id_number")
        self._today = today
        self._known = ""
        self._says = label("", "muted", wrap=True)
        self.open_file = button("", self._open, role="link", picture="person")
        self.open_file.hide()
        place = self.layout()
        if place is not None:
            place.addWidget(self._says)
            place.addWidget(self.open_file)
        self._says.hide()
        self.line.textChanged.connect(self._judge)
        self.line.editingFinished.connect(self._normalise)

    @property
    def says(self) -> str:
        """What the number says of its holder, or how long it is so far."""
        return self._says.text()

    def check(self) -> IdNumberCheck:
        """What is typed, judged."""
        return check_id_number(self.line.text(), self._today)

    def person(self) -> tuple[str, date, Sex]:
        """Number, birthday and sex. Raises UserError for a number that is wrong."""
        if not self.line.text().strip():
            raise UserError(_("没有填写身份证号。"), field=self.name)
        found = self.check()
        if found.number_18 is None or found.born is None or found.sex is None:
            raise UserError(_(PROBLEMS[found.problem or "checksum"]), field=self.name)
        return found.number_18, found.born, Sex(found.sex)

    def show_known(self, person_id: str, name: str) -> None:
        """Says that somebody has a file under this number, and shows the way to it."""
        self._known = person_id
        self.problem(_("此身份证号码已有档案，不用另建。"))
        words = _("打开{name}的档案").format(name=name)
        self.open_file.setText(words)
        self.open_file.setAccessibleName(words)
        self.open_file.show()
        QWidget.setTabOrder(self.line, self.open_file)

    def _judge(self, text: str) -> None:
        self._known = ""
        self.open_file.hide()
        typed = normalise(text)
        found = self.check() if len(typed) >= LENGTH else None
        wrong = found is not None and not found.valid
        self.problem(_(PROBLEMS[found.problem or "checksum"]) if found and wrong else "")
        if found is not None and found.valid:
            self._say(_holder(found))
            self.valid.emit(found.number_18 or "")
        elif typed and not wrong:
            words = _("已输入 {typed} 位，共 {length} 位")
            self._say(words.format(typed=len(typed), length=LENGTH))
        else:
            self._say("")

    def _normalise(self) -> None:
        """Full-width digits, spaces and numbers of the old length become a number of today."""
        found = self.check()
        if found.number_18 is not None and found.number_18 != self.line.text():
            self.line.setText(found.number_18)

    def _say(self, words: str) -> None:
        self._says.setText(words)
        show_if(bool(words), self._says)
        if words:
            self.line.setAccessibleDescription(words)

    def _open(self) -> None:
        self.open_wanted.emit(self._known)


def _holder(found: IdNumberCheck) -> str:
    sex = _(SEX_LABELS[Sex(found.sex)]) if found.sex else ""
    return _("{sex}，{born}出生").format(sex=sex, born=full_day(found.born))
