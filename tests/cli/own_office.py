"""A new office made by `new`, and a way to call commands on it as its officer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.script import OFFICER, Run

NEW = "七只青蛙在雨伞下面数萤火虫"


@pytest.fixture
def home(bare: Run, tmp_path: Path) -> Path:
    """A new office with its files, made by the command itself."""
    (tmp_path / "pp").write_text("six red lanterns over the gate\n", "utf-8")
    (tmp_path / "new").write_text(NEW + "\n", "utf-8")
    said = bare(
        "new", tmp_path / "v", "--office", "青石镇司法所", "--officer", OFFICER,
        "--passphrase-file", tmp_path / "pp", "--device-secret-file", tmp_path / "ds",
        "--recovery-out", tmp_path / "code",
    )  # fmt: skip
    assert said.code == 0, said.err
    return tmp_path


@pytest.fixture
def call(bare: Run, home: Path) -> Run:
    """Run a command on the office as its officer."""

    def run(*arguments: object, officer: str = OFFICER, words: str = "pp") -> Any:
        return bare(
            *arguments, "--officer", officer, "--passphrase-file", home / words,
            "--device-secret-file", home / "ds",
        )  # fmt: skip

    return run
