"""The project's own files as the architecture tests see them, and lists that may only shrink."""

import ast
import gc
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent


def python_files(*folders: str) -> list[Path]:
    """Return the Python files below the given top-level folders, relative to the project."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(
        path.relative_to(ROOT)
        for path in found
        if "__pycache__" not in path.parts and "data" not in path.relative_to(ROOT).parts[:2]
    )


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a project file.

    Trees stay, and are millions of nodes: no search for garbage goes through them.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        return ast.parse((ROOT / path).read_text(encoding="utf-8"))
    finally:
        gc.freeze()
        if searching:
            gc.enable()


def tracked_files() -> list[Path]:
    """Return every file under version control that is still there."""
    listing = _git("ls-files", "-z")
    names = [name for name in listing.split("\0") if name]
    return [Path(name) for name in names if (ROOT / name).is_file()]


def exceptions(name: str) -> dict[str, dict[str, int]]:
    """Return the exceptions list `name`, an empty one when the file is not there."""
    return _as_tables((HERE / name).read_text(encoding="utf-8") if (HERE / name).exists() else "")


def earlier_exceptions(name: str) -> dict[str, dict[str, int]] | None:
    """Return the list as it stood before its last change; None when it is in its first version."""
    relative = (HERE / name).relative_to(ROOT).as_posix()
    commits = _git("log", "--format=%H", "-n", "2", "--", relative).split()
    if not commits:
        return None
    newest = _git("show", f"{commits[0]}:{relative}")
    if _as_tables(newest) != exceptions(name):
        return _as_tables(newest)
    return _as_tables(_git("show", f"{commits[1]}:{relative}")) if len(commits) > 1 else None


def grown(name: str) -> Iterator[str]:
    """Yield what was added to the list `name`, or raised in it, since its version before."""
    before = earlier_exceptions(name)
    if before is None:
        return
    for table, entries in exceptions(name).items():
        for key, value in entries.items():
            if value > before.get(table, {}).get(key, 0):
                yield f"{table}: {key}"


def _as_tables(text: str) -> dict[str, dict[str, int]]:
    return {
        table: dict(entries)
        for table, entries in tomllib.loads(text).items()
        if isinstance(entries, dict)
    }


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout
