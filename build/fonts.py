"""Obtains the free fonts that notices are printed with, from package registries only.

Standard library only. Called by the tasks script; safe to call again, and instant then.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

Say = Callable[[str], None]

_ROOT = Path(__file__).resolve().parent.parent
_SYSTEM = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local" / "share" / "fonts",
)

_RARE = "fonts-hanazono"
# Debian package -> the files printing needs of it.
_PACKAGES = {
    "fonts-lxgw-wenkai": ("LXGWWenKai-Regular.ttf", "LXGWWenKai-Bold.ttf"),
    _RARE: ("HanaMinA.ttf", "HanaMinB.ttf"),
}
# The desk shows Chinese with whatever the system has; only a bare machine needs this one.
_DESK_PACKAGE = "fonts-noto-cjk"
_DESK_FILES = ("NotoSansCJK-Regular.ttc", "wqy-microhei.ttc", "wqy-zenhei.ttc", "msyh.ttc")

_SERIF = "@expo-google-fonts/noto-serif-sc@0.4.3"
_SERIF_SHA256 = "ff6bcf5ba68d92dfecc05544bb150f9e724741a932354a0dd97e7289c40a3f5e"
_SERIF_FILES = {
    "package/400Regular/NotoSerifSC_400Regular.ttf": (
        "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742"
    ),
    "package/700Bold/NotoSerifSC_700Bold.ttf": (
        "9c6a2ba736e4b499c84f65ce366bd3625c0401885fd3e585ace50fb738b96ff6"
    ),
}

_TIMEOUT = 900  # seconds: a slow line may take its time
_PROOF = (
    "from corrdesk.printing.fonts import missing_characters as m;"
    "raise SystemExit(1 if m('社区矫正警告决定书（2026）·') else 0)"
)


def ensure_fonts(venv_python: Path, target: Path, say: Say) -> list[str]:
    """Make the fonts available, preferring the system's own packages, else in `target`.

    `venv_python` is the project's interpreter, which proves at the end that printing finds a
    font. Returns the problems that remain, each with what to type; an empty list means that
    notices can be printed. A missing nicety (one of the two
    faces for body text) is no problem.
    """
    if not _missing_packages(target) and _has_serif(target):
        return []
    target.mkdir(parents=True, exist_ok=True)
    _ensure_serif(target, say)
    _ensure_packages(target, say)
    if not _prints(venv_python):
        return [
            "没有可用于打印文书的中文字体。请执行：sudo apt-get install "
            + " ".join(_PACKAGES)
            + f"；或把 LXGWWenKai-Regular.ttf 和 LXGWWenKai-Bold.ttf 放进 {target}"
        ]
    if _RARE in _missing_packages(target):
        return [f"缺少生僻字字体。请执行：sudo apt-get install {_RARE}"]
    return []


def bundle_files(target: Path) -> list[Path]:
    """The free fonts found on this machine that a packaged application should carry."""
    names = [name for files in _PACKAGES.values() for name in files]
    names += [Path(member).name for member in _SERIF_FILES]
    found = (_find(name, target) for name in names)
    return [path for path in found if path is not None]


def _missing_packages(target: Path) -> list[str]:
    missing = [
        package
        for package, files in _PACKAGES.items()
        if any(_find(name, target) is None for name in files)
    ]
    if shutil.which("apt-get") and all(_find(name, target) is None for name in _DESK_FILES):
        missing.append(_DESK_PACKAGE)
    return missing


def _find(name: str, target: Path) -> Path | None:
    for folder in (target, *_SYSTEM):
        if folder.is_dir():
            for path in folder.rglob(name):
                return path
    return None


def _ensure_packages(target: Path, say: Say) -> None:
    missing = _missing_packages(target)
    if not missing or not shutil.which("apt-get"):
        return
    root = _root_prefix()
    if root is not None:
        say(f"安装字体：{' '.join(missing)}")
        for package in missing:  # one by one: an older release may lack one of them
            _install(root, package)
    for package in _missing_packages(target):
        if package in _PACKAGES:
            say(f"下载字体到项目目录：{package}")
            _unpack(package, _PACKAGES[package], target)


def _root_prefix() -> list[str] | None:
    """What to write before a command to run it as root without a question; None if impossible."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _run(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return None


def _install(root: list[str], package: str) -> None:
    command = [*root, "apt-get", "install", "-y", "-q", "--no-install-recommends", package]
    if not _run(command) and _run([*root, "apt-get", "update", "-q"]):
        _run(command)


def _unpack(package: str, names: Iterable[str], target: Path) -> None:
    """Without root: download the package (apt checks its hash) and take only the fonts out."""
    with tempfile.TemporaryDirectory(dir=target) as folder:
        if not _run(["apt-get", "download", "-q", package], folder=Path(folder)):
            return
        for archive in Path(folder).glob("*.deb"):
            _run(["dpkg", "-x", archive.name, "unpacked"], folder=Path(folder))
        for name in names:
            for path in Path(folder).rglob(name):
                if path.is_file() and not path.is_symlink():
                    path.replace(target / name)
                    break


def _has_serif(target: Path) -> bool:
    if not shutil.which("npm"):
        return True  # nothing to fetch it with: the other fonts print as well
    return all(_find(Path(member).name, target) for member in _SERIF_FILES)


def _ensure_serif(target: Path, say: Say) -> None:
    if _has_serif(target):
        return
    say("下载宋体（Noto Serif SC，约 69 MB）")
    with tempfile.TemporaryDirectory(dir=target) as folder:
        if not _run(["npm", "pack", "--silent", _SERIF], folder=Path(folder)):
            say("未能下载宋体，将使用霞鹜文楷打印。")
            return
        for archive in Path(folder).glob("*.tgz"):
            if _sha256(archive.read_bytes()) != _SERIF_SHA256:
                say("下载的宋体与登记的校验值不符，未使用。")
                return
            _take_serif(archive, target)


def _take_serif(archive: Path, target: Path) -> None:
    with tarfile.open(archive) as package:
        for member, expected in _SERIF_FILES.items():
            source = package.extractfile(member)
            content = source.read() if source else b""
            if _sha256(content) == expected:
                part = target / f"{Path(member).name}.part"
                part.write_bytes(content)
                part.replace(target / Path(member).name)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _prints(venv_python: Path) -> bool:
    return _run([str(venv_python), "-c", _PROOF], folder=_ROOT)


def _run(command: list[str], *, folder: Path | None = None) -> bool:
    """Whether a command ended well; it must not ask anything."""
    program = shutil.which(command[0])
    if program is None:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            [program, *command[1:]],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
