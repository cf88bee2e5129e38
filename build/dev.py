"""The one door for newcomers and CI: setup, run, test, lint, bench, simulate, package.

Standard library only. It sets everything up by itself, so no command needs another one first:

    python3 build/dev.py run      open the demo office (without a screen: play its day headless)
    python3 build/dev.py test     run all tests
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python is exactly what is looked for here
    for _newer in ("python3.13", "python3.12", "python3.11", "python3.14"):
        _found = shutil.which(_newer)
        if _found:
            sys.exit(subprocess.call([_found, *sys.argv]))
    sys.exit("需要 Python 3.11 或更高版本 / Python 3.11 or newer is needed; this is " + sys.version)

import importlib.util
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import environment
import machine
import web

ROOT = environment.ROOT
VENV = ROOT / ".venv"
FROZEN = ROOT / ".pyinstaller"
_STARTED = time.monotonic()
MEMORY_FOR_FOLDERS = 8 << 30  # bytes; a full run fills a fraction of it

HELP = """用法 / usage: python3 build/dev.py COMMAND [ARGUMENTS]

  setup             准备好一切 / set everything up
  run [-- ARGS]     打开演示司法所 / open the demo office; with ARGS: corrdesk ARGS
  test [ARGS]       运行测试 / run the tests; ARGS go to pytest
  lint              检查代码、类型、依赖方向和规则 / check code, types, imports and rules
  bench             运行性能测试 / run the benchmarks
  simulate          模拟数据交换 / play the exchange: --seeds N --first S
  package           制作可直接运行的程序文件夹 / freeze the application and try it
"""


def say(text: str) -> None:
    """Print one progress line with the seconds since the start."""
    print(f"[{time.monotonic() - _STARTED:6.1f} s] {text}", flush=True)


def call(*command: str | Path, **changes: str) -> int:
    """Run a tool in the project folder, its output shown as it comes; return its exit code."""
    settings = {**os.environ, "PYTHONUTF8": "1", **changes}
    sys.stdout.flush()
    return subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=settings, check=False
    ).returncode


def python() -> str:
    """Return the interpreter of the project's own environment."""
    return str(environment.python_of(VENV))


# --------------------------------------------------------------------------------------- commands


def setup(_arguments: list[str]) -> int:
    """Set everything up; the second time this is instant."""
    if environment.is_current(VENV):
        return 0
    complete = _machine(machine.TEST_TOOLS)
    environment.make(VENV, "test", say)
    complete = _window_opens() and complete
    complete = _fonts() and complete
    web.ensure_htmx(web.TARGET, say)
    if complete:
        environment.mark_current()
        say("准备完成 / set-up complete")
    else:
        say("准备基本完成，但有上面所说的缺项 / set up, except for what is named above")
    return 0


def _machine(tools: dict[str, str]) -> bool:
    """Bring in what the operating system lacks; stop only when nothing can go on without it."""
    missing = machine.find_missing(tools)
    if not missing.packages or machine.install(missing.packages, say):
        return True
    if missing.venv:
        message = "没有 venv 就不能继续，请先安装 / cannot go on without " + " ".join(missing.venv)
        raise environment.SetupError(message)
    return False


def _window_opens() -> bool:
    """Open an invisible window; where Qt cannot, name the libraries that it misses."""
    trial = (
        "from PySide6.QtWidgets import QApplication, QWidget; QApplication([]); QWidget().show()"
    )
    done = subprocess.run(
        [python(), "-c", trial],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return True
    say("Qt 窗口打不开 / Qt cannot open a window: " + done.stderr.strip()[-300:])
    return False


def _fonts() -> bool:
    """Find or fetch the fonts of the notices (build/fonts.py)."""
    script = ROOT / "build" / "fonts.py"
    spec = importlib.util.spec_from_file_location("fonts", script)
    if spec is None or spec.loader is None or not script.exists():
        return True
    fonts = importlib.util.module_from_spec(spec)
    sys.modules["fonts"] = fonts
    spec.loader.exec_module(fonts)
    problems = fonts.ensure_fonts(Path(python()), environment.STATE / "fonts", say)
    for problem in problems:
        say(problem)
    return not problems


def run(arguments: list[str]) -> int:
    """Open the demo office, or run `corrdesk` with the arguments after `--`."""
    setup([])
    if arguments:
        given = arguments[1:] if arguments[0] == "--" else arguments
        return call(python(), "-m", "corrdesk", *given)
    if _has_a_screen():
        say("打开演示司法所 / opening the demo office")
        return call(python(), "-m", "corrdesk", "demo")
    folder = ROOT / ".artifacts" / "demo"
    shutil.rmtree(folder, ignore_errors=True)  # the last demo's; nothing else writes there
    say("这台机器没有屏幕，改为无窗口演示 / no screen: headless demo")
    say(f"结果在 / results in {folder.relative_to(ROOT)}")
    demo = ["-m", "corrdesk", "demo", "--headless", "--out", str(folder)]
    return call(python(), *demo, QT_QPA_PLATFORM="offscreen")


def _has_a_screen() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def test(arguments: list[str]) -> int:
    """Run the tests on all cores; the last line printed is pytest's own summary."""
    setup([])
    one_process = any(word in {"-s", "--pdb", "-n"} or word.startswith("-n") for word in arguments)
    spread = [] if one_process else ["-n", "auto", "--dist", "worksteal"]
    fixed = ["-p", "randomly", "--randomly-seed=20261120"] if os.environ.get("CI") else []
    # Many tests start the program anew: it is compiled once, whatever the machine is set to.
    changes = {"PYTHONDONTWRITEBYTECODE": "", **_memory()}
    return call(python(), "-m", "pytest", *spread, *fixed, *arguments, **changes)


def _memory() -> dict[str, str]:
    """Where the tests' folders lie: in memory where it has room, for every test waits for disks.

    A folder for temporary files that was named by hand stays.
    """
    shared = Path("/dev/shm")  # noqa: S108 - Linux's own folder in memory
    if "TMPDIR" in os.environ or not os.access(shared, os.W_OK):
        return {}
    place, told = os.statvfs(shared), Path("/proc/meminfo").read_text(encoding="utf-8")
    available = int(told.partition("MemAvailable:")[2].split()[0]) * 1024
    room = min(place.f_bavail * place.f_frsize, available, _allowed() // 2)
    if room < MEMORY_FOR_FOLDERS or place.f_flag & os.ST_NOEXEC:
        return {}
    return {"TMPDIR": str(shared)}


def _allowed() -> int:
    """Bytes of memory that a container allows its programs together; such folders count too."""
    least = sys.maxsize
    for name in ("memory.max", "memory/memory.limit_in_bytes"):
        try:
            told = Path("/sys/fs/cgroup", name).read_text(encoding="ascii").strip()
        except OSError:
            continue
        least = min(least, int(told) if told.isdigit() else sys.maxsize)
    return least


def lint(_arguments: list[str]) -> int:
    """Run every check that is not a test; all of them, even after one has failed."""
    setup([])
    tests = "tests/architecture/"
    checks: dict[str, list[str]] = {
        "mypy": ["-m", "mypy", "--no-error-summary"],  # the longest
        "ruff check": ["-m", "ruff", "check", "--quiet", "."],
        "ruff format": ["-m", "ruff", "format", "--check", "--quiet", "."],
        "import contracts": [
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
        ],
        "spelling": ["-m", "codespell_lib", "corrdesk", "tests", "build", "resources/help"],
        "rules": ["-m", "corrdesk", "rules", "check"],
        "sizes and mirrors": [
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:randomly",
            "-p",
            "no:cacheprovider",
            *(tests + name for name in ("test_sizes.py", "test_docstrings.py", "test_mirror.py")),
        ],
    }
    failed = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {name: pool.submit(_told, *command) for name, command in checks.items()}
        for name, check in running.items():
            code, words = check.result()
            say(name)
            sys.stdout.buffer.write(words)  # as it was said, whatever this terminal speaks
            sys.stdout.flush()
            if code != 0:
                failed.append(name)
    say("没有通过 / failed: " + ", ".join(failed) if failed else "全部通过 / all checks passed")
    return 1 if failed else 0


def _told(*command: str) -> tuple[int, bytes]:
    """Run a tool beside others; return its exit code and all that it said."""
    done = subprocess.run(
        [python(), *command],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return done.returncode, done.stdout


def bench(arguments: list[str]) -> int:
    """Run the benchmarks one after the other; each prints its own figures.

    Names choose among them; what is no name of a benchmark is handed on to those chosen.
    """
    setup([])
    scripts = sorted((ROOT / "tests" / "bench").glob("bench_*.py"))
    names = {path.stem for path in scripts} & set(arguments)
    options = [word for word in arguments if word not in names]
    wanted = [path for path in scripts if not names or path.stem in names]
    worst = 0
    for path in wanted:
        say(path.stem)
        worst = max(worst, call(python(), path, *options, PYTHONPATH=str(ROOT)))
    return worst


def simulate(arguments: list[str]) -> int:
    """Play the exchange from seeds: one line per broken seed, the last says how many there were."""
    setup([])
    return call(python(), "-m", "tests.faults.simulation", *arguments, PYTHONPATH=str(ROOT))


def package(_arguments: list[str]) -> int:
    """Freeze the application into dist/corrdesk and run its self-test."""
    setup([])
    _machine(machine.PACKAGE_TOOLS)
    # Its own environment, so that no test tool finds its way into the product.
    freezer = environment.make(FROZEN / "venv", "package", say)
    say("冻结程序 / freezing")
    failed = call(
        freezer,
        "-m",
        "PyInstaller",
        "--noconfirm",
        "--log-level",
        "WARN",
        "--workpath",
        FROZEN / "build",
        "--distpath",
        ROOT / "dist",
        ROOT / "corrdesk.spec",
    )
    if failed:
        return failed
    application = ROOT / "dist" / "corrdesk"
    size = sum(path.lstat().st_size for path in application.rglob("*"))
    say(f"dist/corrdesk: {size / 1e6:.0f} MB；自检 / self-test")
    program = application / ("corrdesk.exe" if os.name == "nt" else "corrdesk")
    return call(program, "selftest", QT_QPA_PLATFORM="offscreen")


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "setup": setup,
    "run": run,
    "test": test,
    "lint": lint,
    "bench": bench,
    "simulate": simulate,
    "package": package,
}


def main(words: list[str]) -> int:
    """Do what the first word asks."""
    if not words or words[0] not in COMMANDS:
        print(HELP)
        return 0 if not words or words[0] in {"-h", "--help", "help"} else 2
    try:
        return COMMANDS[words[0]](words[1:])
    except environment.SetupError as problem:
        say(str(problem))
        return 3
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
