"""Titles are recognised by meaning; mappings can be changed, stored and met again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from corrdesk.base.errors import UserError
from corrdesk.casework.caseload.ledger.columns import (
    ColumnMapping,
    Field,
    label_of,
    recognise,
)
from corrdesk.casework.caseload.ledger.workbook import Row, Sheet


def sheet(*rows: tuple[str, ...], first: int = 1) -> Sheet:
    return Sheet("表", tuple(Row(number, cells) for number, cells in enumerate(rows, first)))


def understood(*titles: str) -> dict[str, str]:
    mapping = recognise(sheet(("姓名", "性别", "民族", *titles)))
    assert mapping is not None
    return {match.title: str(match.field) for match in mapping.columns if match.index > 2}


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("身份证号", "id_number"), ("公民身份号码", "id_number"), ("身份证件号码", "id_number"),
        ("证件号码", "id_number"), ("身份证号码（18位）", "id_number"), ("*身份证号", "id_number"),
        ("学历", "education"), ("现住址", "residence"), ("居住地", "residence"),
        ("户籍地", "household"), ("户籍所在地", "household"), ("犯罪罪名", "offence"),
        ("矫正类型", "category"), ("社区矫正类别", "category"), ("刑罚种类", "category"),
        ("刑期", "original_sentence"), ("矫正期限起", "start"), ("起始日期", "start"),
        ("矫正起始时间", "start"), ("社矫起", "start"), ("社区矫正开始时间", "start"),
        ("矫正期限止", "end"), ("截止日期", "end"), ("矫正终止时间", "end"), ("社矫止", "end"),
        ("矫正期限", "term"), ("矫正起止时间", "term"), ("管控等级", "class"),
        ("分类等级", "class"), ("管理等级", "class"), ("手机号码", "phone"),
        ("判决机关", "decision_organ"),
        ("审判机关", "decision_organ"), ("案号", "judgment_number"), ("文书号", "judgment_number"),
        ("入矫日期", "report_date"), ("报到日期", "report_date"), ("禁止令", "injunction"),
        ("监管干部", "officer"), ("No.", "serial"), ("矫正期限（起）", "start"),
        ("矫正日期(止)", "end"), ("矫正期限（起止）", "term"), ("缓刑考验期起", "start"),
        ("期满时间", "end"), ("预计解矫日期", "end"), ("解矫日期", "end"), ("矫正时间", "term"),
        ("处遇级别", "class"), ("本人手机号码", "phone"), ("住所地", "residence"),
        ("基本信息身份证号", "id_number"), ("社区矫正对象等级", "class"), ("本人电话", "phone"),
        ("联系电话1", "phone"), ("缓刑考验期起止", "term"),
    ],
)  # fmt: skip
def test_titles_of_other_ledgers(title: str, field: str) -> None:
    assert understood(title) == {title: field}


@pytest.mark.parametrize(
    "title",
    [
        "监护人姓名",
        "家属电话",
        "保证人身份证号",
        "刑期起止",
        "年龄",
        "矫正小组",
        "判决日期",
        "基本情况",
        "对象家属电话",
        "社区矫正小组",
    ],
)
def test_titles_about_something_else_stay_unread(title: str) -> None:
    assert understood(title) == {}


def test_of_two_columns_for_one_field_the_better_title_wins() -> None:
    titles = understood("地址", "居住地址", "结束日期", "矫正结束日期")
    assert titles == {"居住地址": "residence", "矫正结束日期": "end"}


def test_a_length_of_time_gives_way_to_the_two_days() -> None:
    assert understood("矫正期限", "起止时间") == {"起止时间": "term"}


def test_titles_below_headings_decide_alone() -> None:
    upper = ("姓名", "身份信息", "", "社区矫正", "", "", "", "家属信息")
    lower = ("", "性别", "身份证号", "类别", "开始日期", "结束日期", "等级", "联系电话")
    mapping = recognise(sheet(upper, lower))
    assert mapping is not None
    assert (mapping.header_row, mapping.header_rows) == (2, 2)
    assert [str(match.field) for match in mapping.columns] == [
        "name", "sex", "id_number", "category", "start", "end", "class",
    ]  # fmt: skip


def test_confidence_is_lower_for_guessed_titles() -> None:
    mapping = recognise(sheet(("姓名", "性别", "身份证号", "社区矫正对象的类别")))
    assert mapping is not None
    confidence = {str(match.field): match.confidence for match in mapping.columns}
    assert confidence["id_number"] == 1.0
    assert confidence["category"] < 0.8


def test_a_header_is_found_only_near_the_top() -> None:
    header = ("姓名", "性别", "身份证号")
    assert recognise(sheet(header, first=20)) is not None
    assert recognise(sheet(header, first=21)) is None
    assert recognise(sheet(("姓名", "马涛", "男"))) is None
    assert recognise(Sheet("空", ())) is None


def test_a_mapping_says_what_is_missing() -> None:
    mapping = recognise(sheet(("姓名", "性别", "身份证号")))
    assert mapping is not None
    assert mapping.missing == (Field.CATEGORY, Field.START, Field.END)
    with_term = recognise(sheet(("姓名", "身份证号", "类别", "矫正期限")))
    assert with_term is not None
    assert with_term.missing == ()


def test_a_mapping_survives_json() -> None:
    mapping = recognise(sheet(("姓名", "性别", "身份证号", "包案领导")))
    assert mapping is not None
    stored = json.loads(json.dumps(mapping.to_dict()))
    assert ColumnMapping.from_dict(stored) == mapping


def test_a_choice_replaces_what_was_recognised_and_is_remembered() -> None:
    source = sheet(("姓名", "别名", "性别", "身份证号"))
    mapping = recognise(source)
    assert mapping is not None
    chosen = mapping.with_column(Field.NAME, 1).with_column(Field.SEX, None)
    assert chosen.index_of(Field.NAME) == 1
    assert chosen.index_of(Field.SEX) is None
    assert dict(chosen.unknown) == {0: "姓名", 2: "性别"}
    later = recognise(sheet(("标题",), *(row.cells for row in source.rows)), chosen)  # type: ignore[arg-type]
    assert later is not None
    assert (later.header_row, later.source) == (2, "remembered")
    assert later.columns == chosen.columns
    other = recognise(sheet(("姓名", "性别", "身份证号")), chosen)
    assert other is not None
    assert other.source == "recognised"
    with pytest.raises(UserError):
        chosen.with_column(Field.NAME, 9)


def test_every_field_has_a_title_that_means_it() -> None:
    for field in Field:
        label = label_of(field)
        if field not in {Field.NAME, Field.SEX, Field.ETHNICITY}:
            assert understood(label) == {label: str(field)}


def test_what_nobody_chose_is_recognised_anew() -> None:
    header = sheet(("姓名", "身份证号", "矫正类别", "考验期起止"))
    mapping = recognise(header)
    assert mapping is not None
    poorer = replace(mapping, columns=mapping.columns[:2])
    again = recognise(header, {poorer.fingerprint: poorer})
    assert again == replace(mapping, source="remembered")
    chosen = replace(poorer, source="chosen")
    assert recognise(header, {chosen.fingerprint: chosen}) == replace(poorer, source="remembered")
