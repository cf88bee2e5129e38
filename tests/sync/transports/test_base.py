"""Names are those of the protocol; every trouble has its words."""

from __future__ import annotations

import pytest

from corrdesk.sync.core import names
from corrdesk.sync.transports.base import (
    REMEDIES,
    WORDS,
    TransportFault,
    Trouble,
    checked_name,
    checked_prefix,
)
from tests.sync.worlds import OFFICE


def test_names_of_the_protocol_are_taken() -> None:
    for name in (names.receipt_name(OFFICE, 1), names.chunk_name(OFFICE, "ab" * 32, 0)):
        assert checked_name(name) == name
    for prefix in ("", names.inbox(OFFICE), f"{names.inbox(OFFICE)}holdings-"):
        assert checked_prefix(prefix) == prefix


@pytest.mark.parametrize("prefix", ["/", "../", "a/../", "a//", "a/.b", "a*"])
def test_other_beginnings_are_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="beginning"):
        checked_prefix(prefix)


def test_every_trouble_has_its_words() -> None:
    assert set(WORDS) == set(REMEDIES) == set(Trouble)
    assert TransportFault(Trouble.FULL).exit_code == 3
