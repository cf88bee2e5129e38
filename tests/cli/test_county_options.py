"""The county's commands name its folder and its database in one way."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from corrdesk.county.registry import Registry
from tests.cli.script import Run


@pytest.mark.parametrize("command", ["serve", "enrol", "revoke", "devices", "ingest", "queue",
                                     "decide", "backup"])  # fmt: skip
def test_each_takes_the_folder_and_the_database(bare: Run, command: str) -> None:
    text = bare("county", command, "--help").out
    assert "DIR" in text
    assert "--database" in text


def test_a_database_that_is_full_is_no_fault_of_the_program(
    bare: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "county"
    assert bare("county", "init", folder).code == 0

    def full(*_arguments: object) -> None:
        raise OperationalError("", {}, Exception("database or disk is full"))

    monkeypatch.setattr(Registry, "devices", full)
    said = bare("county", "devices", folder)
    assert (said.code, "写不进去" in said.err) == (3, True)
