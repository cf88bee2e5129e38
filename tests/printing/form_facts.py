"""Invented facts for every form: shortest, typical, longest, rare characters, hostile."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from corrdesk.printing.forms.strips import Issue
from corrdesk.printing.templates import FactField, FactKind, FormTemplate
from tests.printing.sheets import HOSTILE, LONGEST, RARE, TYPICAL

ISSUE = Issue(serial=TYPICAL.serial, check_code=TYPICAL.check_code, chain_head=TYPICAL.chain_head)
SPECIMEN = Issue(specimen=True)

_TYPICAL: Mapping[str, object] = {
    "county": TYPICAL.county,
    "office": TYPICAL.office,
    "person_name": TYPICAL.person_name,
    "former_name": "陈守天",
    "sex": TYPICAL.sex,
    "born": TYPICAL.born.isoformat(),
    "id_number": TYPICAL.id_number,
    "ethnic_group": "汉族",
    "education": "初中",
    "marriage": "已婚",
    "health": "良好",
    "political_status": "群众",
    "residence": TYPICAL.residence,
    "household_place": "青石县河口镇柳树村三组12号",
    "work_unit": "青石县河口镇农机服务站",
    "phone": "13900000000",
    "resume": "2003年9月至2006年7月在河口镇中学读书；2006年8月起在家务农。",
    "family": ["妻子：李桂香，务农，13900000001", "儿子：陈小田，河口镇中学学生"],
    "guardian": "陈大田（父亲）",
    "category": TYPICAL.category,
    "offence": TYPICAL.offence,
    "original_term": "有期徒刑一年",
    "extra_penalty": "罚金人民币三千元",
    "decision_organ": TYPICAL.decision_organ,
    "original_court": "青石县人民法院",
    "judgment_number": TYPICAL.judgment_number,
    "judgment_date": "2025-08-01",
    "term_start": "2025年8月1日",
    "term_end": "2027.7.31",
    "injunction": "禁止在缓刑考验期内进入歌舞厅等娱乐场所",
    "injunction_start": "2025-08-01",
    "injunction_end": "2026-07-31",
    "custody_place": "青石县看守所",
    "crime_facts": "2025年3月，在河口镇集市盗窃他人电动三轮车一辆，经鉴定价值人民币4200元。",
    "prior_record": "无",
    "facts": (
        "2026年7月6日、7月13日两次应报告活动情况均未报告，司法所工作人员7月14日到其住处查访，"
        "本人称“忙于农活，忘记了”，未提供任何证明材料。"
    ),
    "reason": "母亲在省城医院做手术，需本人陪护。",
    "evidence": ["报到登记记录", "询问笔录", "查访记录"],
    "proofs": ["诊断证明", "住院通知单"],
    "legal_basis": [
        "《中华人民共和国社区矫正法》第二十八条",
        "《中华人民共和国社区矫正法实施办法》第三十五条第三项",
    ],
    "objection": (
        "如对本决定有异议，可以向作出决定的青石县社区矫正管理局提出；"
        "对处理结果仍有异议的，可以向人民检察院申诉、控告。"
    ),
    "sanction_history": [
        "2025年11月3日因未按规定报告被训诫",
        "2026年4月7日因擅自外出被警告",
    ],
    "attachments": ["相关证据材料一册", "判决书复印件"],
    "addressee": "青石县人民法院",
    "copies": ["青石县人民检察院", "青石县公安局"],
    "contact": "王志明，0999-1234567",
    "document_title": "社区矫正警告决定书",
    "document_serial": TYPICAL.serial,
    "place": TYPICAL.residence,
    "manner": "直接送达",
    "days": 5,
    "destination": "省城市第一人民医院",
    "matter": "外出就医",
    "action": "使用",
    "measure": "警告",
    "report_state": "按时报到",
    "reported_on": "2026-08-02",
    "report_by": "2026-08-11",
    "report_to": "青石县社区矫正管理局",
    "address": "青石县青石镇人民路8号",
    "bring": ["判决书", "居民身份证"],
    "report_rules": ["每周电话报告一次", "每月到司法所当面报告一次"],
    "other_rules": ["保持联系电话畅通"],
    "rules": ["每周电话报告一次", "每月到司法所当面报告一次"],
    "members": ["王志明（司法所）", "李秀兰（柳树村村民委员会）", "李桂香（妻子）"],
    "duties": ["王志明负责组织和监督管理", "李秀兰负责日常走访", "李桂香负责督促和关心"],
    "risk": "较低",
    "management_class": "普管",
    "total_days": 5,
    "transport": "长途汽车",
    "destination_contact": "李桂香，13900000001",
    "approver": "刘建国",
    "handler": "王志明",
    "commission": "（2026）青法社评函第7号",
    "commissioned_on": "2026-07-20",
    "assessment": (
        "被调查人家庭关系和睦，有固定住所，家属愿意协助监督；村民委员会反映其平时表现较好，"
        "无不良嗜好；被害人已获赔偿并表示谅解。"
    ),
    "conclusion": "具备社区矫正的监管条件，适用社区矫正对所居住社区无重大不良影响。",
    "missing": ["执行通知书", "起诉书副本"],
    "received": ["判决书", "结案登记表"],
    "received_on": "2026-07-31",
    "supply_by": "2026-08-07",
    "reception": "邮寄",
    "lost_since": "2026-07-28",
    "features": "身高约170厘米，体型偏瘦，左眉有疤痕",
    "whereabouts": ["省城市务工的堂兄陈守仁，13900000003"],
    "proposal": "撤销缓刑建议书（（2026）青矫撤缓建字第1号）",
    "danger": "经多次查找下落不明，可能逃跑。",
    "proposed": "缩短社区矫正期限六个月",
    "ground": "社区矫正期限届满",
    "cause": "被人民法院裁定撤销缓刑",
    "document": "（2026）青0999刑更1号刑事裁定书",
    "discharged_on": "2027-08-01",
    "handed_over": ["判决书、裁定书、决定书", "矫正方案", "监督管理、教育帮扶工作记录"],
    "new_address": "白水县临江镇桥头村2组5号",
    "new_county": "白水县社区矫正管理局",
    "consultation": "（2026）青矫函字第3号",
    "reply": "经核实，情况属实，同意接收。",
    "reply_by": "2026-08-14",
    "places": ["省城市批发市场", "白水县农资市场"],
    "times": "每周二、周五白天",
    "frequency": "每周2次",
    "reporting": "出发前和返回后电话报告，途中通过微信发送位置",
    "condition": "未经批准离开所居住的市、县，无正当理由",
    "requirements": ["保持装置电量充足", "不得拆除、损毁装置", "按时到司法所检查装置"],
    "consequences": "拆除、损毁装置或者不按要求佩戴的，视情节依法给予训诫、警告等处理。",
    "informed": ["青石县人民法院", "青石县人民检察院"],
    "hour_kind": "教育学习",
    "period_start": "2026-06-01",
    "period_end": "2026-06-30",
    "target": "12小时",
    "credited": "6小时",
    "penalty": "1小时",
    "adjusted": "0.5小时",
    "balance": "5.5小时",
    "short": "6.5小时",
    "planned": "2小时",
    "exemption": "",
    "events": ["2026年6月8日计入2小时", "2026年6月9日扣减1小时：上课玩手机，经提醒不改"],
    "totals": ["教育学习 68小时", "公益活动 51.5小时"],
    "periods": [
        "2026年5月1日至2026年5月31日教育学习应12小时，实12.5小时，已完成",
        "2026年6月1日至2026年6月30日教育学习应12小时，实5.5小时，进行中",
    ],
    "goals": [
        "1. 掌握一门谋生技能：职业技能培训40小时（期限2026年12月31日），进行中，实12小时",
        "2. 与家人恢复联系（期限2026年6月30日），已确认达到（2026年5月20日），其父到所说明",
    ],
    "sessions": [
        "2026年6月8日宪法学习（法治教育）到场，计2小时，成绩85分",
        "2026年6月9日河道保洁（公益活动）迟到或早退，计1.5小时",
    ],
    "online": ["2026年6月5日民法典，计0.75小时，成绩88分"],
    "entries": ["2026年6月9日扣减1小时：上课玩手机，经提醒不改"],
    "exemptions": ["2026年3月1日至2026年3月31日公益活动，没有参加能力：骨折卧床（县医院诊断证明）"],
    "certificates": ["（2026）青矫学字第3号（2026年6月9日）宪法学习"],
    "attended": 12,
    "course": "宪法学习",
    "course_type": "法治教育",
    "hours": "24",
    "mark": "85分（满分100分，合格）",
    "provider": "青石县青石镇司法所",
    "decision": "同意外出，时间自2026年8月5日起至2026年8月9日止",
    "summary": "矫正期间遵守规定，按时报告，参加学习，认识到自己的错误，今后遵纪守法。",
    "conduct": "能遵守法律法规和监督管理规定，按时报告活动情况。",
    "study": "按要求参加集中学习和个别教育，成绩合格。",
    "service": "参加村道清扫、敬老院帮工等公益活动。",
    "appraisal": "各次考核合格，受表扬一次。",
    "aftercare_advice": "列入安置帮教，帮助落实农机维修培训。",
    "measures": "每周电话报告一次，每月当面报告一次；每月实地查访一次。",
    "help_measures": "开展法治教育和个别谈话；联系农机维修培训；协调低保申请。",
    "special_conditions": "情绪稳定，无重大疾病。",
    "statement": "因忙于农活忘记报告，认识到错误，今后按时报告。",
    "team_opinion": "表现稳定，同意。",
    "office_opinion": "情况属实，建议按规定办理。",
    "county_opinion": "同意司法所意见。",
    "upper_opinion": "同意。",
    "bureau_opinion": "批准使用。",
    "decided_on": "2026-08-03",
    "signed_on": "2026-08-03",
    "applied_on": "2026-07-30",
    "filled_on": "2026-07-30",
    "start": "2026-08-05",
    "end": "2026-08-09",
}
_BY_KIND: Mapping[FactKind, object] = {
    FactKind.TEXT: "按要求如实填写的一段内容",
    FactKind.DATE: "2026-08-03",
    FactKind.NUMBER: 12,
    FactKind.LIST: ["第一项内容", "第二项内容"],
}
_SHORT: Mapping[FactKind, object] = {
    FactKind.TEXT: "丁",
    FactKind.DATE: "2026-01-01",
    FactKind.NUMBER: 1,
    FactKind.LIST: ["一"],
}
_SENTENCES = tuple(LONGEST.facts.split("\n"))
_LONG_TEXTS = {
    "facts": "\n".join(_SENTENCES),
    "person_name": LONGEST.person_name,
    "county": LONGEST.county,
    "office": LONGEST.office,
    "residence": LONGEST.residence,
    "offence": LONGEST.offence,
    "decision_organ": LONGEST.decision_organ,
    "judgment_number": LONGEST.judgment_number,
    "category": LONGEST.category,
    "id_number": LONGEST.id_number,
    "sex": "未说明的性别",
    "ethnic_group": "哈萨克族",
}
_NARRATIVES = ("opinion", "facts", "summary", "resume", "plan", "measures", "conduct", "assessment")


def typical(form: FormTemplate) -> dict[str, object]:
    """What an office would write on an ordinary day, every field filled."""
    return {f.name: _TYPICAL.get(f.name, _BY_KIND[f.kind]) for f in form.fields}


def shortest(form: FormTemplate) -> dict[str, object]:
    """The required facts alone, as short as they can be."""
    return {f.name: _SHORT[f.kind] for f in form.fields if f.required}


def longest(form: FormTemplate) -> dict[str, object]:
    """More than any form is made for; narratives of many paragraphs."""
    return {f.name: _long(f) for f in form.fields}


def _long(field: FactField) -> object:
    if field.kind is FactKind.LIST:
        return [f"第{n}项：{sentence[:70]}" for n, sentence in enumerate(_SENTENCES[:5], start=1)]
    if field.kind is FactKind.DATE:
        return "2026-12-31"
    if field.kind is FactKind.NUMBER:
        return 1234567
    if any(part in field.name for part in _NARRATIVES):
        return "\n".join(_SENTENCES[:6])
    return _LONG_TEXTS.get(field.name, _SENTENCES[0][:60])


def with_name(form: FormTemplate, name: str) -> dict[str, object]:
    """Ordinary facts, with every text replaced by the given one and lists holding it."""
    facts = typical(form)
    for field in form.fields:
        if field.kind is FactKind.TEXT:
            facts[field.name] = name
        elif field.kind is FactKind.LIST:
            facts[field.name] = [name, name]
    return facts


def rare(form: FormTemplate) -> dict[str, object]:
    """Rare characters and a long name of a minority."""
    facts = typical(form)
    own = {"person_name": RARE.person_name, "residence": RARE.residence, "office": LONGEST.office}
    for field in form.fields:
        if field.name in own:
            facts[field.name] = own[field.name]
        elif field.kind is FactKind.TEXT and field.name not in _TYPICAL:
            facts[field.name] = f"𠮷㐂䶮·{LONGEST.person_name}"
        elif field.kind is FactKind.LIST:
            facts[field.name] = ["𠅤玥的证明", LONGEST.person_name]
    return facts


def hostile(form: FormTemplate) -> dict[str, object]:
    """Markup, controls and directions in every text."""
    return with_name(form, HOSTILE.person_name)


CASES: Mapping[str, Callable[[FormTemplate], dict[str, object]]] = {
    "shortest": shortest,
    "typical": typical,
    "longest": longest,
    "rare": rare,
    "hostile": hostile,
}
