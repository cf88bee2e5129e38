"""What the machine itself must bring: Qt's system libraries and a few tools, by apt where we may.

Standard library only; no Python package and no font is handled here (environment.py, fonts.py).
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Say = Callable[[str], None]

# Shared library -> Debian package. Qt's own message names the wrong one, so each is asked for.
WINDOW_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
SCREEN_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# Command, or a file by its whole path -> Debian package, for the tests only.
TEST_TOOLS = {
    "/usr/share/fcitx5/addon/ibusfrontend.conf": "fcitx5-modules",
    "/usr/share/fcitx5/inputmethod/pinyin.conf": "fcitx5-pinyin",
    "Xvfb": "xvfb",
    "apache2": "apache2-bin",  # the WebDAV server of the exchange's tests
    "dbus-daemon": "dbus",
    "fcitx5": "fcitx5",
    "pdftotext": "poppler-utils",
    "xauth": "xauth",
    "xdotool": "xdotool",
    "zbarimg": "zbar-tools",
    "chromium": "chromium",
    "chromedriver": "chromium-driver",
}
PACKAGE_TOOLS = {"objdump": "binutils"}


@dataclass(frozen=True)
class Missing:
    """Debian packages that are not there, by what fails without them."""

    venv: tuple[str, ...] = ()
    window: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()

    @property
    def packages(self) -> list[str]:
        """All package names, each once, in a stable order."""
        return sorted({*self.venv, *self.window, *self.tools})


def find_missing(tools: dict[str, str]) -> Missing:
    """Look for the virtual environment module, Qt's libraries and the given tools."""
    venv: tuple[str, ...] = ()
    if importlib.util.find_spec("ensurepip") is None:
        venv = (f"python3.{sys.version_info.minor}-venv",)
    if not sys.platform.startswith("linux"):
        return Missing(venv=venv)
    libraries = {**WINDOW_LIBRARIES, **SCREEN_LIBRARIES}
    return Missing(
        venv=venv,
        window=tuple(sorted({libraries[name] for name in libraries if not _loads(name)})),
        tools=tuple(sorted({package for name, package in tools.items() if not _found(name)})),
    )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _found(command: str) -> bool:
    # Servers lie where only administrators look.
    return any(shutil.which(command, path=path) for path in (None, "/usr/sbin"))


def install(packages: Iterable[str], say: Say) -> bool:
    """Install Debian packages when we may; otherwise say exactly what to type. True if done."""
    wanted = list(packages)
    if shutil.which("apt-get") is None:
        say(
            "缺少系统组件，请用本机的软件包管理器安装（以下为 Debian 名称）："
            " / please install (Debian names): " + " ".join(wanted)
        )
        return False
    prefix = _privilege()
    if prefix is None:
        say("缺少系统组件，需要管理员权限。请执行 / please type:")
        say("    sudo apt-get update && sudo apt-get install -y " + " ".join(wanted))
        say("然后重新执行刚才的命令 / then run the same command again")
        return False
    say(f"安装 {len(wanted)} 个系统软件包 / installing: " + " ".join(wanted))
    apt = [*prefix, "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    if not _run([*apt, "update"]):
        say("软件包列表未能更新，按现有列表继续 / the package lists could not be refreshed")
    command = [*apt, "install", "-y", "--no-install-recommends", *wanted]
    if _run(command):
        return True
    say(
        "安装没有成功，请检查网络后执行 / failed; check the network and type: "
        + shlex.join(command)
    )
    return False


def _privilege() -> list[str] | None:
    """Return how to become root: not needed, by sudo without a question, or not at all."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(
        ["sudo", "-n", "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return ["sudo", "-n"] if asked.returncode == 0 else None


def _run(command: list[str]) -> bool:
    """Run apt without questions; its own complaints are shown only when it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_MODE": "a"}
    if command[0] == "sudo":
        command = [*command[:2], "env", "DEBIAN_FRONTEND=noninteractive", *command[2:]]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        sys.stdout.write("".join(done.stdout.splitlines(keepends=True)[-15:]))
    return done.returncode == 0
