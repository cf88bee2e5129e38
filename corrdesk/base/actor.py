"""Who acts: an officer with a role, at a device. Rights are decided by the services, not here."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account may be at an office; the permission table of the services reads it."""

    OFFICER = "officer"
    HEAD = "head"
    ASSISTANT = "assistant"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """The officer in whose name an act is entered, and the device it is entered on."""

    officer_id: str
    name: str
    role: Role
    device_id: str
