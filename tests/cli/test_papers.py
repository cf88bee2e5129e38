"""An issued sheet is written once and never over another file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corrdesk.base.clock import FixedClock
from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.cli.demo.office import DemoOffice
from corrdesk.cli.papers import refuse_existing, write_issued
from tests.casework.papers import draft, issued
from tests.casework.people import new_person
from tests.cli.conftest import DAY


@pytest.fixture
def desk(reopen: Callable[[FixedClock], tuple[Path, DemoOffice]]) -> Desk:
    return reopen(FixedClock(DAY))[1].desk


def test_the_original_is_written_and_its_number_told(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = issued(desk, draft(*new_person(desk)))
    out = tmp_path / "sheet.pdf"
    refuse_existing(out)
    write_issued(desk, document, out, json=True)
    assert document in capsys.readouterr().out
    assert out.read_bytes()
    with pytest.raises(UserError) as caught:
        refuse_existing(out)
    assert caught.value.field == "out"


def test_a_sheet_that_is_not_there_says_so(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        write_issued(desk, "nothing", tmp_path / "x.pdf", json=True)
