"""Locks, their sources and pyproject.toml speak of the same packages, and every file has a hash."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture import source_tree

FOLDER = source_tree.ROOT / "build" / "requirements"
LOCKS = ("runtime", "test", "package")
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", re.MULTILINE)


def _lock(name: str) -> dict[str, set[str]]:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    versions: dict[str, set[str]] = {}
    for package, version in PINNED.findall(text):
        versions.setdefault(canonicalize_name(package), set()).add(version)
    return versions


def _direct(name: str) -> list[Requirement]:
    lines = (FOLDER / f"{name}.in").read_text(encoding="utf-8").splitlines()
    return [
        Requirement(line) for line in lines if line.strip() and not line.startswith(("#", "-r "))
    ]


def _declared() -> dict[str, list[Requirement]]:
    configuration = tomllib.loads((source_tree.ROOT / "pyproject.toml").read_text("utf-8"))
    project, groups = configuration["project"], configuration["dependency-groups"]
    named = {
        "runtime": project["dependencies"] + project["optional-dependencies"]["desk"],
        "test": groups["test"] + [item for item in groups["dev"] if isinstance(item, str)],
        "package": groups["package"],
    }
    return {lock: [Requirement(text) for text in texts] for lock, texts in named.items()}


@pytest.mark.parametrize("name", LOCKS)
def test_the_source_names_what_the_project_declares(name: str) -> None:
    declared = {canonicalize_name(need.name) for need in _declared()[name]}
    assert {canonicalize_name(need.name) for need in _direct(name)} == declared


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_satisfies_the_declared_ranges(name: str) -> None:
    lock = _lock(name)
    for need in [*_declared()[name], *_direct(name)]:
        versions = lock[canonicalize_name(need.name)]
        assert any(need.specifier.contains(version) for version in versions), need


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_hashes_and_no_host_is_named(name: str) -> None:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert re.search(r"https?://|--index-url|--find-links|--trusted-host", text) is None


def test_the_broken_qt_is_not_used_below_python_3_14() -> None:
    text = (FOLDER / "runtime.txt").read_text(encoding="utf-8")
    assert "pyside6-essentials==6.9.3 ; python_full_version < '3.14'" in text
    assert _lock("runtime")["pyside6-essentials"] == {"6.9.3", "6.11.3"}


def test_the_product_imports_only_what_it_declares() -> None:
    """What merely comes along with another package may go with its next version."""
    declared = {canonicalize_name(need.name) for need in _declared()["runtime"]}
    owners = packages_distributions()
    known = {"corrdesk", "shiboken6", *sys.stdlib_module_names}  # shiboken6 is half of PySide6
    undeclared = [
        f"{path.as_posix()}: {name}"
        for path in source_tree.python_files("corrdesk")
        for name in sorted(_top_level_imports(source_tree.parsed(path)) - known)
        if not declared & {canonicalize_name(owner) for owner in owners.get(name, [])}
    ]
    assert undeclared == []


def _top_level_imports(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names
