"""Every setting of the program, declared once: key, type, default, choices, help.

Settings belong to the machine's user, not to the vault: they hold no personal data and nothing
secret. What the law fixes is in `resources/rules`, never here.
"""

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.base.i18n import LANGUAGES, N_, _

T = TypeVar("T", int, str)


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One declared setting; `help` is a message to translate where it is shown.

    With `choices` only these are valid; numbers otherwise lie in `lowest` to `highest`, texts
    are one line of at most `highest` characters.
    """

    key: str
    kind: type[T]
    default: T
    help: str
    choices: tuple[T, ...] = ()
    lowest: int = 0
    highest: int = 100

    def accepts(self, value: object) -> bool:
        """Say whether the value may be stored under this setting."""
        if type(value) is not self.kind:  # exact: True is no number here
            return False
        if self.choices:
            return value in self.choices
        if isinstance(value, int):
            return self.lowest <= value <= self.highest
        text = str(value)
        return len(text) <= self.highest and text.isprintable()


UI_SCALE: Final = Setting("ui.scale", int, 100, N_("界面大小（百分比）"), choices=(100, 125, 150))
UI_LANGUAGE: Final = Setting(
    "ui.language", str, "zh_CN", N_("界面语言；文书始终为中文"), choices=LANGUAGES
)
UI_IDLE_LOCK_MINUTES: Final = Setting(
    "ui.idle_lock_minutes", int, 5, N_("无人操作多少分钟后锁定"), lowest=1, highest=60
)
OFFICE_COUNTY_NAME: Final = Setting(
    "office.county_name", str, "", N_("县级社区矫正机构名称，印在文书上"), highest=60
)
VAULT_DEVICE_FILE: Final = Setting(
    "vault.device_file", str, "", N_("本机密钥文件的位置（没有系统密钥环时）"), highest=1000
)
BACKUP_SECOND_FOLDER: Final = Setting(
    "backup.second_folder", str, "", N_("移动硬盘上的备份文件夹"), highest=1000
)
SYNC_TARGET: Final = Setting("sync.target", str, "", N_("数据交换的地点"), highest=1000)

SETTINGS: Final[Mapping[str, Setting[Any]]] = MappingProxyType(
    {
        setting.key: setting
        for setting in (
            UI_SCALE,
            UI_LANGUAGE,
            UI_IDLE_LOCK_MINUTES,
            OFFICE_COUNTY_NAME,
            VAULT_DEVICE_FILE,
            BACKUP_SECOND_FOLDER,
            SYNC_TARGET,
        )
    }
)


class UnknownSetting(UserError):
    """No setting of this key is declared."""

    def __init__(self, key: str) -> None:
        super().__init__(
            _("没有名为“{key}”的设置。").format(key=key),
            remedy=_("可用的设置：{keys}").format(keys=", ".join(SETTINGS)),
            field="key",
        )


def find_setting(key: str) -> Setting[Any]:
    """Return the declared setting of a key, or raise `UnknownSetting`."""
    try:
        return SETTINGS[key]
    except KeyError:
        raise UnknownSetting(key) from None


class SettingsStore:
    """The settings file of this user: JSON, replaced as a whole so that no half is ever read.

    A missing or damaged file, or a value that is not valid, gives defaults: settings must never
    keep the desk from opening. Keys of a newer version are kept when the file is written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, setting: Setting[T]) -> T:
        """Return the stored value of a setting, or its default."""
        _declared(setting)
        value = (self._read() or {}).get(setting.key, setting.default)
        return value if setting.accepts(value) else setting.default

    def set(self, setting: Setting[T], value: T) -> None:
        """Store a value; one that the setting does not accept raises `UserError`."""
        _declared(setting)
        if not setting.accepts(value):
            raise UserError(
                _("设置“{key}”不能用这个值。").format(key=setting.key),
                remedy=_remedy(setting),
                field=setting.key,
            )
        stored = self._read()
        if stored is None:
            self._set_aside()
        self._write({**(stored or {}), setting.key: value})

    def reset(self, setting: Setting[T]) -> None:
        """Return a setting to its default."""
        _declared(setting)
        stored = self._read()
        if stored and setting.key in stored:
            self._write({key: value for key, value in stored.items() if key != setting.key})

    def _read(self) -> dict[str, Any] | None:
        """Return what the file holds; {} if there is none, None if it cannot be understood."""
        try:
            content = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            return None
        return content if isinstance(content, dict) else None

    def _set_aside(self) -> None:
        """Keep a damaged file beside the new one, for whoever wants to know what it held."""
        with contextlib.suppress(OSError):
            self._path.replace(self._path.with_suffix(".damaged"))

    def _write(self, content: Mapping[str, Any]) -> None:
        """Replace the file atomically and durably."""
        text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        scratch: Path | None = None
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".settings-")
            scratch = Path(name)
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            scratch.replace(self._path)
        except OSError as error:
            if scratch is not None:
                scratch.unlink(missing_ok=True)
            raise EnvironmentFault(
                _("设置保存不了。"), remedy=_("请检查磁盘空间和文件夹权限。")
            ) from error


def _declared(setting: Setting[Any]) -> None:
    """Refuse a setting object that is not the declared one of its key."""
    if find_setting(setting.key) is not setting:
        raise UnknownSetting(setting.key)


def _remedy(setting: Setting[Any]) -> str:
    """Return which values a setting takes."""
    if setting.choices:
        return _("可选：{choices}").format(choices=", ".join(map(str, setting.choices)))
    if setting.kind is int:
        return _("请填 {lowest} 到 {highest} 之间的整数。").format(
            lowest=setting.lowest, highest=setting.highest
        )
    return _("请填一行文字，不超过 {highest} 个字。").format(highest=setting.highest)
