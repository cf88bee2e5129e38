"""Every module says in its first lines what it is for."""

import ast

from tests.architecture import source_tree

LONGEST = 6


def _opening(docstring: str | None) -> list[str]:
    return [line for line in (docstring or "").splitlines() if line.strip()]


def test_every_module_opens_with_a_docstring() -> None:
    silent = [
        path.as_posix()
        for path in source_tree.python_files("corrdesk", "build", "tests")
        if not ast.get_docstring(source_tree.parsed(path))
    ]
    assert silent == []


def test_the_opening_is_short() -> None:
    long_winded = [
        path.as_posix()
        for path in source_tree.python_files("corrdesk")
        if len(_opening(ast.get_docstring(source_tree.parsed(path)))) > LONGEST
    ]
    assert long_winded == []
