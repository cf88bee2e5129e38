"""Invented sheets for the printing tests: typical, longest, rare characters, hostile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from corrdesk.casework.documents.sheet import FormSheet
from corrdesk.printing.fonts import FontSet
from corrdesk.printing.press import OfficePress
from corrdesk.printing.safe_text import safe_text

MEASURES = "中华人民共和国社区矫正法实施办法"
LAW = "中华人民共和国社区矫正法"


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One clause as it is quoted."""

    title: str
    article: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """社区矫正训诫决定书 or 社区矫正警告决定书 with everything that is printed on it."""

    kind: str
    serial: str
    county: str
    office: str
    person_name: str
    sex: str
    born: date
    id_number: str
    residence: str
    category: str
    offence: str
    decision_organ: str
    judgment_number: str
    term_start: date
    term_end: date
    facts: str
    evidence: tuple[str, ...]
    bases: tuple[LegalBasis, ...]
    objection: str
    decided_on: date
    copies: tuple[str, ...]
    chain_head: str
    check_code: str
    specimen: bool = False

    def form(self) -> FormSheet:
        """The sheet as casework hands it over."""
        own = ("kind", "serial", "office", "bases", "chain_head", "check_code", "specimen")
        facts: dict[str, object] = {
            name: getattr(self, name) for name in self.__slots__ if name not in own
        }
        facts["legal_basis"] = [_bases(self.bases)]
        return FormSheet(
            f"{self.kind}-decision",
            facts,
            self.serial,
            self.check_code,
            self.chain_head,
            self.specimen,
        )


@dataclass(frozen=True, slots=True)
class ServiceSheet:
    """送达回证."""

    serial: str
    document_title: str
    office: str
    county: str
    addressee: str
    place: str
    check_code: str
    chain_head: str
    specimen: bool = False

    def form(self) -> FormSheet:
        """The sheet as casework hands it over."""
        names = ("county", "office", "document_title", "addressee", "place")
        facts: dict[str, object] = {name: getattr(self, name) for name in names}
        facts["document_serial"] = self.serial
        return FormSheet(
            "proof-of-service",
            facts,
            self.serial,
            self.check_code,
            self.chain_head,
            self.specimen,
        )


def _bases(bases: tuple[LegalBasis, ...]) -> str:
    parts: list[str] = []
    title = ""
    for basis in bases:
        named = "" if basis.title == title else f"《{basis.title}》"
        title = basis.title
        quoted = f"（{safe_text(basis.text).rstrip('。；')}）" if basis.text else ""
        parts.append(f"{named}{basis.article}{quoted}")
    return "、".join(parts)


def render(sheet: NoticeSheet | ServiceSheet, fonts: FontSet) -> bytes:
    """The sheet as the press draws it."""
    return OfficePress(fonts=fonts).render(sheet.form())


TYPICAL = NoticeSheet(
    kind="warning",
    serial="（2026）青矫警字第2号",
    county="青石县社区矫正管理局",
    office="青石县河口司法所",
    person_name="陈守田",
    sex="男",
    born=date(1985, 3, 2),
    id_number="510999198503024414",
    residence="青石县河口镇柳树村三组12号",
    category="缓刑",
    offence="盗窃罪",
    decision_organ="青石县人民法院",
    judgment_number="（2025）青0999刑初12号",
    term_start=date(2025, 8, 1),
    term_end=date(2027, 7, 31),
    facts=(
        "2026年6月8日应到河口司法所报到，无正当理由未到，经电话提醒后于6月15日补报到。\n"
        "2026年7月6日、7月13日两次应报告活动情况均未报告，司法所工作人员7月14日到其住处"
        "查访，本人称“忙于农活，忘记了”，未提供任何证明材料。"
    ),
    evidence=("报到登记记录", "电话提醒记录", "询问笔录", "查访记录"),
    bases=(
        LegalBasis(LAW, "第二十八条"),
        LegalBasis(MEASURES, "第三十五条第三项", "违反关于报告规定，情节较重的"),
    ),
    objection=(
        "如对本决定有异议，可以自收到本决定书之日起向青石县社区矫正管理局提出；"
        "对处理结果不服的，可以向青石县人民检察院申诉。"
    ),
    decided_on=date(2026, 8, 3),
    copies=("青石县人民检察院", "青石县公安局"),
    chain_head="a1b2c3d4e5f6",
    check_code="7K3MPQ9X",
)

SHORTEST = replace(
    TYPICAL,
    kind="admonition",
    serial="（2026）青矫训字第1号",
    person_name="丁一",
    decision_organ="",
    judgment_number="",
    facts="2026年7月6日未按规定报到。",
    evidence=("报到登记记录",),
    bases=(LegalBasis(MEASURES, "第三十四条第一项"),),
    objection="如对本决定有异议，可以向青石县社区矫正管理局提出。",
    copies=(),
)

# One paragraph of facts, as most notices have: everything on one page.
ORDINARY = replace(TYPICAL, facts=TYPICAL.facts.split("\n")[1])

_FACT = (
    "2026年{month}月{day}日应到河口司法所当面报告上一周活动情况，无正当理由未到；工作人员"
    "于当日9时30分、15时05分两次拨打其登记电话，均无人接听，遂到其住处（巴扎村4组）查访，"
    "其家属称其已于前一日乘G1985次列车前往外地，未办理外出请假手续（见《实地查访记录》）。"
)

LONGEST = replace(
    TYPICAL,
    serial="（2026）青石县矫警字第1024号",
    county="青石哈萨克族蒙古族自治县社区矫正管理局（青石哈萨克族蒙古族自治县司法局）",
    office="青石哈萨克族蒙古族自治县喀拉库勒乡司法所",
    person_name="阿卜杜热合曼·买买提依明江·吐尔逊江",
    residence="青石哈萨克族蒙古族自治县喀拉库勒乡阿克塔什村民委员会巴扎村民小组4组118号附2号",
    offence="非法占用农用地罪、滥伐林木罪、掩饰、隐瞒犯罪所得罪",
    decision_organ="青石哈萨克族蒙古族自治州中级人民法院",
    judgment_number="（2025）青石09刑终字第1024号之二",
    category="暂予监外执行",
    facts="\n".join(_FACT.format(month=2 + n // 4, day=2 + n) for n in range(12)),
    evidence=tuple(f"证据材料第{n}号（录音、查访记录、村民委员会证明）" for n in range(1, 7)),
    bases=(
        LegalBasis(LAW, "第二十三条", "社区矫正对象在社区矫正期间应当遵守法律、行政法规"),
        LegalBasis(LAW, "第二十七条第一款"),
        LegalBasis(LAW, "第二十八条"),
        LegalBasis(MEASURES, "第二十六条第一款"),
        LegalBasis(MEASURES, "第三十五条第二项", "脱离监管超过十日的"),
        LegalBasis(MEASURES, "第三十五条第三项", "违反报告、会客、外出、迁居等规定，情节较重的"),
        LegalBasis(MEASURES, "第三十五条第五项", "受到社区矫正机构两次训诫，仍不改正的"),
    ),
    copies=(
        "青石哈萨克族蒙古族自治县人民检察院",
        "青石哈萨克族蒙古族自治县公安局",
        "喀拉库勒乡司法所",
    ),
)

RARE = replace(
    TYPICAL,
    person_name="欧阳𠅤玥·𠮷㐂䶮",
    residence="青石县㛃头镇𬬭村𠮷家组8号",
    offence="诈骗罪",
)

_HOSTILE_NAME = (
    "<b>王</b></para><img src='file:///etc/passwd'/>{{x}}{% y %}"
    "\u202e反\u202c\u2066转\u2069\u200b零\u200d宽\ufeff\x00\x1b[31m%s\\)Tj(&amp;"
)

HOSTILE = replace(
    TYPICAL,
    person_name=_HOSTILE_NAME,
    residence="</td></tr><a href='x'>青石县</a>\n换行\u2028后\tQ",
    copies=("<script>alert(1)</script>检察院",),
)

SERVICE = ServiceSheet(
    serial=TYPICAL.serial,
    document_title="社区矫正警告决定书",
    office=TYPICAL.office,
    county=TYPICAL.county,
    addressee=TYPICAL.person_name,
    place="青石县河口镇柳树村三组12号",
    check_code="7K3MPQ9X",
    chain_head=TYPICAL.chain_head,
)

SERVICE_LONGEST = replace(
    SERVICE,
    serial=LONGEST.serial,
    office=LONGEST.office,
    county=LONGEST.county,
    addressee=LONGEST.person_name,
    place=LONGEST.residence,
)

SERVICE_BLANK = replace(SERVICE, place="", check_code="", chain_head="", specimen=True)
SERVICE_RARE = replace(SERVICE, addressee=RARE.person_name, place=RARE.residence)
SERVICE_HOSTILE = replace(SERVICE, addressee=_HOSTILE_NAME, place=HOSTILE.residence)
SPECIMEN = replace(TYPICAL, specimen=True, serial="", check_code="")

NOTICES = {
    "typical": TYPICAL,
    "ordinary": ORDINARY,
    "shortest": SHORTEST,
    "longest": LONGEST,
    "rare": RARE,
    "hostile": HOSTILE,
    "specimen": SPECIMEN,
}
SERVICES = {
    "typical": SERVICE,
    "longest": SERVICE_LONGEST,
    "blank": SERVICE_BLANK,
    "rare": SERVICE_RARE,
    "hostile": SERVICE_HOSTILE,
}
