"""Chinese typed through fcitx5 on a real X server reaches the search box and finds the person."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import pytest

from tests.faults.lock_office import OFFICER, PASSPHRASE, found

TOOLS = ("Xvfb", "dbus-daemon", "fcitx5", "xdotool")
ABSENT = [name for name in TOOLS if shutil.which(name) is None]
PINYIN = Path("/usr/share/fcitx5/inputmethod/pinyin.conf")
PROFILE = """\
[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin

[Groups/0/Items/0]
Name=keyboard-us
Layout=

[Groups/0/Items/1]
Name=pinyin
Layout=

[GroupOrder]
0=Default
"""
Start = Callable[..., "subprocess.Popen[bytes]"]

pytestmark = [
    pytest.mark.xvfb,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="fcitx5 is of Linux"),
    pytest.mark.skipif(bool(ABSENT), reason=f"not installed: {', '.join(ABSENT)}"),
    pytest.mark.skipif(not PINYIN.exists(), reason="not installed: fcitx5-pinyin"),
]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts processes that end with the test."""
    with ExitStack() as stack:

        def run(*command: str, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
            made = subprocess.Popen(
                command,
                env=dict(env),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            stack.enter_context(made)
            stack.callback(made.terminate)
            return made

        yield run


@pytest.fixture
def session(start: Start, tmp_path: Path) -> dict[str, str]:
    """The environment of a desktop with a screen, a bus, and fcitx5 typing pinyin."""
    home = tmp_path / "home"
    (home / ".config" / "fcitx5").mkdir(parents=True)
    home.chmod(0o700)
    (home / ".config" / "fcitx5" / "profile").write_text(PROFILE, encoding="utf-8")
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    env = kept | {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), "LC_ALL": "C.UTF-8"}
    screen = start("Xvfb", "-displayfd", "1", "-screen", "0", "1366x768x24", env=env)
    env["DISPLAY"] = f":{_line(screen.stdout)}"
    bus = start("dbus-daemon", "--session", "--nofork", "--print-address=1", env=env)
    env["DBUS_SESSION_BUS_ADDRESS"] = _line(bus.stdout)
    start("fcitx5", "--disable=wayland", env=env)
    return env


def test_a_name_typed_in_pinyin_finds_its_person(
    session: dict[str, str], start: Start, tmp_path: Path
) -> None:
    _until(lambda: _do(session, "fcitx5-remote").strip().isdigit(), "fcitx5 does not answer")
    folder = tmp_path / "office"
    folder.mkdir()
    found(folder)
    module = "tests.xserver.typing_window"
    window = start(sys.executable, "-m", module, str(folder), OFFICER, env=session)
    assert window.stdin is not None
    window.stdin.write(f"{PASSPHRASE}\n".encode())
    window.stdin.flush()
    _until(lambda: bool(_focus(session)), "the window does not come")
    assert _line(window.stdout) == "ready"
    _do(session, "fcitx5-remote", "-o")
    _do(session, "xdotool", "type", "--delay", "80", "ouyang")
    _do(session, "xdotool", "key", "space")  # takes the first candidate
    words = _line(window.stdout).split()
    while len(words) < 3:
        words = _line(window.stdout).split()
    assert words[1] == "欧阳"
    assert all(name.startswith("欧阳") for name in words[2:])


def _line(stream: IO[bytes] | None) -> str:
    assert stream is not None
    line = stream.readline()
    assert line, "the process ended"
    return line.decode().strip()


def _do(env: Mapping[str, str], *command: str) -> str:
    done = subprocess.run(command, env=dict(env), capture_output=True, check=False, timeout=30)
    return done.stdout.decode()


def _focus(env: Mapping[str, str]) -> str:
    """Gives the window the keyboard; without a window manager nobody else does."""
    windows = _do(env, "xdotool", "search", "--onlyvisible", "--name", "社区矫正").split()
    if windows:
        _do(env, "xdotool", "windowfocus", "--sync", windows[-1])
    return windows[-1] if windows else ""


def _until(holds: Callable[[], bool], problem: str) -> None:
    for _number in range(100):
        if holds():
            return
        time.sleep(0.2)
    pytest.fail(problem)
