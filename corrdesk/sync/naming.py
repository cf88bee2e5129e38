"""Records, fields, acts and values as people call them, wherever the exchange shows them."""

from __future__ import annotations

from typing import Any, Final

from corrdesk.base.i18n import N_, _

KINDS: Final = {
    "office": N_("司法所"),
    "officer": N_("工作人员"),
    "person": N_("人员"),
    "supervision": N_("矫正"),
    "supervision_order": N_("禁止令"),
    "team_member": N_("矫正小组成员"),
    "duty": N_("报告义务"),
    "check_in": N_("报到"),
    "leave": N_("外出"),
    "travel_permit": N_("经常性跨市县活动"),
    "violation": N_("违规"),
    "proposal": N_("提请"),
    "document": N_("文书"),
    "attachment": N_("附件"),
    "withdrawal": N_("撤回"),
}
FIELDS: Final = {
    "name": N_("姓名或名称"),
    "phone": N_("电话"),
    "residence": N_("居住地"),
    "household": N_("户籍地"),
    "education": N_("文化程度"),
    "ethnicity": N_("民族"),
    "note": N_("备注"),
    "id_number": N_("身份证号码"),
    "status": N_("状态"),
    "state": N_("状态"),
    "class_": N_("管理类别"),
    "officer_id": N_("责任人"),
    "term_start": N_("矫正开始日期"),
    "term_end": N_("矫正结束日期"),
    "judgment_number": N_("裁判文书号"),
    "offence": N_("罪名"),
    "role": N_("角色"),
    "active": N_("在岗"),
    "done": N_("已完成次数"),
    "left_on": N_("离开日期"),
}
ACTS: Final = {
    "person": N_("人员资料"),
    "supervision": N_("矫正"),
    "checkin": N_("报到"),
    "duties": N_("报告义务"),
    "leave": N_("外出"),
    "violation": N_("违规"),
    "proposal": N_("提请"),
    "decision": N_("决定"),
    "ledger": N_("台账导入"),
    "office": N_("本所资料"),
    "officer": N_("工作人员"),
    "team": N_("矫正小组"),
    "document": N_("文书"),
    "attachment": N_("附件"),
    "sync": N_("数据交换"),
}


def kind_words(kind: str) -> str:
    """A table as people call it; its own name where nobody does."""
    return _(KINDS[kind]) if kind in KINDS else kind


def field_words(field: str) -> str:
    """A field as people call it."""
    return "、".join(_(FIELDS[each]) if each in FIELDS else each for each in field.split(","))


def act_words(act: str) -> str:
    """An act in words: what it is about."""
    about = act.partition(".")[0]
    return _(ACTS[about]) if about in ACTS else act


def value_words(value: Any) -> str:
    """A value as it is shown beside another."""
    if value is None or value == "":
        return _("（空）")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(value)
