"""Brings in the peers that are not part of the project: Anki and PouchDB, by their locked hashes.

They live in `.artifacts/bench`, far from the project's own environment, and are fetched once. What
cannot be had is named, and the bench goes on without it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.bench.exchange import pouch_peer
from tests.bench.exchange.cost import Cost

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PLACE = ROOT / ".artifacts" / "bench"
Costs = dict[str, list[Cost]]


def fetch_anki() -> str:
    """Makes Anki's environment. Returns why not, or nothing."""
    python = PLACE / "anki" / "bin" / "python"
    if python.exists():
        return ""
    commands = [
        [sys.executable, "-m", "venv", str(python.parents[1])],
        [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "install",
         "--require-hashes", "--only-binary", ":all:", "-r", str(HERE / "anki.txt")],
    ]  # fmt: skip
    return _run(commands, python.parents[1])


def fetch_pouch() -> str:
    """Makes PouchDB's folder. Returns why not, or nothing."""
    folder = PLACE / "pouch"
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "no node here"
    fresh = not (folder / "node_modules").exists()
    folder.mkdir(parents=True, exist_ok=True)
    for path in (HERE / "pouch").iterdir():
        shutil.copy2(path, folder / path.name)
    if not fresh:
        return ""
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
    return _run([["npm", "ci", *quiet, "--prefix", str(folder)]], folder)


def _run(commands: list[list[str]], made: Path) -> str:
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
        if done.returncode != 0:
            shutil.rmtree(made, ignore_errors=True)
            return (done.stderr.strip().splitlines() or ["it failed"])[-1][:200]
    return ""


def run_anki(folder: Path, port: int, count: int, new: int) -> Costs:
    """Anki's costs by name."""
    folder.mkdir()
    done = subprocess.run(
        [str(PLACE / "anki" / "bin" / "python"), "-m", "tests.bench.exchange.anki_peer",
         str(folder), str(port), str(count), str(new)],
        capture_output=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    return {name: [Cost(**each) for each in costs] for name, costs in told.items()}


def run_pouch(folder: Path, port: int, count: int, new: int) -> Costs:
    """PouchDB's costs by name."""
    folder.mkdir()
    return pouch_peer.run(PLACE / "pouch", folder, port, count, new)
