"""Options that the county's commands share, and the opening of a county."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corrdesk.base.i18n import _
from corrdesk.cli.opening import AsOfOption, clock_for, with_options

if TYPE_CHECKING:
    from corrdesk.county.county import County

FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help=_("县级服务器文件夹。"))]
DatabaseOption = Annotated[
    str,
    typer.Option("--database", help=_("数据库服务器地址（SQLAlchemy URL）；不给则用加密文件。")),
]


@dataclass(frozen=True, slots=True)
class CountyOptions:
    """What a command is told of its county: the fields are the options, in this order."""

    folder: FolderArgument
    database: DatabaseOption = ""
    as_of: AsOfOption = None

    @contextmanager
    def opened(self) -> Iterator[County]:
        """The county for the length of the command's work; see `opened_county`."""
        # The packaged desk comes without the server.
        from corrdesk.county.county import opened_county

        with opened_county(self.folder, clock_for(self.as_of), database=self.database) as county:
            yield county


def opens_county(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command DIR before its own parameters, and `--database` behind them.

    The command itself takes the `CountyOptions` first.
    """
    return with_options(command, CountyOptions, without="as_of")


def opens_county_as_of(command: Callable[..., None]) -> Callable[..., None]:
    """As `opens_county`, with `--as-of` for a command to which the day matters."""
    return with_options(command, CountyOptions)
