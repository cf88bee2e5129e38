"""An exchange on a worker tells how far it is and stops between two steps."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk
from corrdesk.ui.exchange.running import exchanged
from corrdesk.ui.shell.operations import Cancelled
from tests.sync.bureau import Bureau


def test_it_tells_how_far_it_is_and_stops_when_told(
    desk: Desk, tmp_path: Path, clock: FixedClock
) -> None:
    for name in ("county", "stick"):
        (tmp_path / name).mkdir()
    bureau = Bureau(tmp_path / "county", clock)
    desk.exchange.accept(bureau.grant(desk.exchange.request("一号机")))
    told: list[int] = []

    def cut(done: int, _total: int) -> None:
        told.append(done)
        raise Cancelled

    with pytest.raises(Cancelled):
        exchanged(desk, f"folder:{tmp_path / 'stick'}", cut)
    assert not desk.exchange.automatic().target
    outcome = exchanged(
        desk, f"folder:{tmp_path / 'stick'}", lambda done, _total: told.append(done)
    )
    assert told[-1] == outcome.report.sent > 0
    assert desk.exchange.automatic().target
