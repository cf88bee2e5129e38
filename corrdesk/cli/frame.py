"""What surrounds the words of a command: usage, headings, notes and columns of its help.

Typer writes these in English and takes a Chinese character for one column; here they follow the
language in force, and a wide character is two columns wide.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

import typer
from typer.core import TyperCommand, TyperGroup

from corrdesk.base.i18n import N_, _
from corrdesk.cli.mistakes import (
    NoSuchCommand,
    TooManyWords,
    choices_of,
    located,
    name_of,
    range_of,
)

LEAST, MOST = 50, 80  # columns of a page
INDENT = "  "
LONGEST_TERM = 30  # columns; what explains a longer one begins on the next line
KINDS = {str: N_("文本"), int: N_("整数"), float: N_("数字"), Path: N_("路径")}

Function = TypeVar("Function", bound=Callable[..., Any])

# A Chinese line may break between any two characters, but not before a closing mark or behind an
# opening one; a long row of choices may break behind each, a note in brackets nowhere.
_PIECE = re.compile(
    r"\s+|\[[^\]]+\]|[（“‘《「(\[<]*(?:[!-~]+?\|(?=\S)|[!-~]+|\S)[，。；：、！？）”’》」…)\]>,.;:!?]*"
)


class SpokenCommand(TyperCommand):
    """A command whose help and mistakes are in the language in force."""

    allow_extra_args = True  # they are counted below

    def get_usage(self, ctx: Any) -> str:
        return _usage(self, ctx)

    def get_help(self, ctx: Any) -> str:
        return _page(self, ctx)

    def get_help_option(self, ctx: Any) -> Any:
        return _for_help(super().get_help_option(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        with located(ctx):
            rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise TooManyWords(ctx, len(rest))
        return rest


class SpokenGroup(TyperGroup):
    """A group whose help and mistakes are in the language in force."""

    def get_usage(self, ctx: Any) -> str:
        return _usage(self, ctx, _("命令 [参数]..."))

    def get_help(self, ctx: Any) -> str:
        return _page(self, ctx, _commands(self, ctx))

    def get_help_option(self, ctx: Any) -> Any:
        return _for_help(super().get_help_option(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        with located(ctx):
            return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Finds the command. Raises NoSuchCommand, which knows the nearest ones."""
        if not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            raise NoSuchCommand(ctx, args[0])
        return super().resolve_command(ctx, args)


class Commands(typer.Typer):
    """Where commands are registered: a Typer whose commands and groups speak the language."""

    def __init__(self, **settings: Any) -> None:
        usual = {
            "cls": SpokenGroup,
            "no_args_is_help": True,
            "add_completion": False,
            "pretty_exceptions_enable": False,
            "rich_markup_mode": None,
        }
        super().__init__(**{**usual, **settings})

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Function], Function]:
        """Registers a command, as Typer's own does."""
        return super().command(name, **{"cls": SpokenCommand, **settings})


def cells(text: str) -> int:
    """The columns that a text takes; what a terminal may draw either way counts as wide."""
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WFA")
        for char in text
    )


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text in so many columns; a word that is longer than a line keeps whole."""
    return _filled(_PIECE.findall(text), width)


def _filled(pieces: Iterable[str], width: int) -> list[str]:
    lines, gap = [""], ""
    for piece in pieces:
        if piece.isspace():
            gap = " "
            continue
        if lines[-1] and cells(lines[-1] + gap + piece) > width:
            lines.append(piece)
        else:
            lines[-1] += gap + piece if lines[-1] else piece
        gap = ""
    return lines


def _width() -> int:
    return max(min(shutil.get_terminal_size().columns, MOST), LEAST) - 1


def _usage(command: Any, context: Any, *more: str) -> str:
    start = _("用法：{command}").format(command=context.command_path)
    words = [_("[选项]")]
    for param in command.get_params(context):
        words += param.get_usage_pieces(context)
    pieces = " ".join([*words, *more])
    hang = " " * (cells(start) + 1)
    lines = _filled(re.split(r"(\s)", pieces), _width() - len(hang))
    return f"{start} " + f"\n{hang}".join(lines)


def _page(command: Any, context: Any, commands: Sequence[tuple[str, str]] = ()) -> str:
    params = [each for each in command.get_params(context) if not each.hidden]
    rows: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
    for each in params:
        rows[each.param_type_name].append((_term(each), _explained(each)))
    about = (INDENT + line for line in wrapped(command.help or "", _width() - len(INDENT)))
    lines = [
        command.get_usage(context),
        "",
        *about,
        *_section(_("参数："), rows["argument"]),
        *_section(_("选项："), rows["option"]),
        *_section(_("命令："), commands),
    ]
    return "\n".join(lines)


def _commands(group: Any, context: Any) -> list[tuple[str, str]]:
    found = ((name, group.get_command(context, name)) for name in group.list_commands(context))
    return [(name, command.help or "") for name, command in found if not command.hidden]


def _section(heading: str, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield heading
    room = min(max(cells(term) for term, _text in rows), LONGEST_TERM)
    blank = " " * (len(INDENT) + room + 2)
    for term, text in rows:
        lines = wrapped(text, _width() - len(blank))
        if cells(term) <= room:
            yield f"{INDENT}{term}{' ' * (room - cells(term))}  {lines.pop(0)}".rstrip()
        else:
            yield from _hanging(term)
        yield from (blank + line for line in lines if line)


def _hanging(term: str) -> Iterator[str]:
    first, *others = wrapped(term, _width() - 3 * len(INDENT))
    yield INDENT + first
    yield from (3 * INDENT + line for line in others)


def _term(param: Any) -> str:
    """The name of an option or argument, and what is typed for it."""
    if param.param_type_name == "option":
        name = ", ".join(sorted(param.opts, key=len))
        if param.secondary_opts:
            name = f"{name} / {', '.join(param.secondary_opts)}"
        if param.is_flag:
            return name
    else:
        name = name_of(param)
    return f"{name} <{_kind(param)}>" + ("..." if param.multiple or param.nargs != 1 else "")


def _kind(param: Any) -> str:
    if choices := choices_of(param):
        return "|".join(choices)
    wanted = param.type_descriptor.annotation
    (element,) = get_args(wanted) or (wanted,)
    return _(KINDS[element])


def _explained(param: Any) -> str:
    notes = []
    if param.envvar:
        notes.append(_("环境变量：{name}").format(name=param.envvar))
    if default := _default(param):
        notes.append(_("默认：{value}").format(value=default))
    if span := range_of(param):
        notes.append(span)
    if param.required:
        notes.append(_("必填"))
    return " ".join([param.help or "", *(f"[{each}]" for each in notes)])


def _default(param: Any) -> str:
    value = param.default
    if value is None or not param.show_default:
        return ""
    if param.param_type_name == "option" and param.is_flag:
        return str((param.opts if value else param.secondary_opts or [""])[0])
    return str(getattr(value, "value", value))


def _for_help(option: Any) -> Any:
    if option is not None:
        option.help = _("显示说明。")
    return option
