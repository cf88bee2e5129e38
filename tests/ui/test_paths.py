"""What pages are opened with can be compared and kept."""

from corrdesk.ui.paths import ApprovalOf, CheckInFor, LeaveOf, RelocationOf, ViolationOf, Whose


def test_paths_are_values() -> None:
    assert CheckInFor("p") == CheckInFor("p", "")
    assert ViolationOf("p", "s") != ViolationOf("p", "s", "d")
    for kind in (LeaveOf, RelocationOf, ApprovalOf):
        assert isinstance(kind("p"), Whose)
    assert len({CheckInFor("p"), CheckInFor("p")}) == 1
