"""Who may import whom: the contracts of pyproject.toml hold, and each of them bites."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture import source_tree

# contract id -> (a module to plant, what it must not import)
SEEDS = {
    "house": ("corrdesk/base/planted.py", "import corrdesk.store.base"),
    "casework": ("corrdesk/casework/leave/planted.py", "import corrdesk.casework.aftercare"),
    "paper": ("corrdesk/casework/planted.py", "import reportlab.pdfgen"),
    "window": ("corrdesk/printing/planted.py", "import PySide6.QtGui"),
    "cipher": ("corrdesk/store/planted.py", "import sqlcipher3"),
    "server": ("corrdesk/cli/planted.py", "import fastapi"),
    "tables": ("corrdesk/rules/planted.py", "import sqlalchemy.orm"),
    "protocol": ("corrdesk/sync/core/planted.py", "import sqlalchemy"),
    "policies": ("corrdesk/casework/leave/policy.py", "import corrdesk.store.base"),
}
# Contracts that speak of packages which are not built yet get them planted as well.
NEEDED = ["leave", "aftercare"]


def _contracts() -> dict[str, str]:
    configuration = tomllib.loads((source_tree.ROOT / "pyproject.toml").read_text("utf-8"))
    listed = configuration["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract["name"] for contract in listed}


def _lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = "from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _copy_of_the_package(folder: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__", "_resources")
    shutil.copytree(source_tree.ROOT / "corrdesk", folder / "corrdesk", ignore=ignored)
    shutil.copy(source_tree.ROOT / "pyproject.toml", folder)
    for name in NEEDED:
        package = folder / "corrdesk" / "casework" / name
        package.mkdir(parents=True, exist_ok=True)
        (package / "__init__.py").touch()


def test_the_contracts_hold() -> None:
    done = _lint(source_tree.ROOT)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_every_contract_is_tried() -> None:
    assert set(SEEDS) == set(_contracts())


@pytest.mark.parametrize("contract", sorted(SEEDS))
def test_a_seeded_violation_breaks_its_contract(contract: str, tmp_path: Path) -> None:
    _copy_of_the_package(tmp_path)
    planted, statement = SEEDS[contract]
    (tmp_path / planted).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / planted).write_text(f'"""Planted."""\n\n{statement}\n', encoding="utf-8")
    done = _lint(tmp_path, "--contract", contract)
    told = re.sub(r"\s+", " ", done.stdout)
    assert done.returncode == 1, told + done.stderr
    assert _contracts()[contract] + " BROKEN" in told
    assert planted.removesuffix(".py").replace("/", ".") in told


def test_base_needs_nothing_but_the_standard_library() -> None:
    allowed = {"corrdesk", *sys.stdlib_module_names}
    strangers = []
    for path in source_tree.python_files("corrdesk/base"):
        for name in _imported(source_tree.parsed(path)):
            top = name.partition(".")[0]
            if top == "stdnum" and path.name == "idnumber.py":
                continue
            if top not in allowed:
                strangers.append(f"{path}: {name}")
    assert strangers == []


def _imported(tree: ast.Module) -> list[str]:
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return names
