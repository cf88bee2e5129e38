"""The county's commands name its folder and its database in one way."""

from __future__ import annotations

import pytest

from tests.cli.script import Run


@pytest.mark.parametrize("command", ["serve", "enrol", "revoke", "devices", "ingest", "queue",
                                     "decide", "backup"])  # fmt: skip
def test_each_takes_the_folder_and_the_database(bare: Run, command: str) -> None:
    text = bare("county", command, "--help").out
    assert "DIR" in text
    assert "--database" in text
