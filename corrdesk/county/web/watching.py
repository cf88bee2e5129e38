"""What the operator sees of the server: one log line a request, and figures for a monitor.

Neither carries personal data: routes are named by their pattern, callers by nothing at all.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, Final, TextIO

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from corrdesk.county.ailments import Ailment
from corrdesk.county.health import PARTS, Health

NO_ROUTE: Final = "none"
SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which several processes count; read when the library is loaded."""
Log = Any  # structlog's bound logger


class Figures:
    """The figures of one server process; with `SHARED` set, those of all that share the folder.

    Whichever process a monitor happens to reach would otherwise tell a part, each time another.
    """

    def __init__(self, health: Callable[[], Health] | None = None) -> None:
        """`health`: how the county stands, for figures of its own."""
        self._registry = CollectorRegistry()
        self._health = health
        self._requests = Counter(
            "corrdesk_requests", "Requests by route and status.", ["route", "method", "status"],
            registry=self._registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "corrdesk_request_seconds", "Seconds by route.", ["route"], registry=self._registry
        )

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Takes in one request that was answered."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """The figures in the text form that monitors read."""
        registry = self._registry
        if os.environ.get(SHARED):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        counted = generate_latest(registry)
        if self._health is None:
            return counted
        told = CollectorRegistry()
        told.register(_Told(self._health()))
        return counted + generate_latest(told)


class _Told(Collector):
    """What was found now, whichever process is asked: not counted, so not shared in the folder."""

    def __init__(self, health: Health) -> None:
        self._health = health

    def collect(self) -> Iterator[Metric]:
        """One figure for each part and kind of fault that there may be, and the room left."""
        words = "1 where a part of the county cannot be written, by part and kind."
        fault = GaugeMetricFamily("corrdesk_fault", words, labels=["part", "kind"])
        for part in PARTS:
            for kind in Ailment:
                fault.add_metric([part, kind], float(self._health.faults.get(part) is kind))
        yield fault
        yield GaugeMetricFamily(
            "corrdesk_free_bytes", "Room on the disk of the county's folder.", self._health.free
        )


def make_log(target: TextIO | None = None) -> Log:
    """A logger that writes one JSON line an event."""
    return structlog.wrap_logger(
        structlog.PrintLogger(target or sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
