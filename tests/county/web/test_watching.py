"""Figures and log lines: readable by machines, and nothing of a person in them."""

from __future__ import annotations

import io
import json

from corrdesk.county.web.watching import Figures, make_log


def test_figures_add_up() -> None:
    figures = Figures()
    for _time in range(3):
        figures.count("/", "GET", 200, 0.01)
    figures.set("waiting", "Decisions that wait.", 4)
    figures.set("waiting", "Decisions that wait.", 7)
    text = figures.text().decode()
    assert 'corrdesk_requests_total{method="GET",route="/",status="200"} 3.0' in text
    assert "corrdesk_waiting 7.0" in text


def test_two_servers_count_for_themselves() -> None:
    first, second = Figures(), Figures()
    first.count("/", "GET", 200, 0.01)
    assert b'route="/"' not in second.text()


def test_a_line_is_one_json_document() -> None:
    target = io.StringIO()
    make_log(target).info("request", route="/", status=200)
    line = json.loads(target.getvalue())
    assert (line["event"], line["status"], line["level"]) == ("request", 200, "info")
    assert "timestamp" in line
