"""What pages are opened with can be compared, kept, and written down."""

import pytest

from corrdesk.ui.paths import (
    ApprovalOf,
    CheckInFor,
    LeaveOf,
    RelocationOf,
    ViolationOf,
    Whose,
    from_text,
    to_text,
)


def test_paths_are_values() -> None:
    assert CheckInFor("p") == CheckInFor("p", "")
    assert ViolationOf("p", "s") != ViolationOf("p", "s", "d")
    for kind in (LeaveOf, RelocationOf, ApprovalOf):
        assert isinstance(kind("p"), Whose)
    assert len({CheckInFor("p"), CheckInFor("p")}) == 1


@pytest.mark.parametrize(
    "argument",
    [
        "overdue",
        CheckInFor("p", "d"),
        ViolationOf("p", "s"),
        LeaveOf(recurring=True),
        ApprovalOf("p"),
    ],
)
def test_they_can_be_written_down(argument: object) -> None:
    assert from_text(to_text(argument)) == argument


@pytest.mark.parametrize("argument", [None, object(), 3])
def test_what_cannot_be_written_down_is_nothing(argument: object) -> None:
    assert from_text(to_text(argument)) is None


@pytest.mark.parametrize("text", ["{", '{"Gone": {}}', '{"CheckInFor": {"other": 1}}', "[1]", "{}"])
def test_what_is_not_known_any_more_is_no_path(text: str) -> None:
    assert not isinstance(from_text(text), CheckInFor)
