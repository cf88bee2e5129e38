"""A filled form without a number is one to sign by hand."""

from __future__ import annotations

from corrdesk.casework.leave.sheet import FormSheet


def test_without_more_it_is_no_issued_sheet() -> None:
    sheet = FormSheet("leave-approval", {"reason": "就医"})
    assert (sheet.serial, sheet.check_code, sheet.specimen) == ("", "", False)
