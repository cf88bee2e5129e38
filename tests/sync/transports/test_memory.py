"""The plainest way keeps the contract."""

from __future__ import annotations

import pytest

from corrdesk.sync.transports.memory import MemoryTransport
from tests.sync.transports.contract import Open, TransportContract


class TestMemory(TransportContract):
    @pytest.fixture
    def opens(self) -> Open:
        content: dict[str, bytes] = {}
        return lambda: MemoryTransport(content)

    def test_it_is_closed_quietly(self, opens: Open) -> None:
        opens().close()
