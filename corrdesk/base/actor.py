"""Who acts: an officer with a role, at a device. Rights are decided by the services, not here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from corrdesk.base.i18n import N_


class Role(StrEnum):
    """What an account may be at an office; the permission table of the services reads it."""

    OFFICER = "officer"
    HEAD = "head"
    ASSISTANT = "assistant"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


ROLE_LABELS: Final = {
    Role.OFFICER: N_("工作人员"),
    Role.HEAD: N_("所长"),
    Role.ASSISTANT: N_("辅助人员（只登记报到和签到）"),
    Role.AUDITOR: N_("检查人员（只看和核验）"),
    Role.ADMINISTRATOR: N_("管理员（管钥匙和设备，不看案卷）"),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """The officer in whose name an act is entered, and the device it is entered on."""

    officer_id: str
    name: str
    role: Role
    device_id: str
