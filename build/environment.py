"""The Python side of set-up: `.venv`, the packages locked by hash, and a stamp of what is done.

Standard library only; it never asks for a package by name alone.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from machine import Say

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "build" / "requirements"
STATE = ROOT / ".setup"
_WORTH_A_NEW_SETUP = (
    "pyproject.toml",
    "build/environment.py",
    "build/machine.py",
    "build/fonts.py",
    "build/web.py",
    "build/requirements/test.txt",
)


class SetupError(Exception):
    """Set-up cannot go on; the text says why and what to type."""


def python_of(folder: Path) -> Path:
    """Return the interpreter inside a virtual environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint() -> str:
    """Return a digest of everything that set-up depends on, this place and Python included."""
    digest = hashlib.sha256(f"{ROOT}|{sys.version_info[:2]}".encode())
    for name in _WORTH_A_NEW_SETUP:
        path = ROOT / name
        digest.update(name.encode() + (path.read_bytes() if path.exists() else b"-"))
    return digest.hexdigest()


def is_current(folder: Path) -> bool:
    """Tell whether the last complete set-up was for exactly this state of the project."""
    stamp = STATE / "stamp"
    return (
        python_of(folder).exists()
        and stamp.exists()
        and stamp.read_text(encoding="utf-8").strip() == fingerprint()
    )


def mark_current() -> None:
    """Remember that set-up is complete, so that the next run is instant."""
    STATE.mkdir(exist_ok=True)
    (STATE / "stamp").write_text(fingerprint() + "\n", encoding="utf-8")


def make(folder: Path, lock: str, say: Say) -> Path:
    """Make or complete the virtual environment `folder` from a lock; return its interpreter."""
    python = python_of(folder)
    if not _works(python):
        say(f"建立 {folder.name} / creating the virtual environment")
        _step([sys.executable, "-m", "venv", "--clear", str(folder)], "建立虚拟环境")
    count = (LOCKS / f"{lock}.txt").read_text(encoding="utf-8").count("==")
    say(f"安装已锁定的 {count} 个组件（首次约 1—3 分钟）/ installing the locked packages")
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    _step(
        [
            *pip,
            *quiet,
            "--require-hashes",
            "--only-binary",
            ":all:",
            "--requirement",
            str(LOCKS / f"{lock}.txt"),
        ],
        "安装组件",
        shown=True,
    )
    say("登记 corrdesk 本身 / installing the project itself")
    _step(
        [
            *pip,
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
            "--no-index",
            "--editable",
            str(ROOT),
        ],
        "登记 corrdesk",
    )
    return python


def _works(python: Path) -> bool:
    if not python.exists():
        return False
    asked = subprocess.run(
        [str(python), "-c", "import sys, pip; print(sys.version_info[:2])"],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.returncode == 0 and asked.stdout.strip() == str(sys.version_info[:2])


def _step(command: list[str], what: str, *, shown: bool = False) -> None:
    """Run one step of set-up; its output is shown as it comes, or only when it fails."""
    environment = {**os.environ, "PYTHONUTF8": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=None if shown else subprocess.PIPE,
        stderr=None if shown else subprocess.STDOUT,
        env=environment,
        check=False,
    )
    if done.returncode == 0:
        return
    if done.stdout:
        sys.stdout.write(done.stdout.decode("utf-8", errors="replace")[-3000:])
    message = (
        f"{what}没有成功（见上）。若是网络问题，联网后重新执行同一命令即可继续。"
        f" / step failed, see above; when the network was the reason, run the same command again."
    )
    raise SetupError(message)
