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
    "delegation": N_("委托"),
    "device": N_("电脑"),
    "ledger_mapping": N_("台账列名"),
    "number_range": N_("文书号段"),
    "approval": N_("会客和特定场所"),
    "relocation": N_("执行地变更"),
    "relocation_item": N_("移交材料"),
    "measure": N_("奖励和措施"),
    "hint": N_("违规提示"),
    "partner": N_("合作单位"),
    "volunteer": N_("志愿者"),
    "program": N_("学习、公益项目"),
    "program_session": N_("学习、公益活动"),
    "invitation": N_("活动名单"),
    "make_up": N_("补课"),
    "correction_plan": N_("矫正方案"),
    "duty_run": N_("报告义务"),
    "status_change": N_("状态变更"),
    "class_change": N_("管理类别变更"),
    "absence": N_("离开居住地的日子"),
    "attendance": N_("到场登记"),
    "hour_event": N_("时长"),
    "hour_exemption": N_("时长免除"),
    "online_result": N_("网上学习结果"),
    "qualification": N_("证书"),
    "plan_goal": N_("方案目标"),
    "goal_word": N_("目标确认"),
    "medical_record": N_("病情和身体情况"),
    "evidence": N_("证据"),
    "decision": N_("决定"),
    "proposal_check": N_("提请的审核"),
    "measure_step": N_("奖励和措施的步骤"),
    "document_step": N_("文书办理"),
    "file_access": N_("档案调阅"),
    "rule_confirmation": N_("规则核对"),
    "leave_proof": N_("外出证明材料"),
    "leave_decision": N_("外出决定"),
    "leave_return": N_("销假"),
    "travel_decision": N_("经常性跨市县活动决定"),
    "travel_trip": N_("跨市县活动行程"),
    "approval_decision": N_("会客和特定场所决定"),
    "approval_told": N_("会客和特定场所告知"),
    "relocation_step": N_("执行地变更的步骤"),
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
    "supervision_id": N_("矫正"),
    "edition": N_("版次"),
    "place": N_("地点"),
    "starts": N_("开始时间"),
    "minutes": N_("时长（分钟）"),
    "capacity": N_("人数上限"),
    "materials": N_("材料"),
    "due_on": N_("期限"),
    "number": N_("序号"),
    "code": N_("编码"),
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
    "approval": N_("会客和特定场所"),
    "attendance": N_("到场登记"),
    "draft": N_("草稿"),
    "file": N_("档案调阅"),
    "hints": N_("违规提示"),
    "hours": N_("时长"),
    "inspection": N_("检查导出"),
    "measure": N_("奖励和措施"),
    "medical": N_("病情复查"),
    "notice": N_("文书"),
    "partner": N_("合作单位、志愿者"),
    "plan": N_("矫正方案"),
    "program": N_("学习、公益活动"),
    "relocation": N_("执行地变更"),
    "rules": N_("规则"),
    "travel": N_("经常性跨市县活动"),
    "vault": N_("案卷养护"),
    "county": N_("县级决定"),
    "journal": N_("日志"),
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
