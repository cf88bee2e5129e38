"""The exchange in words for people: why it stopped, why something was not taken or set aside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.base.sizes import size_words
from corrdesk.sync.core.clocks import Doubt, Sign
from corrdesk.sync.core.hiding import Hidden
from corrdesk.sync.core.names import files_folder
from corrdesk.sync.core.refusal import Reason
from corrdesk.sync.core.stops import Guard, Stopped
from corrdesk.sync.naming import kind_words
from corrdesk.sync.repairing import Outcome

GUARDS: Final = {
    Guard.NOT_ENROLLED: (
        N_("本机还没有在县级登记，或登记已被撤销。"),
        N_("请生成登记申请交县级，收到证书后导入。"),
    ),
    Guard.FORK: (
        N_("县级已收到另一份以本机名义写的日志：本机的案卷被复制过，或恢复备份后又继续办理过。"),
        N_("两边的记录都在，没有合并。请先查明哪一台是本机，再办理“改用新身份”。"),
    ),
    Guard.EMPTIED: (
        N_("这个交换地点以前有县级的回执，现在是空的：可能插错了 U 盘、共享没有连上，或被清空。"),
        N_("请核对地点；确认无误后可以继续，本机会把县级没有收到的全部重新送出。"),
    ),
    Guard.ROLLED_BACK: (
        N_("这个交换地点比上次见到的更旧：可能换回了旧的副本。"),
        N_("请核对地点；确认无误后可以继续，不会丢失记录。"),
    ),
    Guard.FOREIGN: (
        N_("这个交换地点的回执不是本县出具的，或全都读不出来。"),
        N_("请核对地点；若只是文件损坏，确认后可以继续。"),
    ),
    Guard.CLOCK: (
        N_("本机时钟与县级相差一天以上。"),
        N_("请先校准本机时钟；确认县级时钟有误时可以继续。"),
    ),
    Guard.HIDES: (
        N_("再收下去，会一次隐去本机看得到的十分之一以上（封存、解除、撤回等），还没有收。"),
        N_("请先向县级或本所另一台电脑核实是不是有意办的；确认无误后可以继续，记录都留在日志里。"),
    ),
    Guard.RESTORED: (
        N_("本机的案卷是从备份恢复的，交换暂停。"),
        N_("请所长核对恢复的内容并确认后再交换。"),
    ),
}

OUTCOMES: Final = {
    Outcome.ALTERED: N_("内容与日志不符，已按日志改回"),
    Outcome.MISSING: N_("日志里有，表里没有，已按日志补上"),
    Outcome.ADDED: N_("日志里没有来历，已移出，内容留存备查"),
    Outcome.STANDS: N_("日志里没有来历，但有别的记录引用它，未移动，请查明"),
    Outcome.OPEN: N_("两边记录不一致，本机与日志相符，已请对方核对"),
}

REFUSALS: Final = {
    Reason.SIZE: N_("文件过大。"),
    Reason.SEALED: N_("不是发给本机的，或已损坏。"),
    Reason.FORM: N_("格式不对。"),
    Reason.VERSION: N_("由更新版本的 corrdesk 写成，请升级。"),
    Reason.STRANGER: N_("发送者没有登记。"),
    Reason.SIGNATURE: N_("签名不符。"),
    Reason.AUDIENCE: N_("是给别的县或别的所的。"),
    Reason.EXPIRED: N_("发送者的证书已过期。"),
    Reason.REVOKED: N_("发送者的登记已被撤销。"),
    Reason.BOMB: N_("解开后大得不合理。"),
    Reason.CHAIN: N_("内容与签名不符。"),
    Reason.GAP: N_("之前的记录还没有到。"),
    Reason.FORK: N_("同一编号已有另一条记录。"),
    Reason.OLD: N_("是旧的，已有更新的。"),
    Reason.CONTENT: N_("文件内容与登记的不符。"),
    Reason.ROLE: N_("发送者不能这样做。"),
}

ASIDES: Final = {
    "unknown": N_("本版本不认识这类记录，升级后再办。"),
    "newer": N_("已收下，其中有本版本不认识的栏目。"),
    "form": N_("格式不对，无法读出。"),
    "value": N_("有的内容不合要求（日期、长度、必填项），或是本版本还不认识的，升级后再看。"),
    "waits": N_("所属的记录还没有到，到了会自动补上。"),
    "double": N_("同一条记录已由另一台电脑登记。"),
}

DOUBTS: Final = {
    Sign.AHEAD: N_("登记时刻比县级收到的时间晚，最多 {days} 天"),
    Sign.BEHIND: N_("登记时刻比这台电脑先前已有的记录早，最多 {days} 天"),
}

BLOCKED: Final = N_(
    "有 {count} 个附件送不到：它们在这个交换地点的名称都被坏的或别人放的文件占住，逐个换过仍不行。"
    "请换一个交换地点（U 盘或县级服务器）交换；或请管理这个地点的人删去其中的 {folder} 文件夹，"
    "再交换两次：里面只有加密的分块，删去会重新送。"
)

NO_ROOM: Final = N_(
    "有 {count} 个附件（最大的 {size}）比这个交换地点剩余的空间大，没有放上去；别的照常收送。"
    "请换一个空间更大的 U 盘，或者清理出空间，或者经网络交换。"
)

CONFIRMABLE: Final = frozenset(
    {Guard.EMPTIED, Guard.ROLLED_BACK, Guard.FOREIGN, Guard.CLOCK, Guard.HIDES}
)
"""What a person may agree to for one exchange, after having looked."""


class ExchangeStopped(UserError):
    """The exchange stopped; `guard` says why, and whether it may be confirmed."""

    def __init__(self, stopped: Stopped) -> None:
        message, remedy = GUARDS[stopped.guard]
        told = _kinds(stopped.hidden)
        what = _("{message}其中：{told}。").format(message=_(message), told=told)
        super().__init__(what if told else _(message), remedy=_(remedy), field=stopped.guard.value)
        self.guard = stopped.guard


def much_hidden(found: Sequence[Hidden]) -> str:
    """What the county says of an office that put much out of sight at once; nothing for none."""
    if not found:
        return ""
    words = _("一次隐去了十分之一以上（封存、解除、撤回等），已收下，请与该所核对：{told}")
    return words.format(told=_kinds(found))


def _kinds(found: Sequence[Hidden]) -> str:
    words = _("{kind} {count} 条（原有 {seen} 条）")
    return "；".join(
        words.format(kind=kind_words(each.kind), count=each.count, seen=each.seen) for each in found
    )


def refusal(reason: Reason) -> str:
    """Why something was not taken."""
    return _(REFUSALS[reason])


def unread(reasons: Iterable[Reason]) -> str:
    """What to do at an office about things that do not open; nothing where all were readable."""
    if Reason.SEALED not in reasons:
        return ""
    return _(
        "读不出来的，本机已告诉县级，县级下次收取时重新送，不用另办。"
        "隔次仍读不出来的，可以从交换地点删去：里面只有加密的内容。"
    )


def aside(reason: str) -> str:
    """Why a change was set aside; the reason itself where a newer program gave it."""
    return _(ASIDES[reason]) if reason in ASIDES else reason


def blocked(count: int, office: str) -> str:
    """What to do about files that come through under none of their names; nothing for none."""
    folder = files_folder(office).rstrip("/")
    return _(BLOCKED).format(count=count, folder=folder) if count else ""


def no_room(sizes: Collection[int]) -> str:
    """What to do about files of these sizes that a target has no room for; nothing for none."""
    if not sizes:
        return ""
    return _(NO_ROOM).format(count=len(sizes), size=size_words(max(sizes)))


def doubt(found: Doubt) -> str:
    """By what a clock shows that it was wrong, and by how much."""
    return _(DOUBTS[found.sign]).format(days=found.hours // 24)


def doubtful(found: Sequence[Doubt]) -> str:
    """What to say at an office about its own clock, and what to do; nothing where it was right."""
    if not found:
        return ""
    worst = max(found, key=lambda each: each.hours)
    words = _(
        "本机时钟可能不准：县级标注了 {count} 条“时钟存疑”（{why}）。记录都已收下，照常有效。"
        "请校准电脑的日期和时间，校准以后的登记不再标注。"
    )
    return words.format(count=sum(each.count for each in found), why=doubt(worst))


def outcome(name: str) -> str:
    """What was wrong with a record and what was done about it."""
    return _(OUTCOMES[Outcome(name)])
