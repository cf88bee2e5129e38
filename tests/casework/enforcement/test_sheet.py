"""The seam to paper is plain and cannot be changed on its way."""

from __future__ import annotations

import dataclasses

import pytest

from corrdesk.casework.enforcement.sheet import LegalBasis, NoticeSheet, ServiceSheet


@pytest.mark.parametrize("kind", [LegalBasis, NoticeSheet, ServiceSheet])
def test_a_sheet_is_frozen_plain_data(kind: type) -> None:
    assert dataclasses.is_dataclass(kind)
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    types = {str(field.type) for field in dataclasses.fields(kind)}
    assert types <= {"str", "date", "bool", "tuple[str, ...]", "tuple[LegalBasis, ...]"}


def test_a_basis_needs_no_words_of_its_own() -> None:
    assert LegalBasis("中华人民共和国社区矫正法", "第二十八条").text == ""
