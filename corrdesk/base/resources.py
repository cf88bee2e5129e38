"""Where the files of `resources/` are: source tree, installed wheel or frozen application.

The one function through which everything reads them; nothing here writes.
"""

import sys
from pathlib import Path

from corrdesk.base.errors import EnvironmentFault

_PACKAGE = Path(__file__).resolve().parent.parent


def _root() -> Path:
    """Return the folder that stands for `resources/` in this kind of installation."""
    bundle = getattr(sys, "_MEIPASS", None)  # set by PyInstaller's start-up code only
    if getattr(sys, "frozen", False) and bundle is not None:
        return Path(bundle) / "resources"
    installed = _PACKAGE / "_resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"


def resource_path(*parts: str) -> Path:
    """Return the path of a resource file or folder; it need not exist.

    A part that would leave the resource folder is our own bug and raises ValueError.
    """
    root = _root()
    path = root.joinpath(*parts)
    if ".." in path.relative_to(root).parts:
        msg = "a resource path must stay inside the resource folder"
        raise ValueError(msg)
    return path


def read_resource(*parts: str) -> bytes:
    """Return the bytes of a resource; a missing one means a damaged installation."""
    try:
        return resource_path(*parts).read_bytes()
    except OSError as error:
        # Not translated: the catalogue itself is a resource and may be what is missing.
        raise EnvironmentFault(
            f"程序文件缺失：{'/'.join(parts)}。", remedy="安装不完整，请重新安装。"
        ) from error
