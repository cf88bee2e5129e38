"""Command groups whose commands are loaded when they are wanted: a question of law needs no vault.

Help loads them all, so every command still describes itself in one place only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from functools import cache
from importlib import import_module
from typing import Any

from typer.main import get_group

from corrdesk.cli.frame import Commands, SpokenGroup


class LazyCommands(MutableMapping[str, Any]):
    """The commands of a group by name; one that is not there yet is made from its module."""

    def __init__(self, made: Mapping[str, Any], modules: Mapping[str, str]) -> None:
        self._made = dict(made)
        self._modules = modules
        self._names = dict.fromkeys([*made, *modules])

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made |= commands_of(self._modules[name])
        return self._made[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._made[name] = command
        self._names[name] = None

    def __delitem__(self, name: str) -> None:
        del self._names[name]
        self._made.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class LazyGroup(SpokenGroup):
    """A group that knows the names of its commands and the modules that hold them."""

    modules: Mapping[str, str] = {}

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = LazyCommands(self.commands, self.modules)

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the name is the library's
        """Lists the names without loading anything."""
        return list(self.commands)


@cache  # a second `register` would add the module's groups a second time
def commands_of(module: str) -> dict[str, Any]:
    """Loads a module and returns the commands that its `register` adds."""
    holder = Commands()
    import_module(module).register(holder)
    return dict(get_group(holder).commands)


def lazy_group(modules: Mapping[str, str]) -> type[LazyGroup]:
    """A group class for these commands: the module of each by its name, in the order of the help.

    A module has a function `register` that adds its commands to a Typer.
    """
    return type("LazyGroup", (LazyGroup,), {"modules": dict(modules)})
