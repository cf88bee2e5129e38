"""What a person is searched by is unique where it must be, and histories are facts."""

from __future__ import annotations

import pytest

from corrdesk.casework.caseload.tables import (
    Attachment,
    ClassChange,
    Person,
    SearchKey,
    StatusChange,
    Supervision,
    Withdrawal,
)
from corrdesk.store.base import Merge, merge_of, once_in, table_of


@pytest.mark.parametrize("kind", [ClassChange, StatusChange, Attachment, Withdrawal])
def test_histories_are_facts(kind: type) -> None:
    assert merge_of(table_of(kind)) is Merge.APPEND_ONLY


def test_court_facts_belong_to_the_county_and_contact_facts_to_the_office() -> None:
    owners = table_of(Supervision).info["owners"] | table_of(Person).info["owners"]
    assert {owners[name] for name in ("term_start", "term_end", "category")} == {"county"}
    assert {owners[name] for name in ("phone", "residence")} == {"office"}


def test_one_file_for_one_number_and_one_withdrawal_for_one_fact() -> None:
    for kind in (Person, Withdrawal):
        assert once_in(table_of(kind))


def test_search_keys_stay_out_of_the_journal() -> None:
    assert merge_of(table_of(SearchKey)) is Merge.DERIVED
