"""What pages are opened with can be compared and kept."""

from corrdesk.ui.paths import CheckInFor, ViolationOf


def test_paths_are_values() -> None:
    assert CheckInFor("p") == CheckInFor("p", "")
    assert ViolationOf("p", "s") != ViolationOf("p", "s", "d")
    assert len({CheckInFor("p"), CheckInFor("p")}) == 1
