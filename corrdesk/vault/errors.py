"""What can go wrong with a vault, each kind with its own class and its words for people.

No message carries a name, a passphrase or a key.
"""

from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.base.i18n import _


class NotAVault(UserError):
    """The folder holds no vault."""

    def __init__(self) -> None:
        super().__init__(
            _("这个文件夹不是保险库：没有找到 header.json。"),
            remedy=_("请检查所选的文件夹；如果文件被误删，请从备份恢复。"),
        )


class VaultExists(UserError):
    """A vault is to be made where something already lies."""

    def __init__(self) -> None:
        super().__init__(
            _("目标文件夹已经存在且不是空的，没有建立保险库。"),
            remedy=_("请另选一个不存在的或空的文件夹。"),
        )


class NewerVault(EnvironmentFault):
    """The vault was written by a newer program; it is left as it is."""

    def __init__(self) -> None:
        super().__init__(
            _("这个保险库由更新版本的程序建立，本程序不认识它的格式，没有作任何改动。"),
            remedy=_("请升级本程序后再打开。"),
        )


class HeaderDamaged(EnvironmentFault):
    """Neither the header nor its duplicate can be trusted."""

    def __init__(self) -> None:
        super().__init__(
            _("保险库的 header.json 及其副本都已损坏。"),
            remedy=_("请从备份中取回 header.json；数据本身可能完好，请不要删除任何文件。"),
        )


class HeaderChanged(EnvironmentFault):
    """The header was altered by somebody who did not hold the key, or by another process."""

    def __init__(self) -> None:
        super().__init__(
            _("保险库的 header.json 在本程序之外被改动过。"),
            remedy=_(
                "请关闭其他正在使用该保险库的程序后重试；若仍如此，请从备份取回 header.json。"
            ),
        )


class WrongPassphrase(UserError):
    """Officer name and passphrase do not open any slot together; which one is wrong is not said."""

    def __init__(self) -> None:
        super().__init__(_("姓名或口令不正确。"), remedy=_("请重新输入。"), field="passphrase")


class WaitRequired(UserError):
    """Too many wrong passphrases; `seconds` are left to wait."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        minutes = max(1, -(-int(seconds) // 60))
        super().__init__(
            _("口令多次不正确，请约 {minutes} 分钟后再试。").format(minutes=minutes),
            remedy=_("重新启动程序或调整时钟不会缩短等待；也可以用恢复码打开。"),
        )


class WeakPassphrase(UserError):
    """A new passphrase is too easy to guess; the words say why."""

    def __init__(self, words: str) -> None:
        super().__init__(
            words,
            remedy=_("最省心的办法：五个互不相干的词，用空格隔开。"),
            field="passphrase",
        )


class RecoveryCodeMistyped(UserError):
    """The code breaks its own check characters; `groups` (from 1) are those to look at again.

    `typed` is how many characters came, when that is not the number of a code.
    """

    def __init__(self, groups: tuple[int, ...] = (), *, typed: int | None = None) -> None:
        self.groups = groups
        listed = "、".join(str(number) for number in groups)
        if typed is None:
            message = _("恢复码第 {groups} 组输入有误。").format(groups=listed)
        else:
            message = _("恢复码应为 8 组，每组 5 个字符，共 40 个；输入了 {typed} 个。").format(
                typed=typed
            )
            if groups:
                message += _("请先看第 {groups} 组。").format(groups=listed)
        super().__init__(message, remedy=_("请对照打印件重新输入。"), field="recovery_code")


class WrongRecoveryCode(UserError):
    """The code is well formed and opens nothing here."""

    def __init__(self) -> None:
        super().__init__(
            _("这个恢复码不属于本保险库，或者已经换发过新码。"),
            remedy=_("请找出最近一次打印的恢复码。"),
            field="recovery_code",
        )


class NoSuchOfficer(UserError):
    """A slot to be changed or removed does not exist."""

    def __init__(self) -> None:
        super().__init__(_("保险库里没有这名工作人员的钥匙。"), field="officer")


class OfficerExists(UserError):
    """A slot for this officer is there already."""

    def __init__(self) -> None:
        super().__init__(_("这名工作人员已经有钥匙了。"), field="officer")


class LastOfficer(UserError):
    """The last officer's slot may not be removed."""

    def __init__(self) -> None:
        super().__init__(
            _("不能移除最后一名工作人员的钥匙。"), remedy=_("请先添加另一名工作人员。")
        )


class NoDeviceStore(EnvironmentFault):
    """The system offers no safe place for the device secret."""

    def __init__(self, backend: str) -> None:
        super().__init__(
            _("系统没有可用的密钥环（当前：{backend}），无处安全保存本机密钥。").format(
                backend=backend
            ),
            remedy=_(
                "请启用系统密钥环（如 GNOME 密钥环、KWallet、Windows 凭据管理器），"
                "或用 --device-secret-file 指定一个本机密钥文件。风险：谁同时拿到该文件和保险库"
                "文件夹，就只剩口令一道保护；请放在保险库之外，最好放在由专人保管的 U 盘上。"
            ),
        )


class DeviceStoreFailed(EnvironmentFault):
    """The keyring is there and did not do what was asked."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            _("系统密钥环没有正常工作：{detail}。").format(detail=detail),
            remedy=_("请解锁系统密钥环后重试，或用 --device-secret-file 指定本机密钥文件。"),
        )


class DeviceSecretMissing(EnvironmentFault):
    """The machine does not hold the device secret of the vault."""

    def __init__(self) -> None:
        super().__init__(
            _("本机没有这个保险库的本机密钥，仅凭口令打不开。"),
            remedy=_("数据没有丢失：请用恢复码打开，再为本机重新设置口令。"),
        )


class DeviceSecretForeign(EnvironmentFault):
    """The officer's slot was made with another machine's secret."""

    def __init__(self) -> None:
        super().__init__(
            _("这名工作人员的钥匙是在另一台电脑或另一个系统账户上建立的。"),
            remedy=_("请用恢复码打开，或由能打开保险库的同事为其重新设置口令。"),
        )


class SecretInsideVault(UserError):
    """The device secret file would lie in the folder it protects."""

    def __init__(self) -> None:
        super().__init__(
            _("本机密钥文件不能放在保险库文件夹里：文件夹被拷走时密钥也随之泄露。"),
            remedy=_("请把它放到别处。"),
            field="device_secret_file",
        )


class SecretFileDamaged(EnvironmentFault):
    """The device secret file cannot be read as one."""

    def __init__(self) -> None:
        super().__init__(
            _("本机密钥文件读不出来或内容不对。"),
            remedy=_("请检查文件路径；若文件已丢失，请用恢复码打开保险库。"),
        )


class DriverTooOld(EnvironmentFault):
    """The encrypted database driver lacks a fix that data safety depends on."""

    def __init__(self, found: str) -> None:
        super().__init__(
            _("加密数据库组件版本不合要求（{found}）。").format(found=found),
            remedy=_("请重新安装本程序。"),
        )


class DatabaseMissing(EnvironmentFault):
    """The encrypted database is not where it should be."""

    def __init__(self) -> None:
        super().__init__(
            _("保险库里的数据库文件 casework.db 不见了。"),
            remedy=_("请不要新建；请从备份恢复。"),
        )


class PlaintextDatabase(EnvironmentFault):
    """The database file is not encrypted and is therefore refused."""

    def __init__(self) -> None:
        super().__init__(
            _("数据库文件没有加密，已拒绝打开。"),
            remedy=_("该文件不是本程序写的；请从备份恢复，并查明是谁替换了它。"),
        )


class WrongKey(EnvironmentFault):
    """The key fits no page of the file: it belongs to another vault, or is no database."""

    def __init__(self) -> None:
        super().__init__(
            _("数据库文件与本保险库的密钥不相配。"),
            remedy=_("它可能来自别的保险库，或文件开头已损坏；请从备份恢复。"),
        )


class DamagedDatabase(EnvironmentFault):
    """The key is right and the file is damaged."""

    def __init__(self) -> None:
        super().__init__(
            _("数据库文件已损坏。"),
            remedy=_("请停止录入，先把整个保险库文件夹复制一份，再从备份恢复。"),
        )


class DatabaseUnavailable(EnvironmentFault):
    """The file system refuses: no right, no space, or another program holds the file."""

    def __init__(self) -> None:
        super().__init__(
            _("数据库文件打不开：可能没有权限、磁盘已满或被其他程序占用。"),
            remedy=_("请检查磁盘与权限后重试。"),
        )


class VaultNotWritable(EnvironmentFault):
    """A file of the vault could not be written."""

    def __init__(self) -> None:
        super().__init__(
            _("保险库所在的磁盘写不进去，没有改动任何内容。"),
            remedy=_("请检查磁盘空间、权限和写保护。"),
        )


class AnchorDamaged(EnvironmentFault):
    """The anchor of the journal exists and was not written with this vault's key."""

    def __init__(self) -> None:
        super().__init__(
            _("保险库的日志锚点 anchor.json 被改动或损坏。"),
            remedy=_("请运行核验（corrdesk verify），并与打印文书上的链头对照。"),
        )


class VaultReadOnly(EnvironmentFault):
    """Something did not fit when the vault was opened; it is read only until a person decides."""

    def __init__(self) -> None:
        super().__init__(
            _("打开时发现数据与留存的印记不符或有损坏，本次只能查看、打印和导出，没有保存。"),
            remedy=_("请由所长运行核验（corrdesk verify）查明缺了什么，再决定恢复备份或确认继续。"),
        )


class SealsDamaged(EnvironmentFault):
    """The list of signed seals is not what was written."""

    def __init__(self) -> None:
        super().__init__(
            _("保险库的封印记录 seals.jsonl 被改动或损坏。"),
            remedy=_("请运行核验（corrdesk verify），并与打印文书上的链头对照。"),
        )


class WrongEscrowKey(UserError):
    """The county's private key opens no slot of this vault."""

    def __init__(self) -> None:
        super().__init__(
            _("这把县级托管私钥打不开本保险库。"),
            remedy=_("请核对私钥是否属于登记时的公钥。"),
            field="escrow_key",
        )


class BadEscrowKey(UserError):
    """What was given is no X25519 key."""

    def __init__(self) -> None:
        super().__init__(
            _("县级托管密钥的格式不对，应为 64 位十六进制。"),
            remedy=_("请用县级社区矫正机构提供的密钥文件。"),
            field="escrow_key",
        )


class AttachmentTooLarge(UserError):
    """The file is larger than an attachment may be."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            _("附件太大，超过 {size} MB。").format(size=limit // (1024 * 1024)),
            remedy=_("请压缩或分成几个文件。"),
            field="attachment",
        )


class AttachmentMissing(EnvironmentFault):
    """The sealed file is not in the vault."""

    def __init__(self) -> None:
        super().__init__(_("附件不在保险库里。"), remedy=_("请从备份恢复该附件。"))


class AttachmentDamaged(EnvironmentFault):
    """The sealed file is there and is not what was put in."""

    def __init__(self) -> None:
        super().__init__(_("附件已损坏或被改动，没有显示。"), remedy=_("请从备份恢复该附件。"))


class BackupFailed(EnvironmentFault):
    """The copy was made and did not pass its checks; it was thrown away."""

    def __init__(self, problems: int) -> None:
        self.problems = problems
        super().__init__(
            _("备份没有通过检查（{count} 处问题），已丢弃，原有备份未动。").format(count=problems),
            remedy=_("请对保险库做一次体检（corrdesk doctor）。"),
        )
