"""Inviting another PC from the desk: shown once this one is enrolled, for somebody of the staff."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk
from corrdesk.sync.second_pc import read_invitation
from corrdesk.ui.exchange.exchange import ExchangePage
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.workplace import Workplace
from tests.sync.bureau import Bureau

Settled = Callable[[], None]


@pytest.fixture
def page(
    place: Workplace, desk: Desk, tmp_path: Path, clock: FixedClock, settled: Settled
) -> ExchangePage:
    place.open_page("exchange")
    settled()
    found = place.current_page
    assert isinstance(found, ExchangePage)
    assert not found.invite.invite_button.isVisible()
    (tmp_path / "county").mkdir()
    desk.exchange.accept(Bureau(tmp_path / "county", clock).grant(desk.exchange.request("一")))
    found.refresh()
    settled()
    return found


def test_an_invitation_is_written_for_somebody_of_the_staff(
    page: ExchangePage, desk: Desk, tmp_path: Path, settled: Settled
) -> None:
    assert page.invite.invite_button.isVisible()
    said: list[Message] = []
    page.context.said.connect(said.append)
    page.invite.write_invitation(desk.actor.name, tmp_path / "i")
    settled()
    made = read_invitation((tmp_path / "i").read_bytes())
    assert (made.office, made.officer) == (desk.office, desk.actor.officer_id)
    assert "案卷就会到" in said[-1].text


def test_what_cannot_be_is_said(page: ExchangePage, tmp_path: Path, settled: Settled) -> None:
    said: list[Message] = []
    page.context.said.connect(said.append)
    page.invite.write_invitation("无此人", tmp_path / "i")
    settled()
    assert "没有这个姓名" in said[-1].text
    assert not (tmp_path / "i").exists()
