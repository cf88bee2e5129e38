"""Options that the county's commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corrdesk.base.i18n import _

FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help=_("县级服务器文件夹。"))]
DatabaseOption = Annotated[
    str,
    typer.Option("--database", help=_("数据库服务器地址（SQLAlchemy URL）；不给则用加密文件。")),
]
