"""The code of a row finds the row and says nothing about the person."""

import pytest

from corrdesk.casework.programs.sheet import row_code, row_of


def test_a_code_leads_back_to_its_row() -> None:
    assert row_of(row_code("ABCD2345", 17)) == ("ABCD2345", 17)
    assert row_of(" qd:abcd2345:1\n") == ("ABCD2345", 1)


@pytest.mark.parametrize("text", ["", "QD:ABCD2345", "QD:ABC:1", "JZ-JG|x|y", "QD:ABCD2345:1x"])
def test_any_other_code_is_no_row(text: str) -> None:
    assert row_of(text) is None
