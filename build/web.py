"""Fetches htmx for the county's console and checks it by its hash; nothing else of the web is used.

Standard library only. It is not committed; the console's pages work without it, only less quickly.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

PACKAGE = "htmx.org@2.0.11"
MEMBER = "package/dist/htmx.min.js"
SHA256 = "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"
TARGET = Path(__file__).resolve().parent.parent / "resources/console/static/htmx.min.js"
_TIMEOUT = 300  # seconds


def ensure_htmx(target: Path, say: Callable[[str], None]) -> bool:
    """Put htmx where the console serves it from; True if it is there, whole."""
    if target.exists() and _is_sound(target.read_bytes()):
        return True
    npm = shutil.which("npm")
    if npm is None:
        say("没有 npm，县级工作台将不使用 htmx / no npm: the console goes without htmx")
        return False
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", PACKAGE]
        try:
            subprocess.run(
                command, cwd=folder, capture_output=True, timeout=_TIMEOUT, check=True,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip
            content = _taken_from(next(Path(folder).glob("*.tgz")))
        except (OSError, subprocess.SubprocessError, StopIteration, tarfile.TarError, KeyError):
            content = b""
    if not _is_sound(content):
        say("未能取得 htmx，县级工作台将不使用它 / the console goes without htmx")
        return False
    part = target.with_suffix(".part")
    part.write_bytes(content)
    part.replace(target)
    return True


def _taken_from(archive: Path) -> bytes:
    with tarfile.open(archive) as package:
        source = package.extractfile(MEMBER)
        return source.read() if source else b""


def _is_sound(content: bytes) -> bool:
    return hashlib.sha256(content).hexdigest() == SHA256
