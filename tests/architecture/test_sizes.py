"""Budgets: function, file and class stay small enough to be read at one sitting."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture import source_tree

FUNCTION_LINES = 60
FILE_LINES = 500
CLASS_METHODS = 24
LIST = "size_exceptions.toml"

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def measured(path: Path) -> Iterator[tuple[str, str, int, int]]:
    """Yield (kind, place, size, budget) of a file and of everything in it."""
    lines = (source_tree.ROOT / path).read_text(encoding="utf-8").count("\n")
    yield "file", path.as_posix(), lines, FILE_LINES
    yield from _inside(source_tree.parsed(path), path.as_posix() + "::")


def _inside(node: ast.AST, place: str) -> Iterator[tuple[str, str, int, int]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTIONS):
            size = (child.end_lineno or child.lineno) - child.lineno + 1
            yield "function", place + child.name, size, FUNCTION_LINES
            yield from _inside(child, f"{place}{child.name}.")
        elif isinstance(child, ast.ClassDef):
            methods = sum(isinstance(item, FUNCTIONS) for item in child.body)
            yield "class", place + child.name, methods, CLASS_METHODS
            yield from _inside(child, f"{place}{child.name}.")
        else:
            yield from _inside(child, place)


def over_budget() -> dict[str, dict[str, int]]:
    """Return all that is over its budget, in the shape of the exceptions list."""
    found: dict[str, dict[str, int]] = {}
    for path in source_tree.python_files("corrdesk", "build", "tests"):
        if "versions" in path.parts:
            continue  # migrations are frozen lists of columns, read once and never edited
        for kind, place, size, budget in measured(path):
            if size > budget:
                found.setdefault(kind, {})[place] = size
    return found


def test_nothing_is_over_its_budget_but_the_listed_exceptions() -> None:
    assert over_budget() == source_tree.exceptions(LIST)


def test_the_list_of_exceptions_only_shrinks() -> None:
    assert list(source_tree.grown(LIST)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def long() -> None:\n" + "    x = 1\n" * 60, ("function", "m.py::long", 61)),
        ("class Big:\n" + "    def m(self) -> None: ...\n" * 26, ("class", "m.py::Big", 26)),
        ("x = 1\n" * 501, ("file", "m.py", 501)),
    ],
)
def test_the_measure_sees_what_is_too_big(
    text: str, expected: tuple[str, str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "m.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(source_tree, "ROOT", tmp_path)
    monkeypatch.setattr(source_tree, "parsed", source_tree.parsed.__wrapped__)  # not kept
    too_big = [
        (kind, place, size) for kind, place, size, budget in measured(Path("m.py")) if size > budget
    ]
    assert too_big == [expected]
