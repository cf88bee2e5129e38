"""What a hint says as a sentence for the fact sheet, and as the extract that becomes evidence.

Legal wording of the file, not of the screen: it is not translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from corrdesk.base.dates import format_cn
from corrdesk.base.idnumber import mask
from corrdesk.casework.enforcement.hints.model import HintKind

SENTENCES = {
    HintKind.MISSED_DUTY: (
        "社区矫正对象{name}应于{start}至{end}完成{what}{needed}{unit}，实际完成{count}{unit}，"
        "至{due}期限届满仍未完成，也未说明正当理由。"
    ),
    HintKind.LATE_REPORT: (
        "社区矫正对象{name}应于{start}至{end}完成{what}{needed}{unit}，至{due}期限届满没有完成，"
        "{done}才补作报告，逾期{days}日，未说明正当理由。"
    ),
    HintKind.LATE_REPORT_IN: (
        "社区矫正对象{name}的判决、裁定于{effective}生效，应于{due}前到社区矫正机构报到，{outcome}。"
    ),
    HintKind.LEAVE_OVERRUN: (
        "社区矫正对象{name}经批准前往{destination}，应于{due}前返回并销假，{outcome}。"
    ),
    HintKind.MEDICAL_REVIEW: (
        "保外就医的社区矫正对象{name}上次病情复查为{last}，应于{due}前提交下一次病情复查情况，"
        "{outcome}。"
    ),
    HintKind.HOURS_SHORT: (
        "社区矫正对象{name}应于{start}至{end}完成{what}{needed}{unit}，实际完成{count}{unit}，"
        "至{due}期限届满时长不足，也未说明正当理由。"
    ),
    HintKind.LOST_CONTACT: "社区矫正对象{name}自{due}起失去联系，{outcome}，也未说明正当理由。",
}
STILL_NOT = "至今未办理，已逾期{days}日"
TOO_LATE = "{done}才办理，逾期{days}日"
OUTCOMES = {
    HintKind.LOST_CONTACT: ("至今没有查找到，已{days}日", "{done}才查找到，脱离监管{days}日"),
}
EXTRACT_TITLES = {
    HintKind.MISSED_DUTY: "报告登记记录摘录",
    HintKind.LATE_REPORT: "报告登记记录摘录",
    HintKind.LATE_REPORT_IN: "入矫报到登记摘录",
    HintKind.LEAVE_OVERRUN: "外出、销假登记摘录",
    HintKind.MEDICAL_REVIEW: "病情复查登记摘录",
    HintKind.HOURS_SHORT: "学习和公益活动登记摘录",
    HintKind.LOST_CONTACT: "失联查找登记摘录",
}


def sentence(
    kind: HintKind, name: str, due: date, done: date | None, details: Mapping[str, Any], days: int
) -> str:
    """The facts of a hint as one sentence that an officer starts from."""
    still, late = OUTCOMES.get(kind, (STILL_NOT, TOO_LATE))
    outcome = still if done is None else late
    words: dict[str, Any] = {key: _worded(value) for key, value in details.items()}
    words |= {"name": name, "due": format_cn(due), "days": days}
    words["done"] = "" if done is None else format_cn(done)
    words["outcome"] = outcome.format(**words)
    return SENTENCES[kind].format_map(_Gaps(words))


def extract(
    kind: HintKind,
    text: str,
    *,
    office: str,
    id_number: str,
    rule_version: str,
    now: datetime,
    chain_head: str,
) -> str:
    """The extract of the register that goes into the file as the first piece of evidence."""
    lines = [
        EXTRACT_TITLES[kind],
        f"司法所：{office}",
        f"公民身份号码：{mask(id_number)}",
        f"登记所示：{text}",
        f"依据规则版本：{rule_version}",
        f"摘录时间：{format_cn(now.date())}{now:%H:%M}",
        f"日志链首：{chain_head}",
    ]
    return "\n".join(lines) + "\n"


class _Gaps(dict[str, Any]):
    """A source may know less than the sentence asks for; the officer sees the gap and fills it."""

    def __missing__(self, key: str) -> str:
        return "____"


def _worded(value: Any) -> Any:
    try:
        return format_cn(date.fromisoformat(value)) if isinstance(value, str) else value
    except ValueError:
        return value
