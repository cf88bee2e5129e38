"""A mistake in the words of a command, said in the language of the office with the way on.

Typer's own sentences are English; what is said here comes from the kind of mistake and from what
the command takes. What belongs to no option and no argument is not repeated: it may be one of the
eight words of an invitation, or a passphrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

from typer import BadParameter
from typer._click.exceptions import (
    BadOptionUsage,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer.exceptions import TyperException

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import CHINESE, _, current_language

_CLAUSE = re.compile(r"[。；;]|\.(?:$|\s+(?=[A-Z]))")
_SHOWN = 40  # characters of what was typed


class NoSuchCommand(UsageError):
    """A group has no command of this name."""

    def __init__(self, context: Any, typed: str) -> None:
        super().__init__("no such command", context)
        self.typed = typed
        self.possibilities = get_close_matches(typed, context.command.list_commands(context))


class TooManyWords(UsageError):
    """More words than the command has arguments."""

    def __init__(self, context: Any, count: int) -> None:
        super().__init__("too many words", context)
        self.count = count


@contextmanager
def located(context: Any) -> Iterator[None]:
    """Tells the mistakes of a command where they were made; Typer's parser does not for all."""
    try:
        yield
    except UsageError as mistake:
        mistake.ctx = mistake.ctx or context
        raise


def told(mistake: TyperException) -> str:
    """What is wrong with a call, and what to type instead."""
    context: Any = getattr(mistake, "ctx", None)
    usage = [context.get_usage()] if context is not None else []
    match mistake:
        case NoArgsIsHelpError():
            return mistake.message  # the help itself
        case NoSuchCommand():
            words = [_no_such_command(mistake)]
        case NoSuchOption():
            words = [_no_such_option(mistake)]
        case MissingParameter():
            words = [_missing(mistake.param), *usage]
        case BadParameter():
            words = [_wrong_value(mistake)]
        case BadOptionUsage():
            words = [_wrong_use(mistake, context)]
        case TooManyWords():
            words = [_too_many(mistake), *usage]
        case _:
            words = [_unknown()]
    if context is not None:
        words.append(_("说明：{command} --help").format(command=context.command_path))
    return "\n".join(words)


def check_choice(name: str, typed: str | None, choices: Sequence[str]) -> None:
    """For words that are no enumeration; an option that was not given is none of them.

    Raises UserError for another word than the choices, told like every wrong choice.
    """
    if typed is None or typed in choices:
        return
    words = _("{name} 不能是“{typed}”。").format(name=name, typed=_shown(typed))
    near = _near(get_close_matches(typed, choices))
    raise UserError(_sentences(words, near, _choose(choices)), field=name.lstrip("-"))


def name_of(param: Any) -> str:
    """An option as it is typed, or an argument as the help calls it."""
    if param.param_type_name == "option":
        return " / ".join(param.opts)
    return str(param.metavar or param.name)


def choices_of(param: Any) -> list[str]:
    """The words among which an option or argument is chosen; none if it is free."""
    return [str(getattr(each, "value", each)) for each in param.type_descriptor.choices or ()]


def _no_such_command(mistake: NoSuchCommand) -> str:
    words = _("没有“{typed}”这个命令。").format(typed=_shown(mistake.typed))
    return _sentences(words, _near(mistake.possibilities))


def _no_such_option(mistake: NoSuchOption) -> str:
    words = _("没有“{typed}”这个选项。").format(typed=_shown(mistake.option_name))
    return _sentences(words, _near(mistake.possibilities or ()))


def _missing(param: Any) -> str:
    if param.param_type_name == "option":
        words = _("缺少选项 {name}（{what}）。")
    else:
        words = _("缺少参数 {name}（{what}）。")
    return _sentences(
        words.format(name=name_of(param), what=_what(param)), _choose(choices_of(param))
    )


def _wrong_value(mistake: BadParameter) -> str:
    from pydantic import ValidationError  # Typer loads it only when there is a value to check

    param: Any = mistake.param
    cause = mistake.__cause__
    if param is None or not isinstance(cause, ValidationError):
        return _unknown()
    error: Any = cause.errors()[0]
    while isinstance(inner := error.get("ctx", {}).get("error"), ValidationError):
        error = inner.errors()[0]  # of several values of one option, the one that is wrong
    typed = str(error["input"])
    words = _("{name}（{what}）不能是“{typed}”。").format(
        name=name_of(param), what=_what(param), typed=_shown(typed)
    )
    near = get_close_matches(typed, choices_of(param))
    return _sentences(words, _near(near), _choose(choices_of(param)), _number(param))


def _unknown() -> str:
    return _("命令的写法不对。")


def _wrong_use(mistake: BadOptionUsage, context: Any) -> str:
    known = context.command.get_params(context) if context is not None else ()
    option = mistake.option_name
    taken = next((each for each in known if option in (*each.opts, *each.secondary_opts)), None)
    if taken is not None and not taken.is_flag:
        words = _("选项 {name} 后面要写内容（{what}）。")
        return _sentences(words.format(name=option, what=_what(taken)), _choose(choices_of(taken)))
    return _("选项 {name} 后面不写内容。").format(name=option)


def _too_many(mistake: TooManyWords) -> str:
    words = _("多写了 {count} 项。内容里有空格的，请用引号括起来。")
    return words.format(count=mistake.count)


def _sentences(*each: str) -> str:
    """One after the other; only English has a space between them."""
    return ("" if current_language() == CHINESE else " ").join(filter(None, each))


def _near(possibilities: Sequence[str]) -> str:
    if not possibilities:
        return ""
    return _("相近的有：{names}。").format(names=" | ".join(possibilities))


def _choose(choices: Sequence[str]) -> str:
    return _("可选：{choices}。").format(choices=" | ".join(choices)) if choices else ""


def _number(param: Any) -> str:
    kind = param.type_descriptor.annotation
    if kind not in {int, float}:
        return ""
    words = _("请写整数。") if kind is int else _("请写数。")
    span = range_of(param)
    return _sentences(words, _("范围：{span}。").format(span=span) if span else "")


def range_of(param: Any) -> str:
    """The numbers that an option takes, in words; empty if any will do."""
    if param.min is None and param.max is None:
        return ""
    if param.max is None:
        return _("不小于 {least}").format(least=param.min)
    if param.min is None:
        return _("不大于 {most}").format(most=param.max)
    return _("{least} 到 {most}").format(least=param.min, most=param.max)


def _what(param: Any) -> str:
    return _CLAUSE.split(param.help or "", maxsplit=1)[0] or name_of(param)


def _shown(typed: str) -> str:
    plain = "".join(char if char.isprintable() else "?" for char in typed)
    return plain if len(plain) <= _SHOWN else plain[:_SHOWN] + "…"
