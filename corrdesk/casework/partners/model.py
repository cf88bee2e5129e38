"""The words of social forces: what partner organisations are, and the facts of a volunteer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corrdesk.base.i18n import N_


class PartnerKind(StrEnum):
    """Who takes part beside the office (社区矫正法 articles 11 to 13, 35 to 42)."""

    SOCIAL_ORGANISATION = "social_organisation"
    VILLAGE_COMMITTEE = "village_committee"
    COMPANY = "company"
    SCHOOL = "school"
    MASS_ORGANISATION = "mass_organisation"
    AUTHORITY = "authority"
    OTHER = "other"


PARTNER_LABELS = {
    PartnerKind.SOCIAL_ORGANISATION: N_("社会组织"),
    PartnerKind.VILLAGE_COMMITTEE: N_("村（居）委会"),
    PartnerKind.COMPANY: N_("企业"),
    PartnerKind.SCHOOL: N_("学校"),
    PartnerKind.MASS_ORGANISATION: N_("工会、共青团、妇联等"),
    PartnerKind.AUTHORITY: N_("有关部门"),
    PartnerKind.OTHER: N_("其他单位"),
}


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """An organisation as the office knows it."""

    name: str
    kind: PartnerKind
    contact: str = ""
    phone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class VolunteerFacts:
    """A volunteer: what 志愿服务条例 wants recorded, and the promise of secrecy."""

    name: str
    phone: str = ""
    partner_id: str | None = None
    skills: str = ""
    joined_on: date | None = None
    secrecy_on: date | None = None  # when the promise of secrecy was signed
    insured_until: date | None = None
