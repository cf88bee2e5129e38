"""How the command line speaks: results on standard output, messages on standard error."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import typer

from corrdesk.base.errors import EnvironmentFault
from corrdesk.base.i18n import _


def say(message: str) -> None:
    """A message for the person at the terminal: goes to standard error."""
    typer.echo(message, err=True)


def answer(text: str) -> None:
    """The result in words: goes to standard output."""
    typer.echo(text)


def answer_json(value: Any) -> None:
    """The result as one JSON document: dataclasses, dates and enums become plain values."""
    typer.echo(json.dumps(_plain(value), ensure_ascii=False, indent=1))


def done(*, json: bool, **what: str) -> None:
    """What an act made: its ids by name as JSON, or in one line."""
    if json:
        answer_json(what)
    else:
        answer("\t".join(what.values()))


def write_new(path: Path, content: bytes) -> None:
    """Writes a file that must not exist yet. Raises EnvironmentFault when it cannot."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except OSError:
        raise _unwritable() from None


def write_over(path: Path, content: bytes) -> None:
    """Writes a file, whole or not at all, over one that is there. Raises EnvironmentFault."""
    from corrdesk.vault.errors import VaultNotWritable
    from corrdesk.vault.files import write_atomically

    try:
        write_atomically(path, content)
    except VaultNotWritable:
        raise _unwritable() from None


def require_writable(path: Path) -> None:
    """That a file can be put there, with nothing done to one that is. Raises EnvironmentFault."""
    trial = path.with_name(f".{path.name}.trial")
    write_over(trial, b"")
    trial.unlink(missing_ok=True)


def _unwritable() -> EnvironmentFault:
    return EnvironmentFault(_("文件写不进去。"), remedy=_("请检查文件夹权限和磁盘空间。"))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value
