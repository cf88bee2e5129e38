"""One row of a ledger: either a person with an order, or the first reason why not.

Judges a row by itself and against the numbers accepted before it; stores nothing.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from corrdesk.base.dates import DateProblem
from corrdesk.base.i18n import N_, _
from corrdesk.base.idnumber import IdProblem, check_id_number, mask, normalise
from corrdesk.base.text import clean_name, name_problem
from corrdesk.base.typed import tidy_phone
from corrdesk.casework.caseload.ledger.cells import (
    day_of,
    number_text,
    optional_text,
    original_text,
    precision_lost,
    term_of,
)
from corrdesk.casework.caseload.ledger.columns import Field, label_of
from corrdesk.casework.caseload.ledger.delimited import UNREADABLE
from corrdesk.casework.caseload.ledger.words import ethnic_group, meaning
from corrdesk.casework.caseload.ledger.workbook import UNCALCULATED
from corrdesk.casework.caseload.model import Category, Sex, SupervisionClass

if TYPE_CHECKING:
    from corrdesk.casework.caseload.ledger.columns import ColumnMapping
    from corrdesk.casework.caseload.ledger.workbook import Cell, Row

_SHOWN_LENGTH: Final = 24
_PHONE: Final = re.compile(r"(86)?1\d{10}|0\d{9,11}|[2-9]\d{6,7}", re.ASCII)
_NO_INJUNCTION: Final = frozenset({"否", "没有", "未宣告", "未适用", "不适用", "未判处", "0"})
_UNTOLD_INJUNCTION: Final = frozenset({"是", "有", "已宣告", "适用", "1"})


class Problem(StrEnum):
    """What can be wrong with a value. The words are a contract with the command line."""

    MISSING = "missing"
    CHECKSUM = "checksum"
    LENGTH = "length"
    CHARACTERS = "characters"
    BIRTH_DATE = "birth_date"
    PRECISION_LOST = "precision_lost"
    DUPLICATE = "duplicate"
    UNKNOWN_VALUE = "unknown_value"
    DATE = "date"
    ORDER = "order"
    MISMATCH = "mismatch"
    UNREADABLE = "unreadable"


_ADVICE: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("name", "missing"): (N_("没有姓名"), N_("请填写姓名。")),
    ("name", "characters"): (
        N_("姓名中有不能用于姓名的字符（数字、符号、换行、看不见的字符、公式等）"),
        N_("请只写姓名，曾用名等写到备注；看着没有错的，请删去后重新输入。"),
    ),
    ("name", "length"): (N_("姓名太长"), N_("请只写姓名，其他说明写到备注。")),
    ("id_number", "missing"): (N_("没有身份证号"), N_("请填写 18 位身份证号。")),
    ("id_number", "length"): (N_("身份证号位数不对"), N_("请对照证件补全，应为 18 位。")),
    ("id_number", "characters"): (
        N_("身份证号中有不该有的字符"),
        N_("只能是数字，最后一位可以是 X。"),
    ),
    ("id_number", "birth_date"): (
        N_("身份证号中的出生日期不存在或在今天之后"),
        N_("请对照证件核对第 7 至 14 位。"),
    ),
    ("id_number", "checksum"): (
        N_("身份证号校验不符，至少有一位写错"),
        N_("请对照证件逐位核对。"),
    ),
    ("id_number", "precision_lost"): (
        N_("身份证号被表格当作数字，末尾几位已丢失"),
        N_("请先把单元格设为“文本”格式，再对照证件重新输入 18 位号码。"),
    ),
    ("id_number", "duplicate"): (
        N_("身份证号与前面的一行重复"),
        N_("同一人只留一行；如是两个人，请核对号码。"),
    ),
    ("category", "missing"): (
        N_("没有矫正类别"),
        N_("请填写管制、缓刑、假释或暂予监外执行。"),
    ),
    ("category", "unknown_value"): (
        N_("矫正类别不是法定的四类之一"),
        N_("只能填写管制、缓刑、假释或暂予监外执行。"),
    ),
    ("start", "missing"): (N_("没有矫正开始日期"), N_("请按法律文书填写，例如 2026-08-03。")),
    ("start", "date"): (
        N_("矫正开始日期看不懂或没有这一天"),
        N_("请核对后写成 2026-08-03 或 2026年8月3日。"),
    ),
    ("end", "missing"): (N_("没有矫正结束日期"), N_("请按法律文书填写，例如 2027-08-02。")),
    ("end", "date"): (
        N_("矫正结束日期看不懂或没有这一天"),
        N_("请核对后写成 2027-08-02 或 2027年8月2日。"),
    ),
    ("end", "order"): (
        N_("矫正结束日期早于开始日期"),
        N_("请对照法律文书核对两个日期，可能写反了。"),
    ),
}
_UNREADABLE_ADVICE: Final = (
    N_("“{column}”里有读不出的字（文件在这里损坏，或者混用了文字编码）"),
    N_("请在表格里重新输入这一格，另存为 .xlsx 后再导入；其他各行不受影响。"),
)
_UNCALCULATED_REMEDY: Final = N_(
    "单元格里的公式没有结果（没有保存，或是错误值），请在 Excel 中改成数值后再导入。"
)
_REMARKS: Final[dict[tuple[str, str], str]] = {
    ("phone", "missing"): N_("没有联系电话，请补录"),
    ("phone", "characters"): N_("联系电话不像电话号码，已照原样保留"),
    ("sex", "mismatch"): N_("性别与身份证号不符，已按身份证号登记，请核对"),
    ("sex", "unknown_value"): N_("性别看不懂，已按身份证号登记"),
    ("born", "mismatch"): N_("出生日期与身份证号不符，已按身份证号登记，请核对"),
    ("class", "unknown_value"): N_("管理类别不是严管、普管、宽管之一，未登记"),
    ("report_date", "date"): N_("入矫日期看不懂，未登记"),
    ("offence_date", "date"): N_("犯罪日期看不懂，或在出生前、今天后，未登记"),
    ("injunction", "missing"): N_("有禁止令，但没有写禁止什么，请补录"),
}


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A person and the order being served as one ledger row states them. Dates inclusive."""

    sheet: str
    row: int
    name: str = attribute(repr=False)
    id_number: str = attribute(repr=False)
    born: date = attribute(repr=False)
    sex: Sex = attribute(repr=False)
    category: Category
    term_start: date
    term_end: date
    class_: SupervisionClass | None = None
    report_date: date | None = None
    offence_date: date | None = None
    ethnicity: str = attribute(default="", repr=False)
    education: str = attribute(default="", repr=False)
    residence: str = attribute(default="", repr=False)
    household: str = attribute(default="", repr=False)
    offence: str = attribute(default="", repr=False)
    original_sentence: str = attribute(default="", repr=False)
    decision_organ: str = attribute(default="", repr=False)
    judgment_number: str = attribute(default="", repr=False)
    injunction: str = attribute(default="", repr=False)
    officer: str = attribute(default="", repr=False)
    phone: str = attribute(default="", repr=False)
    note: str = attribute(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that is kept out: where, what, why and how to mend it. `shown` is masked."""

    sheet: str
    row: int
    field: Field
    problem: Problem
    column: int | None
    """Column of the offending cell from 0, None if the sheet has no such column."""
    shown: str = attribute(repr=False)
    cells: tuple[Cell, ...] = attribute(repr=False)
    hint: str = ""
    """The remedy for this row alone, instead of the general one; without personal data."""

    @property
    def message(self) -> str:
        """Return the reason for people, in one clause."""
        words = _(self._advice[0])
        if self.problem is Problem.UNREADABLE:
            return words.format(column=label_of(self.field))
        return words

    @property
    def remedy(self) -> str:
        """Return what to do about it."""
        return self.hint or _(self._advice[1])

    @property
    def _advice(self) -> tuple[str, str]:
        if self.problem is Problem.UNREADABLE:  # any column may be spoilt
            return _UNREADABLE_ADVICE
        return _ADVICE[self.field, self.problem]


@dataclass(frozen=True, slots=True)
class Remark:
    """A warning about a row that is imported nevertheless."""

    sheet: str
    row: int
    field: Field
    problem: Problem

    @property
    def message(self) -> str:
        """Return the remark for people, in one clause."""
        return _(_REMARKS[self.field, self.problem])


class _Refused(Exception):
    """The first problem of the row that is being read."""

    def __init__(
        self, field_: Field, problem: Problem, *, at: Field | None = None, hint: str = ""
    ) -> None:
        super().__init__(field_, problem)
        self.field = field_
        self.problem = problem
        self.at = at or field_
        self.hint = hint


@dataclass(frozen=True, slots=True)
class _Identity:
    """A valid identity number with what it says."""

    number: str = attribute(repr=False)
    born: date = attribute(repr=False)
    sex: Sex = attribute(repr=False)


class RowReader:
    """Reads the rows of one sheet by its mapping, as of one day.

    `accepted_numbers` says where each number was accepted, in all sheets of a file; a number in
    it is a duplicate.
    """

    def __init__(
        self, mapping: ColumnMapping, today: date, accepted_numbers: dict[str, tuple[str, int]]
    ) -> None:
        self._mapping = mapping
        self._today = today
        self._accepted = accepted_numbers
        self._at = {match.field: match.index for match in mapping.columns}

    def cell(self, row: Row, field_: Field) -> Cell:
        """Return the cell of a field, None if the row or the sheet has none."""
        index = self._at.get(field_)
        return row.cells[index] if index is not None and index < len(row.cells) else None

    def read(self, row: Row) -> tuple[LedgerRow | Rejection, tuple[Remark, ...]]:
        """Return the person or the rejection, and the remarks on an accepted row."""
        try:
            return self._accept(row)
        except _Refused as refused:
            value = original_text(self.cell(row, refused.at))
            uncalculated = _(_UNCALCULATED_REMEDY) if value == UNCALCULATED else ""
            rejection = Rejection(
                sheet=self._mapping.sheet,
                row=row.number,
                field=refused.field,
                problem=refused.problem,
                column=self._at.get(refused.at),
                shown=_shown(refused.field, value),
                cells=row.cells,
                hint=uncalculated or refused.hint,
            )
            return rejection, ()

    def _accept(self, row: Row) -> tuple[LedgerRow, tuple[Remark, ...]]:
        self._refuse_unreadable(row)
        name = self._name(row)
        number = self._id_number(row)
        category = self._category(row)
        start, end = self._term(row)
        remarks: list[tuple[Field, Problem]] = []
        sex = self._sex(row, number, remarks)
        self._compare_birthday(row, number, remarks)
        class_ = self._class(row, remarks)
        phone = self._phone(row, remarks)
        reported = self._report_date(row, remarks)
        offended = self._offence_date(row, number.born, remarks)
        injunction = self._injunction(row, remarks)
        self._accepted[number.number] = (self._mapping.sheet, row.number)
        read = LedgerRow(
            sheet=self._mapping.sheet,
            row=row.number,
            name=name,
            id_number=number.number,
            born=number.born,
            sex=sex,
            category=category,
            term_start=start,
            term_end=end,
            class_=class_,
            report_date=reported,
            offence_date=offended,
            ethnicity=ethnic_group(self._text(row, Field.ETHNICITY)),
            education=self._text(row, Field.EDUCATION),
            residence=self._text(row, Field.RESIDENCE),
            household=self._text(row, Field.HOUSEHOLD),
            offence=self._text(row, Field.OFFENCE),
            original_sentence=self._text(row, Field.ORIGINAL_SENTENCE),
            decision_organ=self._text(row, Field.DECISION_ORGAN),
            judgment_number=self._text(row, Field.JUDGMENT_NUMBER),
            injunction=injunction,
            officer=self._text(row, Field.OFFICER),
            phone=phone,
            note=self._text(row, Field.NOTE),
        )
        return read, tuple(
            Remark(self._mapping.sheet, row.number, field_, problem) for field_, problem in remarks
        )

    def _refuse_unreadable(self, row: Row) -> None:
        """A cell that lost its text would be stored so; a serial number is not stored at all."""
        for field_, index in self._at.items():
            cell = row.cells[index] if index < len(row.cells) else None
            if isinstance(cell, str) and UNREADABLE in cell and field_ is not Field.SERIAL:
                raise _Refused(field_, Problem.UNREADABLE)

    def _text(self, row: Row, field_: Field) -> str:
        return optional_text(self.cell(row, field_)) if field_ in self._at else ""

    def _name(self, row: Row) -> str:
        raw = original_text(self.cell(row, Field.NAME))
        if raw != UNCALCULATED and not optional_text(raw):
            raise _Refused(Field.NAME, Problem.MISSING)
        if problem := name_problem(raw):
            raise _Refused(Field.NAME, Problem(problem))
        return clean_name(raw)

    def _id_number(self, row: Row) -> _Identity:
        cell = self.cell(row, Field.ID_NUMBER)
        text = number_text(cell)
        if text.startswith("="):
            raise _Refused(Field.ID_NUMBER, Problem.CHARACTERS)
        if not optional_text(text):
            raise _Refused(Field.ID_NUMBER, Problem.MISSING)
        if precision_lost(cell):
            raise _Refused(Field.ID_NUMBER, Problem.PRECISION_LOST)
        check = check_id_number(text, self._today)
        if check.number_18 is None or check.born is None or check.sex is None:
            problem = _id_problem(check.problem or "checksum", text, self._today)
            raise _Refused(Field.ID_NUMBER, problem)
        if earlier := self._accepted.get(check.number_18):
            words = _("与“{sheet}”第 {row} 行是同一个号码；同一人只留一行，是两个人的请核对号码。")
            hint = words.format(sheet=earlier[0], row=earlier[1])
            raise _Refused(Field.ID_NUMBER, Problem.DUPLICATE, hint=hint)
        return _Identity(check.number_18, check.born, Sex(check.sex))

    def _category(self, row: Row) -> Category:
        text = optional_text(self.cell(row, Field.CATEGORY))
        if not text:
            raise _Refused(Field.CATEGORY, Problem.MISSING)
        code = meaning("category", text)
        if code is None:
            raise _Refused(Field.CATEGORY, Problem.UNKNOWN_VALUE)
        return Category(code)

    def _term(self, row: Row) -> tuple[date, date]:
        """Return first and last day, from two columns or from one that holds both."""
        if Field.TERM not in self._at or {Field.START, Field.END} <= self._at.keys():
            start = self._day(row, Field.START)
            end = self._day(row, Field.END)
            blamed = Field.END
        else:
            try:
                start, end = term_of(self.cell(row, Field.TERM))
            except DateProblem as problem:
                raise _no_day(Field.START, problem, at=Field.TERM) from None
            blamed = Field.TERM
        if end < start:
            raise _Refused(Field.END, Problem.ORDER, at=blamed)
        return start, end

    def _day(self, row: Row, field_: Field) -> date:
        try:
            return day_of(self.cell(row, field_))
        except DateProblem as problem:
            raise _no_day(field_, problem) from None

    def _sex(self, row: Row, number: _Identity, remarks: list[tuple[Field, Problem]]) -> Sex:
        """Return the sex of the number, which has a check digit; remark if the cell disagrees."""
        told = self._text(row, Field.SEX)
        code = meaning("sex", told) if told else None
        if told and code is None:
            remarks.append((Field.SEX, Problem.UNKNOWN_VALUE))
        elif code is not None and code != number.sex:
            remarks.append((Field.SEX, Problem.MISMATCH))
        return number.sex

    def _compare_birthday(
        self, row: Row, number: _Identity, remarks: list[tuple[Field, Problem]]
    ) -> None:
        """Remark if a whole date is told that the number denies; a month alone says little."""
        with suppress(DateProblem):
            if day_of(self.cell(row, Field.BORN)) != number.born:
                remarks.append((Field.BORN, Problem.MISMATCH))

    def _class(self, row: Row, remarks: list[tuple[Field, Problem]]) -> SupervisionClass | None:
        text = self._text(row, Field.CLASS)
        code = meaning("class", text) if text else None
        if text and code is None:
            remarks.append((Field.CLASS, Problem.UNKNOWN_VALUE))
        return SupervisionClass(code) if code else None

    def _phone(self, row: Row, remarks: list[tuple[Field, Problem]]) -> str:
        text = optional_text(tidy_phone(number_text(self.cell(row, Field.PHONE))))
        if not text:
            remarks.append((Field.PHONE, Problem.MISSING))
        elif not _has_phone(text):
            remarks.append((Field.PHONE, Problem.CHARACTERS))
        return text

    def _injunction(self, row: Row, remarks: list[tuple[Field, Problem]]) -> str:
        """Return what is forbidden; a column may also only tell whether there is an injunction."""
        text = self._text(row, Field.INJUNCTION)
        if text in _NO_INJUNCTION:
            return ""
        if text in _UNTOLD_INJUNCTION:
            remarks.append((Field.INJUNCTION, Problem.MISSING))
        return text

    def _report_date(self, row: Row, remarks: list[tuple[Field, Problem]]) -> date | None:
        try:
            return day_of(self.cell(row, Field.REPORT_DATE))
        except DateProblem as problem:
            if problem.kind != "missing":
                remarks.append((Field.REPORT_DATE, Problem.DATE))
            return None

    def _offence_date(
        self, row: Row, born: date, remarks: list[tuple[Field, Problem]]
    ) -> date | None:
        try:
            day = day_of(self.cell(row, Field.OFFENCE_DATE))
        except DateProblem as problem:
            if problem.kind != "missing":
                remarks.append((Field.OFFENCE_DATE, Problem.DATE))
            return None
        if born <= day <= self._today:
            return day
        remarks.append((Field.OFFENCE_DATE, Problem.DATE))
        return None


def _no_day(field_: Field, problem: DateProblem, *, at: Field | None = None) -> _Refused:
    """Return why there is no day; what the parser found out says more than the general remedy."""
    if problem.kind == "missing":
        return _Refused(field_, Problem.MISSING, at=at)
    hint = "" if problem.kind == "format" else str(problem)
    return _Refused(field_, Problem.DATE, at=at, hint=hint)


def _has_phone(text: str) -> bool:
    """Say whether one of the numbers in a cell is a telephone number, however it is divided."""
    joined = re.sub(r"[\s\-()+]+", "", text)
    runs = re.findall(r"\d+", f"{joined} {text}", re.ASCII)
    return any(_PHONE.fullmatch(run) for run in runs)


def _id_problem(problem: IdProblem, text: str, today: date) -> Problem:
    """Return the reported problem; there is no word for an unknown region.

    A wrong province almost always means a mistyped digit, so what the rest of the number says
    is reported: an impossible birth date, else the check that the number as a whole fails.
    """
    if problem != "region":
        return Problem(problem)
    rest = check_id_number("11" + normalise(text)[2:], today)
    return Problem.BIRTH_DATE if rest.problem == "birth_date" else Problem.CHECKSUM


def _shown(field_: Field, value: str) -> str:
    """Return a value for lists on the screen: numbers and names masked, the rest cut short."""
    if field_ is Field.ID_NUMBER:
        return mask(value)
    if field_ is Field.NAME:
        return value[:1] + "*" * min(len(value) - 1, 2) if value else ""
    return value if len(value) <= _SHOWN_LENGTH else value[:_SHOWN_LENGTH] + "…"


def advice_label(rejection: Rejection) -> str:
    """Return the reason with the column it is about: 身份证号：位数不对."""
    return _("{column}：{reason}").format(
        column=label_of(rejection.field), reason=rejection.message
    )
