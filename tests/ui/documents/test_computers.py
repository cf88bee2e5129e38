"""Computers are called by the names that people gave them, this one is 本机."""

from __future__ import annotations

import pytest

from corrdesk.base.ids import derived_id
from corrdesk.bootstrap import Desk
from corrdesk.ui.documents.computers import computer_name, computers
from tests.casework.conftest import clock, desk, founded_office

__all__ = ["clock", "desk", "founded_office"]  # fixtures
OTHER = derived_id("device", "other")


def test_this_computer_comes_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    here = desk.actor.device_id
    assert computers(desk) == {here: "本机"}
    roster = {OTHER: "窗口电脑", here: "一号机"}
    monkeypatch.setattr(desk.exchange.standing, "computers", lambda: roster)
    assert list(computers(desk).items()) == [(here, "本机"), (OTHER, "窗口电脑")]


def test_one_without_a_name_is_called_by_its_id() -> None:
    assert computer_name({OTHER: "窗口电脑"}, OTHER) == "窗口电脑"
    assert computer_name({}, OTHER) == f"电脑{OTHER[:8]}"
