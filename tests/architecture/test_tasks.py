"""The tasks script keeps its promises: one door, exact advice, the commands of the README."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import source_tree

DEV = source_tree.ROOT / "build" / "dev.py"

WITHOUT_RIGHTS = """
import os, sys
sys.path.insert(0, {folder!r})
import machine
os.geteuid = lambda: 1000
said = []
print(machine.install(["libgl1", "xvfb"], said.append))
print("\\n".join(said))
"""


def _python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=source_tree.ROOT,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
    )


@pytest.mark.parametrize("command", ["setup", "run", "test", "lint", "bench", "package"])
def test_the_help_names_every_command(command: str) -> None:
    done = _python(str(DEV), "--help")
    assert done.returncode == 0
    assert re.search(rf"^  {command}\b", done.stdout, re.MULTILINE)


def test_an_unknown_command_is_the_callers_mistake() -> None:
    done = _python(str(DEV), "tset")
    assert done.returncode == 2
    assert "python3 build/dev.py" in done.stdout


def test_without_rights_it_says_exactly_what_to_type(tmp_path: Path) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    apt.chmod(0o755)
    script = WITHOUT_RIGHTS.format(folder=str(DEV.parent))
    done = _python("-c", script, PATH=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("False\n")
    assert "sudo apt-get update && sudo apt-get install -y libgl1 xvfb" in done.stdout


def test_without_apt_it_names_the_packages(tmp_path: Path) -> None:
    script = WITHOUT_RIGHTS.format(folder=str(DEV.parent))
    done = _python("-c", script, PATH=str(tmp_path))
    assert done.stdout.startswith("False\n")
    assert "libgl1 xvfb" in done.stdout


def test_the_door_can_be_read_by_a_python_that_is_too_old() -> None:
    """The version check is useless when its own file cannot be compiled."""
    ast.parse(DEV.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_ci_runs_the_commands_of_the_readme_and_nothing_else() -> None:
    script = (source_tree.ROOT / ".ci" / "run").read_text(encoding="utf-8")
    commands = re.findall(r"^python3 .*?(?= \|\||$)", script, re.MULTILINE)
    assert commands == ["python3 build/dev.py lint", "python3 build/dev.py test"]
    assert commands[1] in (source_tree.ROOT / "README.md").read_text(encoding="utf-8")
    assert os.access(source_tree.ROOT / ".ci" / "run", os.X_OK)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the folder is Linux's")
@pytest.mark.parametrize(
    ("room", "allowed", "meant"),
    [
        ("8 << 30", "max", "{'TMPDIR': '/dev/shm'}"),
        ("8 << 30", "17179869184", "{'TMPDIR': '/dev/shm'}"),
        ("8 << 30", "8589934592", "{}"),
        ("1 << 60", "max", "{}"),
    ],
)
def test_folders_lie_in_memory_where_it_has_room(room: str, allowed: str, meant: str) -> None:
    script = f"""
import os, sys, types
sys.path.insert(0, {str(DEV.parent)!r})
import dev
os.environ.pop("TMPDIR", None)
os.access = lambda *_asked: True
os.statvfs = lambda _path: types.SimpleNamespace(f_bavail=1 << 24, f_frsize=4096, f_flag=0)
told = {{"meminfo": "MemTotal: 9 kB\\nMemAvailable: 20000000 kB\\n", "memory.max": "{allowed}\\n"}}
dev.Path.read_text = lambda path, **_more: told.get(path.name, "max")
dev.MEMORY_FOR_FOLDERS = {room}
print(dev._memory())
os.environ["TMPDIR"] = "named"
print(dev._memory())
"""
    done = _python("-c", script)
    assert done.stdout.splitlines() == [meant, "{}"], done.stderr


def test_build_is_not_a_package() -> None:
    """An __init__.py there would hide the tool named build and break packaging."""
    assert list((source_tree.ROOT / "build").rglob("__init__.py")) == []
