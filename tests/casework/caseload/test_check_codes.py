"""Check codes can be read aloud and do not repeat."""

from __future__ import annotations

from corrdesk.casework.caseload.check_codes import CODE_LENGTH, CODE_LETTERS, new_check_code


def test_codes_are_of_clear_letters_and_differ() -> None:
    codes = {new_check_code() for _index in range(500)}
    assert len(codes) == 500
    assert {len(code) for code in codes} == {CODE_LENGTH}
    assert set("".join(codes)) <= set(CODE_LETTERS)
    assert not set("01ILOU") & set(CODE_LETTERS)
