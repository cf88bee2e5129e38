"""The console's database: all or nothing, but a failed sign-in is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrdesk.base.actor import Role
from corrdesk.base.errors import UserError
from corrdesk.county.database import open_console
from corrdesk.county.errors import DatabaseOutOfReach
from corrdesk.county.tables import Failures
from tests.county.conftest import ADMINISTRATOR, PASSPHRASE, Bureau


def test_a_mistake_leaves_nothing_and_a_failed_sign_in_leaves_its_count(bureau: Bureau) -> None:
    def twice() -> None:
        with bureau.county.console() as console:
            console.accounts.add("李局", Role.HEAD, PASSPHRASE)
            console.accounts.add("李局", Role.HEAD, PASSPHRASE)

    with pytest.raises(UserError):
        twice()
    with pytest.raises(UserError), bureau.county.console() as console:
        console.accounts.check_passphrase(ADMINISTRATOR, "wrong")
    with bureau.county._console.begin() as session:
        assert session.query(Failures).count() == 1
    with bureau.county.console() as console:
        assert [each.name for each in console.accounts.everybody()] == [ADMINISTRATOR]


def test_a_server_out_of_reach_is_said(bureau: Bureau, tmp_path: Path) -> None:
    url = f"postgresql+psycopg://nobody@/none?host={tmp_path}"
    with pytest.raises(DatabaseOutOfReach):
        open_console(bureau.county.folder, url)
