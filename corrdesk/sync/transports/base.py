"""What every way to a target does, which names it takes, and how it says that it cannot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol, runtime_checkable

from corrdesk.base.errors import EnvironmentFault
from corrdesk.base.i18n import N_, _

NAME: Final = re.compile(r"(?!.*(^|/)\.)[0-9A-Za-z_-][0-9A-Za-z._/-]{0,240}")
PREFIX: Final = re.compile(r"(?!.*(^|/)\.)[0-9A-Za-z._/-]{0,240}")


class Trouble(StrEnum):
    """What may be wrong with a target."""

    GONE = "gone"  # not there, or no longer
    WRONG = "wrong"  # something else than such a target
    FORBIDDEN = "forbidden"
    STRANGER = "stranger"  # the county's server does not know this device, or no longer
    UNPROVEN = "unproven"  # its certificate does not say that it is who was asked for
    FULL = "full"
    SLOW = "slow"
    BROKEN = "broken"


WORDS: Final = {
    Trouble.GONE: N_("交换地点不在：文件夹、U 盘或服务器现在找不到。"),
    Trouble.WRONG: N_("这个地点不能用来交换。"),
    Trouble.FORBIDDEN: N_("没有权限读写交换地点。"),
    Trouble.STRANGER: N_("县级服务器不认本机：登记已被撤销，或者是在别的县登记的。"),
    Trouble.UNPROVEN: N_("服务器的证书不对（不是本县的、已过期，或地址不符），没有连接。"),
    Trouble.FULL: N_("交换地点的空间已满，这一件没有写入。"),
    Trouble.SLOW: N_("交换地点很久没有应答。"),
    Trouble.BROKEN: N_("读写交换地点时出错。"),
}
REMEDIES: Final = {
    Trouble.GONE: N_("请插好 U 盘、连好共享或网络后再试；已送达的不会重送。"),
    Trouble.WRONG: N_("请核对地点。"),
    Trouble.FORBIDDEN: N_("请联系管理这个文件夹或服务器的人。"),
    Trouble.STRANGER: N_("请与县级联系；要继续使用本机的，请县级重新邀请，新建后再登记。"),
    Trouble.UNPROVEN: N_("请核对地址和本机的日期；都没有错的，请管理服务器的人更换证书。"),
    Trouble.FULL: N_("请清理空间或换一个地点；已送达的不会重送。"),
    Trouble.SLOW: N_("请稍后再试；会从断开的地方继续。"),
    Trouble.BROKEN: N_("请换一个 U 盘或地点再试；会从断开的地方继续。"),
}


class TransportFault(EnvironmentFault):
    """A target that cannot be read or written now. What was left before stays and counts."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(_(WORDS[trouble]), remedy=_(REMEDIES[trouble]))
        self.trouble = trouble


class Transport(Protocol):
    """A target. Every call raises `TransportFault` when it cannot be done."""

    def list(self, prefix: str) -> list[str]:
        """The names that begin with `prefix` of everything that was left whole."""
        ...

    def get(self, name: str) -> bytes | None:
        """What was left under a name; None when nothing was. Never a part of it."""
        ...

    def put(self, name: str, content: bytes) -> None:
        """Leaves something under a new name, durably: all of it or nothing.

        When it is there already nothing happens: names are written once.
        """
        ...

    def close(self) -> None:
        """Lets go of the target."""
        ...


@runtime_checkable
class Clearing(Protocol):
    """A target that can also forget. Only the county asks for it, for what has served its turn."""

    def clear(self, names: Iterable[str]) -> None:
        """Takes away what lies under these names; what is not there has gone already."""
        ...


@runtime_checkable
class Measured(Protocol):
    """A target that can tell how much room it has."""

    def room(self) -> int | None:
        """How many bytes may still be left there; None where that is not known."""
        ...


@runtime_checkable
class Dated(Protocol):
    """A target where the county itself answers, and says what time it is there."""

    def heed(self, said: Callable[[datetime], None] | None) -> None:
        """What is to be done with the county's time, whenever names were asked for."""
        ...


def checked_name(name: str) -> str:
    """The name, if it is one that the protocol makes. Raises ValueError."""
    if not NAME.fullmatch(name) or "//" in name or name.endswith("/"):
        msg = "not a name of the exchange"
        raise ValueError(msg)
    return name


def checked_prefix(prefix: str) -> str:
    """The beginning of a name. Raises ValueError."""
    if not PREFIX.fullmatch(prefix) or "//" in prefix or prefix.startswith("/"):
        msg = "not a beginning of names of the exchange"
        raise ValueError(msg)
    return prefix
