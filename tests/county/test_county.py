"""A county is made with its first account, and opened again by whoever holds its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrdesk.base.actor import Role
from corrdesk.county.county import CountyFounding, create_county, open_county
from corrdesk.county.errors import CountyExists, NotACounty
from tests.county.conftest import ADMINISTRATOR, PASSPHRASE, Bureau


def test_its_first_account_keeps_the_keys(bureau: Bureau) -> None:
    again = open_county(bureau.county.folder.path, bureau.clock)
    assert again.name == "石桥县社区矫正管理局"
    with again.console() as console:
        (person,) = console.accounts.everybody()
        assert (person.name, person.role) == (ADMINISTRATOR, Role.ADMINISTRATOR)
    again.close()


def test_it_is_made_once(bureau: Bureau, tmp_path: Path) -> None:
    founding = CountyFounding("x", ADMINISTRATOR, PASSPHRASE)
    with pytest.raises(CountyExists):
        create_county(bureau.county.folder.path, founding, bureau.clock)
    with pytest.raises(NotACounty):
        open_county(tmp_path / "none", bureau.clock)
