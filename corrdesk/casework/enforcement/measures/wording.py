"""The sentences that a measure is written with: which fields each kind has, and what they say.

Legal wording of the paper, not of the screen: it is not translated. The words about it are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from corrdesk.base.i18n import N_
from corrdesk.casework.enforcement.measures.model import MeasureKind


@dataclass(frozen=True, slots=True)
class TextField:
    """A field of sentences: its name on the form, its title, lines, what it begins with."""

    name: str
    title: str
    lines: int = 2
    start: str = ""


ADDRESSEE: Final = TextField("addressee", N_("送往机关"), 1)
FACTS: Final = TextField("facts", N_("事实和理由（印在文书上）"), 4)
REQUIREMENTS: Final = (
    "按照要求佩戴并保持装置正常工作，及时充电\n"
    "不得私自拆除、损毁、遮挡装置，发生故障立即报告\n"
    "配合工作人员检查、核实"
)
CONSEQUENCES: Final = (
    "违反上述要求的，视情节依法给予训诫、警告、提请治安管理处罚，"
    "或者依法提请撤销缓刑、撤销假释、收监执行。"
)

TEXTS: Final[dict[MeasureKind, tuple[TextField, ...]]] = {
    MeasureKind.SECURITY_PENALTY: (ADDRESSEE,),
    MeasureKind.REVOCATION: (ADDRESSEE,),
    MeasureKind.RECOMMITTAL: (
        ADDRESSEE,
        TextField("excluded", N_("不计入执行刑期的期间（没有则留空）"), 1),
    ),
    MeasureKind.ARREST: (ADDRESSEE, FACTS),
    MeasureKind.COMMENDATION: (
        TextField("facts", N_("表现和主要事迹（印在文书上）"), 4),
        TextField("team_opinion", N_("矫正小组意见")),
        TextField("office_opinion", N_("司法所意见")),
    ),
    MeasureKind.COMMUTATION: (
        ADDRESSEE,
        TextField("facts", N_("重大立功等表现（印在文书上）"), 4),
        TextField("evidence", N_("证据材料（每行一件）"), 3),
        TextField("proposed", N_("建议的减刑幅度"), 1),
    ),
    MeasureKind.APPRAISAL: (
        TextField("summary", N_("个人总结"), 4),
        TextField("conduct", N_("遵守法律和监督管理规定情况"), 3),
        TextField("study", N_("教育学习情况")),
        TextField("service", N_("公益活动情况")),
        TextField("appraisal", N_("考核奖惩情况")),
        TextField("aftercare_advice", N_("安置帮教建议")),
        TextField("team_opinion", N_("矫正小组意见")),
        TextField("office_opinion", N_("司法所意见")),
    ),
    MeasureKind.DEVICE: (
        TextField("facts", N_("符合的情形和主要事实（印在文书上）"), 4),
        TextField("requirements", N_("应当遵守的要求（每行一条）"), 3, REQUIREMENTS),
        TextField("consequences", N_("违反要求的后果"), 3, CONSEQUENCES),
    ),
    MeasureKind.LOST_CONTACT: (
        TextField("facts", N_("失联和查找经过（印在文书上）"), 4),
        TextField("features", N_("体貌特征"), 1),
        TextField("whereabouts", N_("可能的去向和联系人（每行一条）"), 2),
        TextField("contact", N_("本所联系人和电话"), 1),
    ),
}
