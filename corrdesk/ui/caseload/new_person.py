"""新建档案: the file of somebody who is on no ledger, entered by hand.

The page keeps what is typed while one looks something up elsewhere, until the file is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import (
    CATEGORY_LABELS,
    CLASS_LABELS,
    Category,
    OrderFacts,
    PersonFacts,
    Sex,
    SupervisionClass,
)
from corrdesk.casework.caseload.names import name_of_person
from corrdesk.casework.caseload.queries import known_id_numbers, person_file
from corrdesk.casework.caseload.service import add_person
from corrdesk.casework.reporting.service import open_duties
from corrdesk.rules.law import Law
from corrdesk.ui.caseload.id_entry import IdNumberField
from corrdesk.ui.caseload.order_fields import add_order_fields, doubt_judgment, read_order_fields
from corrdesk.ui.caseload.wide_form import WideForm
from corrdesk.ui.paths import Newcomer
from corrdesk.ui.shell import tokens
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.registry import Page
from corrdesk.ui.shell.theme import px
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import TextArea, button, combo, label, row

if TYPE_CHECKING:
    from corrdesk.store.unit_of_work import UnitOfWork

COLUMNS = 3


class NewPersonForm(WideForm):
    """Who it is, what is served, and where the intake stands. Enter leads to the next field."""

    leaving_gives_up = False  # the page keeps what is typed while one looks something up

    def __init__(self, context: Context) -> None:
        super().__init__(context, act=_("建立档案  Ctrl+Enter"), columns=COLUMNS, framed=True)
        self._today = context.desk.clock.today()
        self.section(_("本人"))
        self.name = QLineEdit()
        self.add("name", _("姓名"), self.name)
        self.id_number = IdNumberField(self._today)
        self.id_number.valid.connect(self._look_up)
        self.id_number.open_wanted.connect(lambda person_id: context.go("person", person_id))
        self.add_field(self.id_number)
        self.add("phone", _("联系电话"), QLineEdit())
        self.add("residence", _("居住地"), QLineEdit(), span=2)
        self.add("household", _("户籍地"), QLineEdit())
        self.add("ethnicity", _("民族"), QLineEdit())
        self.add("education", _("文化程度"), QLineEdit())
        self.add("note", _("备注"), QLineEdit())
        self.section(_("裁判与期限（按法律文书填写）"))
        kinds = [(kind.value, _(words)) for kind, words in CATEGORY_LABELS.items()]
        self.category = combo([("", _("请选择")), *kinds], name=_("矫正类型"))
        self.add("category", _("矫正类型"), self.category)
        add_order_fields(self)
        look = doubt_judgment(self, self._chosen)
        self.category.currentIndexChanged.connect(lambda _index: look())
        self.section(_("入矫"))
        self.add(
            "reported_in_on",
            _("入矫报到日期"),
            DateEdit(empty=True, lean="past"),
            hint=_("还没有报到则留空"),
        )
        classes = [(each.value, _(words)) for each, words in CLASS_LABELS.items()]
        self.class_ = combo([("", _("未定")), *classes], name=_("管理类别"))
        county = _("由县级社区矫正机构决定")
        self.add("class", _("管理类别"), self.class_, hint=county)
        since = _("留空：自报到之日；以前在别处登记的，填今天")
        self.add("tracked_from", _("从哪天起记报告义务"), DateEdit(empty=True), hint=since)
        self.injunction = TextArea(lines=2, placeholder=_("没有禁止令则留空"))
        self.add("injunction", _("禁止令的内容"), self.injunction, span=COLUMNS)

    def collect(self) -> Callable[[UnitOfWork], str]:
        person = self._person()
        order = self._order()
        self.settle()
        law = self.context.desk.law()
        return lambda uow: open_new_file(uow, law, person, order)

    def whom(self) -> str:
        return self.line("name")

    def fill_in(self, newcomer: Newcomer) -> None:
        """Writes what another county's letter says; the rest comes from the documents."""
        self.name.setText(newcomer.name)
        self.id_number.line.setText(newcomer.id_number)
        for field, value in (("phone", newcomer.phone), ("residence", newcomer.residence)):
            editor = self.fields[field].editor
            if isinstance(editor, QLineEdit):
                editor.setText(value)

    def was_touched(self) -> bool:
        """Whether somebody wrote a name or a number."""
        return bool(self.line("name") or self.line("id_number"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """In a long sheet Enter goes on to the next field; it must not save half a file."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.focusNextChild()
            return
        super().keyPressEvent(event)

    def _person(self) -> PersonFacts:
        name = self.read(lambda: name_of_person(self.line("name")), "")
        nobody = ("", self._today, Sex.MALE)
        number, born, sex = self.read(self.id_number.person, nobody)
        return PersonFacts(
            name=name,
            id_number=number,
            sex=sex,
            born=born,
            ethnicity=self.line("ethnicity"),
            education=self.line("education"),
            phone=self.number("phone"),
            residence=self.line("residence"),
            household=self.line("household"),
            note=self.line("note"),
        )

    def _order(self) -> OrderFacts:
        category = self.read(self._category, Category.PROBATION)
        told = read_order_fields(self)
        class_ = self.class_.currentData()
        return OrderFacts(
            category=category,
            reported_in_on=self.read_optional_day("reported_in_on", not_after=self._today),
            class_=SupervisionClass(class_) if class_ else None,
            injunction=self.injunction.text(),
            tracked_from=self.read_optional_day("tracked_from"),
            **told,
        )

    def _chosen(self) -> str:
        return str(self.category.currentData() or "")

    def _category(self) -> Category:
        chosen = self._chosen()
        if not chosen:
            raise UserError(_("没有选择矫正类型。"), field="category")
        return Category(chosen)

    def _look_up(self, number: str) -> None:
        def show(found: tuple[str, str] | None) -> None:
            if found is not None and self.id_number.check().number_18 == number:
                self.id_number.show_known(*found)

        self.context.ask(self, lambda desk: who_has(desk, number), slot="new-person-number").then(
            show
        ).start()


class NewPersonPage(Page):
    """The form as a page; the file opens as soon as it is there."""

    help_topic = "人员档案"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.form = self._new_form()
        empty = button(_("清空重填"), self.start_over)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(px(tokens.MARGIN), px(4), px(tokens.MARGIN), px(8))
        self._layout.addLayout(row(label(_("新建档案"), "title"), None, empty))
        self._layout.addWidget(self.form, 1)

    def show_argument(self, argument: Any) -> None:
        """Opened with a `Newcomer`, fills in what is known unless somebody is being typed."""
        if isinstance(argument, Newcomer) and not self.form.was_touched():
            self.form.fill_in(argument)

    def refresh(self) -> None:
        self.form.chain_tabs()

    def first_focus(self) -> QWidget:
        return self.form.name

    def holds_typing(self) -> bool:
        return self.form.was_touched()

    def start_over(self) -> None:
        """Throws away what was typed."""
        self.form.give_up()
        old, self.form = self.form, self._new_form()
        self._layout.replaceWidget(old, self.form)
        old.hide()
        old.deleteLater()
        self.form.chain_tabs()
        self.form.name.setFocus()

    def _new_form(self) -> NewPersonForm:
        form = NewPersonForm(self.context)
        form.finished.connect(self._open)
        form.abandoned.connect(lambda: self.context.go("people"))
        return form

    def _open(self, person_id: str) -> None:
        name = self.form.line("name")
        self.start_over()
        words = _("已建立{name}的档案。请补登矫正小组成员。")
        self.context.say(Message(words.format(name=name), Tone.OK))
        self.context.go("person", person_id)


def open_new_file(uow: UnitOfWork, law: Law, person: PersonFacts, order: OrderFacts) -> Any:
    """Opens the file and the windows that have begun, in one act. Returns the person's id."""
    person_id = add_person(uow, person, order)
    uow.session.flush()
    open_duties(uow, law)
    return person_id


def who_has(desk: Desk, number: str) -> tuple[str, str] | None:
    """Id and name of the person whose file has this identity number."""
    with desk.read() as session:
        person_id = known_id_numbers(session, desk.office.id).get(number)
        file = person_file(session, desk.office.id, person_id) if person_id else None
    return (file.person.id, file.person.name) if file is not None else None
