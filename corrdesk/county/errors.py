"""What can go wrong with a county's folder, in words. Errors of casework are casework's own."""

from __future__ import annotations

from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.base.i18n import _


class CountyExists(UserError):
    """There is something where a county was to be made."""

    def __init__(self) -> None:
        super().__init__(
            _("这里已有文件，或者文件夹不是空的，不能在这里新建县级服务器。"),
            remedy=_("请换一个新的或空的文件夹。"),
            field="folder",
        )


class FolderNotWritable(EnvironmentFault):
    """Nothing can be put where a county was to be made."""

    def __init__(self) -> None:
        super().__init__(
            _("在这里新建不了县级服务器：文件夹写不进去。"),
            remedy=_("请检查路径、权限和磁盘空间。"),
        )


class NotACounty(UserError):
    """The folder holds no county."""

    def __init__(self) -> None:
        super().__init__(
            _("这个文件夹里没有县级服务器。"),
            remedy=_("请核对路径；还没有建立的，用 corrdesk county init 新建。"),
            field="folder",
        )


class CardDamaged(EnvironmentFault):
    """A county is there, and its card says nothing that can be read."""

    def __init__(self) -> None:
        super().__init__(
            _("县级服务器的 county.json 缺失或已损坏。"),
            remedy=_(
                "请不要新建：把最近一份备份里的 county.json 复制回来；仍不行的用 county restore。"
            ),
        )


class NotABackup(UserError):
    """The folder holds no backup of a county."""

    def __init__(self) -> None:
        super().__init__(
            _("这个文件夹里没有县级服务器的备份。"),
            remedy=_("请给出备份时写明的那个文件夹，名称是日期和时间，如 20260610-090000。"),
            field="backup",
        )


class KeysOfAnother(UserError):
    """The keys that are to open a backup are another county's, or a former one's."""

    def __init__(self) -> None:
        super().__init__(
            _("这些钥匙不是这份备份的，没有恢复。"),
            remedy=_("请核对 --keys：要用做这份备份的那个县级服务器的 keys 和 tls。"),
            field="keys",
        )


class NoKeysThere(UserError):
    """Where keys should be there are none."""

    def __init__(self) -> None:
        super().__init__(
            _("这个文件夹里没有 keys 和 tls，没有恢复。"),
            remedy=_("请核对 --keys：给出原来的服务器文件夹，或者保管 keys 和 tls 的那个文件夹。"),
            field="keys",
        )


class NotAHost(UserError):
    """What was given is no name or address of a server."""

    def __init__(self) -> None:
        super().__init__(
            _("--host 里有不是域名或 IP 地址的内容，没有改动。"),
            remedy=_("请只写域名或 IP 地址，不写 https:// 和端口，如 county.example.cn。"),
            field="host",
        )


class NewerCounty(UserError):
    """The county was written by a later program."""

    def __init__(self) -> None:
        super().__init__(
            _("这个县级服务器由更新版本的 corrdesk 写成。"),
            remedy=_("请先升级本机的 corrdesk。"),
        )


class KeyLost(EnvironmentFault):
    """A key file of the county is missing or damaged."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("县级服务器的密钥文件“{name}”缺失或已损坏。").format(name=name),
            remedy=_("请从密钥备份恢复 keys 文件夹。"),
        )


class KeyOpen(EnvironmentFault):
    """A key file of the county may be read by others; it is not used like that."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("县级服务器的密钥文件“{name}”可以被别的用户读取，没有使用。").format(name=name),
            remedy=_("请在服务器文件夹里执行 chmod -R go= keys tls。"),
        )


class NoAccess(EnvironmentFault):
    """Whoever runs the program may not read the county's folder."""

    def __init__(self) -> None:
        super().__init__(
            _("没有权限读取县级服务器的文件夹。"),
            remedy=_("请用运行服务的用户执行，或用 chown -R 把文件夹交给这个用户。"),
        )


class DatabaseOutOfReach(EnvironmentFault):
    """The database server does not answer."""

    def __init__(self) -> None:
        super().__init__(
            _("数据库连接不上。"), remedy=_("请检查数据库服务是否启动、地址和口令是否正确。")
        )


class DatabaseFileStuck(EnvironmentFault):
    """The county's own database file cannot be opened or written."""

    def __init__(self) -> None:
        super().__init__(
            _("县级服务器的数据库文件打不开，或者写不进去。"),
            remedy=_("请检查磁盘空间和文件夹权限；文件损坏的，请从备份恢复。"),
        )


class DatabaseFull(EnvironmentFault):
    """There is no room left where the database lies."""

    def __init__(self) -> None:
        super().__init__(
            _("县级服务器的磁盘已满，数据库写不进去。"),
            remedy=_("请清理出空间，例如把旧的备份移到别的磁盘；已经收下的没有丢失。"),
        )


class DatabaseReadOnly(EnvironmentFault):
    """The database may be read and not be written."""

    def __init__(self) -> None:
        super().__init__(
            _("县级服务器的数据库现在只能读，不能写。"),
            remedy=_("请检查文件夹权限和磁盘是不是只读；用 PostgreSQL 的，检查连的是不是备机。"),
        )


class DatabaseTaken(UserError):
    """The database holds what belongs to another county."""

    def __init__(self) -> None:
        super().__init__(
            _("这个数据库里已有另一个县级服务器的数据，没有改动。"),
            remedy=_("新建请用空的数据库；接着用原来的数据，请用原来的服务器文件夹。"),
            field="database",
        )


class NoDatabaseServer(UserError):
    """The address names no database server that a county can use."""

    def __init__(self) -> None:
        super().__init__(
            _("数据库地址不对，或者不是 PostgreSQL。"),
            remedy=_("请写 postgresql+psycopg://用户@主机/库名；不给则用加密文件。"),
            field="database",
        )


class SignInFailed(UserError):
    """Nobody was signed in; the attempt is counted all the same."""


class SignInRefused(SignInFailed):
    """Name, passphrase or code is wrong; which one is not said."""

    def __init__(self) -> None:
        super().__init__(_("姓名、口令或动态码不对。"), remedy=_("请核对后重试。"))


class SignInWaits(SignInFailed):
    """Too many wrong attempts."""

    def __init__(self, seconds: int) -> None:
        minutes = max(1, -(-seconds // 60))
        super().__init__(
            _("尝试次数过多，请在 {minutes} 分钟后再试。").format(minutes=minutes),
            remedy=_("以前登录过的电脑和浏览器另外计数；急用请管理员重设。"),
        )


class InvitationRefused(UserError):
    """A code that no open invitation answers to; what is wrong with it is not said."""

    def __init__(self) -> None:
        super().__init__(
            _("邀请码不对、已用过或已过期。"),
            remedy=_("请核对八个词；仍不行请县级重新发邀请。"),
            field="code",
        )


class RequestForged(UserError):
    """A form came without the word that its page was given."""

    def __init__(self) -> None:
        super().__init__(_("页面已过期，没有办理。"), remedy=_("请返回原页面，核对内容后再办理。"))
