"""Sentences name person, days and outcome; a source that knows less leaves a gap to fill."""

from datetime import date, datetime

import pytest

from corrdesk.base.clock import CHINA
from corrdesk.casework.enforcement.hints.model import HintKind
from corrdesk.casework.enforcement.hints.wording import (
    EXTRACT_TITLES,
    SENTENCES,
    extract,
    sentence,
)

DUE = date(2026, 6, 8)


def test_every_kind_has_a_sentence_and_an_extract() -> None:
    assert set(SENTENCES) == set(EXTRACT_TITLES) == set(HintKind)


@pytest.mark.parametrize("kind", list(HintKind))
def test_a_gap_is_shown_as_a_gap(kind: HintKind) -> None:
    words = sentence(kind, "王小明", DUE, date(2026, 6, 10), {}, 2)
    assert "王小明" in words
    assert "2026年6月8日" in words
    assert "{" not in words


def test_what_is_still_open_and_what_came_late_differ() -> None:
    details = {"destination": "省城"}
    still = sentence(HintKind.LEAVE_OVERRUN, "王小明", DUE, None, details, 12)
    late = sentence(HintKind.LEAVE_OVERRUN, "王小明", DUE, date(2026, 6, 10), details, 2)
    assert "至今未办理，已逾期12日" in still
    assert "2026年6月10日才办理，逾期2日" in late
    assert "省城" in still


def test_days_in_details_are_written_as_days() -> None:
    words = sentence(HintKind.LATE_REPORT_IN, "王小明", DUE, None, {"effective": "2026-05-29"}, 2)
    assert "2026年5月29日生效" in words


def test_the_extract_masks_the_number_and_names_rules_and_chain() -> None:
    text = extract(
        HintKind.LEAVE_OVERRUN,
        "某某逾期。",
        office="青石镇司法所",
        id_number="11010319900517001X",
        rule_version="cn@1",
        now=datetime(2026, 6, 10, 9, 5, tzinfo=CHINA),
        chain_head="abc123",
    )
    assert "11010319900517001X" not in text
    for part in ("外出、销假登记摘录", "青石镇司法所", "某某逾期。", "cn@1", "09:05", "abc123"):
        assert part in text
