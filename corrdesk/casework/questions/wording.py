"""The words in which facts, answers and coded values are shown to people; no layout here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from corrdesk.base.dates import format_cn
from corrdesk.base.i18n import N_, _
from corrdesk.casework.caseload.model import (
    CATEGORY_LABELS,
    CLASS_LABELS,
    SENTENCE_LABELS,
    SEX_LABELS,
    STATUS_LABELS,
    TEAM_ROLE_LABELS,
)
from corrdesk.casework.enforcement.measures.model import PAPER_LABELS
from corrdesk.casework.enforcement.model import BREACH_LABELS, MEASURE_LABELS, SEVERITY_LABELS
from corrdesk.casework.relocation.model import PACK_LABELS
from corrdesk.casework.reporting.model import DUTY_LABELS

_NAMES: Final[Mapping[str, str]] = {
    "able_to_work": N_("有劳动能力"),
    "abroad": N_("出境"),
    "act_on": N_("行为日期"),
    "admonitions": N_("已受训诫次数"),
    "allowed": N_("可以使用"),
    "applied": N_("收到申请日"),
    "apply_by": N_("最迟申请日"),
    "approved": N_("批准日"),
    "approver": N_("批准机关"),
    "archive_due": N_("告知接收档案届满日"),
    "archive_raw_due": N_("告知接收档案届满日（未顺延）"),
    "archive_received": N_("收到档案日（监狱、看守所）"),
    "article": N_("适用条款"),
    "as_of": N_("查询日"),
    "blocked": N_("暂不能解除"),
    "born": N_("出生日期"),
    "breach": N_("违规种类"),
    "calendar_missing": N_("该年放假安排未导入，仅按周末顺延"),
    "category": N_("对象类别"),
    "class": N_("管理类别"),
    "class_changes": N_("类别变更"),
    "consult_due": N_("征求意见届满日"),
    "consult_raw_due": N_("征求意见届满日（未顺延）"),
    "contact": N_("拟接触的人"),
    "count": N_("数量"),
    "county_letter_received": N_("收到征求意见函日"),
    "courts": N_("可提请的法院"),
    "days": N_("天数"),
    "days_in_window": N_("两个月内累计天数"),
    "days_overdue": N_("逾期天数"),
    "decided": N_("决定日"),
    "decider": N_("决定机关"),
    "delegated": N_("司法所已受委托"),
    "depart": N_("出发日"),
    "detained": N_("被采取强制措施"),
    "discharge_on": N_("解除日"),
    "documents_received": N_("收到文书日"),
    "due": N_("届满日"),
    "due_now": N_("应当提醒"),
    "duties": N_("报告等义务"),
    "effective": N_("生效日"),
    "eligible": N_("符合条件"),
    "end": N_("期满日"),
    "expired": N_("已到期"),
    "expires": N_("有效期至"),
    "fast_track": N_("速裁程序"),
    "file_with": N_("报送备案"),
    "files_due": N_("移交档案届满日"),
    "files_raw_due": N_("移交档案届满日（未顺延）"),
    "files_received": N_("收到档案日"),
    "first_visit_by": N_("首次走访不迟于"),
    "forms": N_("应有的文书"),
    "found": N_("找到之日"),
    "from": N_("起始日"),
    "grounds": N_("理由"),
    "health_report_due": N_("身体情况报告届满日"),
    "health_report_raw_due": N_("身体情况报告届满日（未顺延）"),
    "hours": N_("时数"),
    "justified": N_("有正当理由"),
    "keeps_rules": N_("遵守监督管理规定"),
    "kind": N_("种类"),
    "last_contact": N_("最后联系日"),
    "last_health_report": N_("上次报告身体情况日"),
    "last_review": N_("上次病情复查日"),
    "latest_end": N_("最迟终止日"),
    "law_abiding": N_("遵守法律法规"),
    "leaves": N_("批准的外出"),
    "legal_review": N_("须法制审核"),
    "measure": N_("措施"),
    "measures": N_("有依据的措施"),
    "members": N_("小组成员"),
    "minor_at_offence": N_("犯罪时未成年"),
    "minor_rules": N_("适用未成年人规定"),
    "minor_specialist": N_("熟悉未成年人"),
    "missing": N_("尚缺"),
    "months": N_("月数"),
    "move_on": N_("拟迁居日"),
    "needs": N_("还需要"),
    "no_show": N_("未按期到新执行地报到"),
    "number": N_("号码"),
    "number_18": N_("十八位号码"),
    "obeys": N_("服从判决、认罪悔罪"),
    "offence_on": N_("犯罪日期"),
    "office_province": N_("司法所所在省级代码"),
    "ok": N_("可以组成"),
    "original_court_province": N_("原审法院所在省级代码"),
    "outstanding_deed": N_("有突出表现或者事迹"),
    "overdue": N_("逾期"),
    "penalties": N_("已受治安管理处罚次数"),
    "period_end": N_("止"),
    "period_start": N_("起"),
    "person_notified": N_("本人收到决定日"),
    "person_reports_due": N_("到新执行地报到届满日"),
    "person_reports_raw_due": N_("到新执行地报到届满日（未顺延）"),
    "police_told": N_("通知公安机关日"),
    "previous": N_("以前批准的外出"),
    "problem": N_("问题"),
    "procuratorate_told": N_("通报检察院日"),
    "raw_due": N_("届满日（未顺延）"),
    "reason": N_("原因"),
    "receipt_due": N_("送达回执届满日"),
    "receipt_raw_due": N_("送达回执届满日（未顺延）"),
    "received": N_("收到日"),
    "refusal_notice_due": N_("告知不同意届满日"),
    "refusal_notice_raw_due": N_("告知不同意届满日（未顺延）"),
    "remind_on": N_("内部提醒日"),
    "reply_due": N_("回复届满日"),
    "reply_raw_due": N_("回复届满日（未顺延）"),
    "reported": N_("销假日"),
    "reported_there": N_("到新执行地报到日"),
    "required": N_("尚待完成"),
    "responsible": N_("负责监督管理的机构"),
    "return": N_("返回日"),
    "review_due": N_("病情复查届满日"),
    "review_raw_due": N_("病情复查届满日（未顺延）"),
    "revocation_pending": N_("已提请撤销或者收监"),
    "role": N_("身份"),
    "rule": N_("规则"),
    "rules": N_("依据的规则"),
    "search_by": N_("负责查找的机构"),
    "severity": N_("情节"),
    "sex": N_("性别"),
    "since": N_("应到日或者失去联系日"),
    "start": N_("起算日"),
    "status": N_("矫正状态"),
    "strongest": N_("最重的措施"),
    "summary_by": N_("个人总结不迟于"),
    "supervised_since": N_("接受社区矫正之日"),
    "supervision_end": N_("矫正期满日"),
    "takes_part": N_("积极参加教育学习"),
    "taught": N_("经教育仍不改正"),
    "tell": N_("应当通知"),
    "unit": N_("单位"),
    "until": N_("截止日"),
    "valid": N_("号码有效"),
    "warnings": N_("已受警告次数"),
    "years": N_("年数"),
}

_VALUES: Final[Mapping[str, str]] = {
    **{str(code): label for code, label in CATEGORY_LABELS.items()},
    **{str(code): label for code, label in CLASS_LABELS.items()},
    **{str(code): label for code, label in STATUS_LABELS.items()},
    **{str(code): label for code, label in SENTENCE_LABELS.items()},
    **{str(code): label for code, label in SEX_LABELS.items()},
    **{str(code): label for code, label in TEAM_ROLE_LABELS.items()},
    **{str(code): label for code, label in SEVERITY_LABELS.items()},
    **{str(code): label for code, label in DUTY_LABELS.items()},
    **{str(code): label for code, label in BREACH_LABELS.items()},
    **{str(code): label for code, label in MEASURE_LABELS.items()},
    **PAPER_LABELS,
    **{str(code): label for code, label in PACK_LABELS.items()},
    "abroad": N_("刑罚未执行完毕不得出境"),
    "accomplice": N_("同案犯"),
    "accuser": N_("本案控告人"),
    "arrest": N_("逮捕"),
    "as_needed": N_("按需要组成"),
    "bad_influence": N_("可能诱发再犯罪的人"),
    "beyond_term": N_("超出矫正期限"),
    "birth_date": N_("出生日期不成立"),
    "characters": N_("有不该出现的字符"),
    "checksum": N_("校验码不符"),
    "city": N_("上一级社区矫正机构"),
    "commutation": N_("减刑"),
    "county": N_("县级社区矫正机构"),
    "court": N_("人民法院"),
    "day": N_("日"),
    "day_after_birthday": N_("自生日的次日起满岁"),
    "decision": N_("决定"),
    "decision_organ": N_("社区矫正决定机关"),
    "discharged": N_("解除社区矫正人员"),
    "execution": N_("判决执行之日"),
    "execution_place": N_("执行地人民法院"),
    "from_day_after": N_("从次日起算"),
    "gb_11643": N_("国家标准 GB 11643"),
    "informant": N_("本案举报人"),
    "injunction": N_("违反禁止令"),
    "injunction_breach": N_("违反禁止令"),
    "judgment_final": N_("判决确定之日"),
    "justice_bureau_head": N_("县级司法行政部门负责人"),
    "left_without_approval": N_("未经批准离开所居住的市、县"),
    "length": N_("位数不对"),
    "medical": N_("保外就医"),
    "minor_specialist": N_("熟悉未成年人身心特点的人员"),
    "month": N_("月"),
    "new_agency": N_("新执行地社区矫正机构"),
    "office": N_("司法所"),
    "old_agency": N_("原执行地社区矫正机构"),
    "original": N_("原审人民法院"),
    "plain_day_numbers": N_("按年月的日序"),
    "police": N_("公安机关"),
    "pregnancy": N_("怀孕或者哺乳"),
    "procuratorate": N_("人民检察院"),
    "recommittal": N_("收监执行"),
    "refused": N_("不予批准"),
    "refused_to_report_and_warned": N_("拒不报告活动情况被警告"),
    "region": N_("地址码不成立"),
    "released_prisoner": N_("刑满释放人员"),
    "revocation": N_("撤销缓刑、假释"),
    "revocation_prepared": N_("拟提请撤销或者收监"),
    "rolling_to_return": N_("到返回日为止的两个月"),
    "same_day_number": N_("次月的同一日序之日"),
    "search": N_("立即组织查找"),
    "self_care": N_("生活不能自理"),
    "six_months": N_("矫正满规定月数"),
    "state_council_calendar": N_("国务院放假安排"),
    "supervision": N_("违反监督管理规定"),
    "tell_police": N_("通知公安机关"),
    "tell_procuratorate": N_("通报人民检察院"),
    "victim": N_("本案被害人"),
    "woman": N_("女性成员"),
    "working_day": N_("工作日"),
}
_NONE: Final = N_("无")


def name_of(name: str) -> str:
    """Return the term for a fact or an answer; a rule key stays as it is."""
    return _(_NAMES[name]) if name in _NAMES else name


def value_of(value: object) -> str:
    """Return a plain value (as in a decision's answer or facts) in words."""
    if value is None or value == []:
        return _(_NONE)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return _("、").join(value_of(each) for each in value)
    if isinstance(value, Mapping):
        pairs = (f"{name_of(str(key))} {value_of(each)}" for key, each in value.items())
        return _("（{pairs}）").format(pairs=_("，").join(pairs))
    if isinstance(value, date):
        return _day(value)
    return _text(str(value))


def codes_of(words: str) -> frozenset[str]:
    """Return the codes that are shown in these words; none for words that stand for no code."""
    return frozenset(code for code, label in _VALUES.items() if _(label) == words.strip())


def _day(value: date) -> str:
    shown = format_cn(value)
    return f"{shown} {value:%H:%M}" if isinstance(value, datetime) else shown


def _text(value: str) -> str:
    if value in _VALUES:
        return _(_VALUES[value])
    if value in _NAMES:  # what is missing is often a fact
        return _(_NAMES[value])
    try:
        return _day(datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value))
    except ValueError:
        return value
