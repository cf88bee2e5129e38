"""The page that the exchange puts into the window."""

from __future__ import annotations

from corrdesk.base.i18n import N_
from corrdesk.ui.exchange.exchange import ExchangePage, count_waiting
from corrdesk.ui.shell.registry import PageSpec

EXCHANGE = PageSpec(
    "exchange",
    N_("数据交换"),
    ExchangePage,
    icon="exchange",
    figure=count_waiting,
    actions=("sync.run",),
)
"""数据交换: what the county holds and what waits, exchanging by target, choosing between values."""
