"""Figures and log lines: readable by machines, and nothing of a person in them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

from corrdesk.county.web.watching import SHARED, Figures, make_log


def test_figures_add_up() -> None:
    figures = Figures()
    for _time in range(3):
        figures.count("/", "GET", 200, 0.01)
    text = figures.text().decode()
    assert 'corrdesk_requests_total{method="GET",route="/",status="200"} 3.0' in text


def test_two_servers_count_for_themselves() -> None:
    first, second = Figures(), Figures()
    first.count("/", "GET", 200, 0.01)
    assert b'route="/"' not in second.text()


def test_processes_that_serve_together_tell_the_figures_of_all(tmp_path: Path) -> None:
    """A monitor reaches now the one, now the other: its counters must not go back and forth."""
    counted = (
        "from corrdesk.county.web.watching import Figures; import sys\n"
        "figures = Figures(); figures.count('/', 'GET', 200, 0.01)\n"
        "sys.stdout.buffer.write(figures.text())"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", counted], env={**os.environ, SHARED: str(tmp_path)},
            check=True, capture_output=True, text=True,
        ).stdout
        for _process in range(2)
    ]  # fmt: skip
    lead = 'corrdesk_requests_total{method="GET",route="/",status="200"} '
    assert lead + "1.0" in told[0]
    assert lead + "2.0" in told[1]


def test_a_line_is_one_json_document() -> None:
    target = io.StringIO()
    make_log(target).info("request", route="/", status=200)
    line = json.loads(target.getvalue())
    assert (line["event"], line["status"], line["level"]) == ("request", 200, "info")
    assert "timestamp" in line
