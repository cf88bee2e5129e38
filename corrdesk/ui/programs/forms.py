"""The small forms of education and service: a programme, its dates, whom to invite, corrections."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QCompleter, QLineEdit

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.base.typed import read_whole_number
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.hours import HourKind, Learner
from corrdesk.casework.caseload.model import CLASS_LABELS
from corrdesk.casework.hour_flows import choose, record_turnout_and_duties
from corrdesk.casework.partners.model import (
    PARTNER_LABELS,
    PartnerFacts,
    PartnerKind,
    VolunteerFacts,
)
from corrdesk.casework.partners.queries import partners, volunteers
from corrdesk.casework.partners.service import add_partner, add_volunteer, end_partner
from corrdesk.casework.programs.choosing import Wanted
from corrdesk.casework.programs.minors import may_be_minor, minors_among_adults
from corrdesk.casework.programs.model import (
    PHASE_LABELS,
    PROVIDER_LABELS,
    TURNOUT_LABELS,
    TYPE_LABELS,
    Invitee,
    Manner,
    Phase,
    ProgramFacts,
    ProgramType,
    Provider,
    SessionFacts,
    Sighting,
    Turnout,
)
from corrdesk.casework.programs.policy import Every, OnRest, PlannedDay, Recurrence, real_dates
from corrdesk.casework.programs.rosters import ask_make_ups, invite
from corrdesk.casework.programs.service import add_program, plan_sessions
from corrdesk.ui.shell.context import Context
from corrdesk.ui.shell.date_edit import DateEdit
from corrdesk.ui.shell.forms import Form
from corrdesk.ui.shell.tokens import Tone
from corrdesk.ui.shell.widgets import Banner, TextArea, combo, label
from corrdesk.ui.shell.words import WEEKDAYS, full_day

if TYPE_CHECKING:
    from corrdesk.casework.programs.queries import RosterLine, SessionFile
    from corrdesk.store.unit_of_work import UnitOfWork

EVERY_LABELS = {
    Every.ONCE: N_("只一次"),
    Every.WEEK: N_("每周"),
    Every.FORTNIGHT: N_("每两周"),
    Every.MONTH: N_("每月同一天"),
    Every.MONTH_WEEKDAY: N_("每月同一个星期几"),
}
REST_LABELS = {
    OnRest.LATER: N_("顺延到下一个工作日"),
    OnRest.EARLIER: N_("提前到上一个工作日"),
    OnRest.SKIP: N_("这一次不办"),
    OnRest.KEEP: N_("不变"),
}
WHY_LABELS = {
    "holiday": N_("原定 {day} 是{holiday}假期"),
    "rest": N_("原定 {day} 是休息日"),
    "worked": N_("原定 {day} 是调休上班日"),
    "same": N_("原定 {day}，与另一次重合，取消"),
    "unknown_year": N_("该年放假安排尚未公布，请届时核对"),
}


def whole_number(editor: QLineEdit, field: str) -> int | None:
    """The number in a field, None for an empty one. Raises UserError naming it."""
    if not editor.text().strip():
        return None
    number = read_whole_number(editor.text())
    if number is None:
        raise UserError(_("请填写整数。"), field=field)
    return number


class ProgramForm(Form):
    """A course or activity; `provided_by`: the organisation that was chosen to provide it."""

    def __init__(self, context: Context, *, provided_by: Any = None) -> None:
        super().__init__(context, act=_("保存项目  Ctrl+Enter"))
        self.name = QLineEdit()
        self.type = combo([(key.value, _(text)) for key, text in TYPE_LABELS.items()],
                          name=_("种类"))  # fmt: skip
        self.phase = combo([(key.value, _(text)) for key, text in PHASE_LABELS.items()],
                           name=_("阶段"))  # fmt: skip
        self.phase.setCurrentIndex(self.phase.findData(Phase.ANY.value))
        self.provider = combo([(key.value, _(text)) for key, text in PROVIDER_LABELS.items()],
                              name=_("由谁提供"))  # fmt: skip
        self.minutes, self.capacity = QLineEdit("120"), QLineEdit()
        self.provider_name, self.organiser, self.place = QLineEdit(), QLineEdit(), QLineEdit()
        self.materials = TextArea(lines=2)
        self.full_mark, self.pass_mark = QLineEdit(), QLineEdit()
        self.staff = QCheckBox(_("工作人员、志愿者自己的业务培训"))
        self.add("name", _("项目名称"), self.name)
        self.add("type", _("种类"), self.type)
        self._organiser = self.add("organiser", _("组织单位"), self.organiser)
        self.add("minutes", _("每次时长（分钟）"), self.minutes)
        self.add("place", _("地点"), self.place)
        self.add("phase", _("阶段"), self.phase)
        self.add("provider", _("由谁提供"), self.provider)
        self._provider = self.add("provider_name", _("提供的单位或志愿者"), self.provider_name)
        self.add("capacity", _("人数上限（可不填）"), self.capacity)
        self.add("materials", _("材料"), self.materials)
        self.add("full_mark", _("考试满分（没有考试不填）"), self.full_mark)
        self.add("pass_mark", _("合格分"), self.pass_mark)
        self.add_widget(self.staff)
        self.type.currentIndexChanged.connect(self._fit)
        self.provider.currentIndexChanged.connect(self._fit)
        if provided_by is not None:
            self.provider.setCurrentIndex(self.provider.findData(Provider.PARTNER.value))
            self.provider_name.setText(provided_by.name)
        self._fit()
        self.known: dict[tuple[Provider, str], str] = {}
        context.ask(self, known_providers).then(self._learn).start()

    def collect(self) -> Callable[[UnitOfWork], Any]:
        provider = Provider(self.provider.currentData())
        facts = ProgramFacts(
            name=self.name.text(),
            type=ProgramType(self.type.currentData()),
            minutes=whole_number(self.minutes, "minutes") or 0,
            phase=Phase(self.phase.currentData()),
            provider=provider,
            provider_id=self.known.get((provider, self.provider_name.text().strip())),
            provider_name=self.provider_name.text(),
            organiser=self.organiser.text(),
            place=self.place.text(),
            capacity=whole_number(self.capacity, "capacity"),
            materials=self.materials.text(),
            full_mark=whole_number(self.full_mark, "full_mark"),
            pass_mark=whole_number(self.pass_mark, "pass_mark"),
            for_staff=self.staff.isChecked(),
        )
        return lambda uow: add_program(uow, facts)

    def _learn(self, known: dict[tuple[Provider, str], str]) -> None:
        """Offers the partners and volunteers by name while one is typed."""
        self.known = known
        names = sorted({name for _provider, name in known})
        completer = QCompleter(names, self.provider_name)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.provider_name.setCompleter(completer)

    def _fit(self, _index: int = 0) -> None:
        self._organiser.setVisible(self.type.currentData() == ProgramType.SERVICE.value)
        self._provider.setVisible(self.provider.currentData() != Provider.OFFICE.value)


def known_providers(desk: Desk) -> dict[tuple[Provider, str], str]:
    """The partners and volunteers that may provide something: ids by what they are and name."""
    with desk.read() as session:
        office = desk.office.id
        known = {(Provider.PARTNER, row.name): row.id for row in partners(session, office)}
        known |= {(Provider.VOLUNTEER, row.name): row.id for row in volunteers(session, office)}
    return known


class PartnerForm(Form):
    """A new partner organisation."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, act=_("登记合作单位  Ctrl+Enter"))
        self.name, self.contact, self.phone = QLineEdit(), QLineEdit(), QLineEdit()
        self.kind = combo([(key.value, _(text)) for key, text in PARTNER_LABELS.items()],
                          name=_("单位种类"))  # fmt: skip
        self.note = TextArea(lines=2)
        self.add("name", _("单位名称"), self.name)
        self.add("kind", _("单位种类"), self.kind)
        self.add("contact", _("联系人"), self.contact)
        self.add("phone", _("电话"), self.phone)
        self.add("note", _("备注"), self.note)

    def collect(self) -> Callable[[UnitOfWork], Any]:
        facts = PartnerFacts(
            name=self.name.text(),
            kind=PartnerKind(self.kind.currentData()),
            contact=self.contact.text(),
            phone=self.phone.text(),
            note=self.note.text(),
        )
        return lambda uow: add_partner(uow, facts)


class PartnerEndForm(Form):
    """The last day on which an organisation takes part; what it did stays in the records."""

    def __init__(self, context: Context, partner: Any) -> None:
        super().__init__(context, act=_("结束合作  Ctrl+Enter"))
        self.record_id = self._partner_id = partner.id
        words = _("“{name}”不再出现在名单和选项里，以前的项目和记录不变。")
        self.add_widget(label(words.format(name=partner.name), "muted", wrap=True))
        self.add("left_on", _("最后一天"), DateEdit(context.desk.clock.today()))

    def collect(self) -> Callable[[UnitOfWork], Any]:
        partner_id, left_on = self._partner_id, self.day("left_on")
        return lambda uow: end_partner(uow, partner_id, left_on)


class PlanForm(Form):
    """The dates of a programme; what the calendar makes of them is shown before they are saved."""

    def __init__(self, context: Context, program: Any) -> None:
        super().__init__(context, act=_("安排  Ctrl+Enter"))
        self._program_id = program.id
        self.days: tuple[PlannedDay, ...] = ()
        self.first = DateEdit(empty=True)
        self.every = combo([(key.value, _(text)) for key, text in EVERY_LABELS.items()],
                           name=_("重复"))  # fmt: skip
        self.rest = combo([(key.value, _(text)) for key, text in REST_LABELS.items()],
                          name=_("遇休息日"))  # fmt: skip
        self.count, self.starts = QLineEdit("4"), QLineEdit("09:00")
        self.minutes = QLineEdit(str(program.minutes))
        self.place, self.teacher, self.topic = QLineEdit(program.place), QLineEdit(), QLineEdit()
        self.preview = label("", "muted", wrap=True)
        self.add("days", _("（首次）日期"), self.first)
        self.add("starts", _("开始时间"), self.starts)
        self.add("minutes", _("时长（分钟）"), self.minutes)
        self.add("every", _("重复"), self.every)
        self._count = self.add("count", _("共几次"), self.count)
        self._rest = self.add("rest", _("遇休息日"), self.rest)
        self.add_widget(self.preview)
        self.add("place", _("地点"), self.place)
        self.add("teacher", _("讲师或负责人"), self.teacher)
        self.add("topic", _("主题"), self.topic)
        for box in (self.every, self.rest):
            box.currentIndexChanged.connect(self._reckon)
        for editor in (self.first, self.count):
            editor.textChanged.connect(self._reckon)
        self._reckon()

    def collect(self) -> Callable[[UnitOfWork], Any]:
        self.day("days")
        self._reckon()
        facts = SessionFacts(
            days=tuple(each.on for each in self.days if each.on is not None),
            starts=self.starts.text(),
            minutes=whole_number(self.minutes, "minutes"),
            place=self.place.text(),
            teacher=self.teacher.text(),
            topic=self.topic.text(),
        )
        program_id = self._program_id
        return lambda uow: plan_sessions(uow, program_id, facts)

    def _reckon(self, *_changed: object) -> None:
        every = Every(self.every.currentData())
        self._count.setVisible(every is not Every.ONCE)
        try:
            first, count = self.day("days"), whole_number(self.count, "count")
        except UserError:
            self.days = ()
            self.preview.setText(_("填写日期，这里会列出避开节假日后的实际日期。"))
            return
        plan = Recurrence(first, every, count, None, OnRest(self.rest.currentData()))
        self.days = real_dates(plan, self.context.desk.law().calendar)
        self.preview.setText("\n".join(map(day_words, self.days)))


def day_words(planned: PlannedDay) -> str:
    """One date of a plan: the real day, and what moved it."""
    real = _("不办")
    if planned.on is not None:
        real = f"{full_day(planned.on)} {_(WEEKDAYS[planned.on.weekday()])}"
    if not planned.why:
        return f"· {real}"
    why = _(WHY_LABELS[planned.why]).format(day=full_day(planned.nominal), holiday=planned.holiday)
    return f"▲ {real}（{why}）"


class InviteForm(Form):
    """Whom to invite, by class, village, phase and missing hours; the number is shown at once."""

    def __init__(self, context: Context, file: SessionFile) -> None:
        super().__init__(context, act=_("加入名单  Ctrl+Enter"))
        self._file = file
        self.found: list[Invitee] = []
        classes = [(key.value, _(text)) for key, text in CLASS_LABELS.items()]
        self.class_ = combo([("", _("不限")), *classes], name=_("管理类别"))
        self.village = QLineEdit()
        self.phase = combo([(key.value, _(text)) for key, text in PHASE_LABELS.items()],
                           name=_("所处阶段"))  # fmt: skip
        self.phase.setCurrentIndex(self.phase.findData(Phase.ANY.value))
        self.short = QCheckBox(_("只要本期时长不足的人"))
        self.words = label("", "muted", wrap=True)
        self.add("class", _("管理类别"), self.class_)
        self.add("village", _("村（居）"), self.village)
        self.add("phase", _("所处阶段"), self.phase)
        self.add_widget(self.short)
        self.apart = Banner()
        self.add_widget(self.words)
        self.add_widget(self.apart)
        for box in (self.class_, self.phase):
            box.currentIndexChanged.connect(self.look)
        self.village.textChanged.connect(self.look)
        self.short.toggled.connect(self.look)
        self.look()

    def look(self, *_changed: object) -> None:
        """Asks who fits."""
        kind, wanted = (
            HourKind(self._file.program.hour_kind),
            Wanted(
                class_=self.class_.currentData() or None,
                village=self.village.text().strip(),
                phase=Phase(self.phase.currentData()),
                short=self.short.isChecked(),
            ),
        )

        def question(desk: Any) -> list[Invitee]:
            with desk.read() as session:
                return choose(session, desk.office.id, desk.law(), wanted, kind)

        self.context.ask(self, question, slot="invite").then(self._show).or_else(
            self.show_error
        ).start()

    def collect(self) -> Callable[[UnitOfWork], Any]:
        session_id, people = self._file.session.id, list(self.found)
        if not people:
            raise UserError(_("没有符合条件的人。"))
        return lambda uow: invite(uow, session_id, people)

    def _show(self, found: list[Invitee]) -> None:
        known = {line.learner_id for line in self._file.roster}
        self.found = [each for each in found if each.learner_id not in known]
        names = "、".join(each.name for each in self.found[:12])
        more = "……" if len(self.found) > 12 else ""
        words = _("符合条件、还不在名单上的有 {count} 人：{names}")
        self.words.setText(words.format(count=len(self.found), names=names + more))
        everybody: list[RosterLine | Invitee] = [*self._file.roster, *self.found]
        young = minors_among_adults(everybody)
        minors = [each.name for each in everybody if may_be_minor(each)]
        words = _(
            "其中 {count} 人适用未成年人的规定（{names}），依法应与成年人分别进行，请分开安排。"
        )
        who = "、".join(minors[:6]) + ("……" if len(minors) > 6 else "")
        self.apart.say(words.format(count=young, names=who) if young else "", Tone.WARN)


class OutcomeForm(Form):
    """How it went for one person, or another word on it: minutes, mark, and the reason."""

    def __init__(self, context: Context, file: SessionFile, line: RosterLine) -> None:
        super().__init__(context, act=_("保存  Ctrl+Enter"))
        self._file, self._line = file, line
        self.record_id = f"{file.session.id}-{line.learner_id}"
        self.turnout = combo([(key.value, _(text)) for key, text in TURNOUT_LABELS.items()],
                             name=_("结果"))  # fmt: skip
        if line.turnout is not None:
            self.turnout.setCurrentIndex(self.turnout.findData(line.turnout.value))
        self.minutes = QLineEdit(str(line.minutes or ""))
        self.mark = QLineEdit("" if line.mark is None else str(line.mark))
        self.reason = TextArea(lines=2)
        self.confirmed = QCheckBox(_("已核对，确认更改"))
        self.add("turnout", _("结果"), self.turnout)
        self._minutes = self.add("minutes", _("实际参加（分钟）"), self.minutes)
        self._mark = self.add("mark", _("成绩"), self.mark)
        changing = self.add("reason", _("更改的理由"), self.reason)
        self._confirm = self.add("confirm", _("影响"), self.confirmed)
        changing.setVisible(line.turnout is not None)
        self._mark.setVisible(file.program.full_mark is not None)
        self._confirm.hide()
        self.turnout.currentIndexChanged.connect(self._fit)
        self._fit()

    def collect(self) -> Callable[[UnitOfWork], Any]:
        turnout = Turnout(self.turnout.currentData())
        partly = turnout is Turnout.PARTLY
        sighting = Sighting(
            self._line.learner_id,
            turnout,
            Manner.SEARCH,
            whole_number(self.minutes, "minutes") if partly else None,
            whole_number(self.mark, "mark") if turnout in {Turnout.PRESENT, Turnout.PARTLY}
            else None,
        )  # fmt: skip
        session_id, reason = self._file.session.id, self.reason.text()
        confirmed = self.confirmed.isChecked()
        return lambda uow: record_turnout_and_duties(
            uow, session_id, [sighting], reason=reason, confirmed=confirmed
        )

    def show_error(self, error: Exception) -> None:
        asked = isinstance(error, UserError) and error.field == "confirm"
        self._confirm.setVisible(asked or self._confirm.isVisible())
        super().show_error(error)

    def _fit(self, _index: int = 0) -> None:
        self._minutes.setVisible(self.turnout.currentData() == Turnout.PARTLY.value)


class MakeUpForm(Form):
    """By when those who missed a session are to make it up."""

    def __init__(self, context: Context, file: SessionFile) -> None:
        super().__init__(context, act=_("安排补课  Ctrl+Enter"))
        self._session_id = self.record_id = file.session.id
        missed = file.with_turnout(Turnout.ABSENT, Turnout.EXCUSED)
        words = _("缺席、请假的有 {count} 人：{names}。已经安排过的不重复。")
        names = "、".join(line.name for line in missed[:12])
        self.add_widget(label(words.format(count=len(missed), names=names), "muted", wrap=True))
        self.add("make_up_by", _("补课期限"), DateEdit(empty=True, lean="future"))

    def collect(self) -> Callable[[UnitOfWork], int]:
        session_id, due_on = self._session_id, self.day("make_up_by")
        return lambda uow: ask_make_ups(uow, session_id, due_on)


class VolunteerForm(Form):
    """A new volunteer."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, act=_("登记志愿者  Ctrl+Enter"))
        self.name, self.phone, self.skills = QLineEdit(), QLineEdit(), QLineEdit()
        self.add("name", _("姓名"), self.name)
        self.add("phone", _("电话"), self.phone)
        self.add("skills", _("专长"), self.skills)
        self.add(
            "secrecy_on", _("保密承诺签署日期"), DateEdit(context.desk.clock.today(), lean="past")
        )
        self.add("insured_until", _("保险有效期至"), DateEdit(empty=True, lean=None))

    def collect(self) -> Callable[[UnitOfWork], Any]:
        facts = VolunteerFacts(
            name=self.name.text(),
            phone=self.phone.text(),
            skills=self.skills.text(),
            secrecy_on=self.optional_day("secrecy_on"),
            insured_until=self.optional_day("insured_until"),
        )
        return lambda uow: add_volunteer(uow, facts)


def helper_invitee(learner: Learner, learner_id: str, name: str) -> Invitee:
    """An officer or a volunteer as somebody to be put on a roster."""
    return Invitee(learner, learner_id, name)
