"""What is there stays as it is; what is not is made."""

from __future__ import annotations

from corrdesk.county.firsts import make_unless_there
from corrdesk.county.tables import Counter
from tests.county.conftest import Bureau


def test_the_first_one_counts(bureau: Bureau) -> None:
    with bureau.county.counting() as session:
        make_unless_there(session, Counter, year=2026, last=5)
        make_unless_there(session, Counter, year=2026, last=9)
        made = session.get(Counter, 2026)
        assert made is not None
        assert made.last == 5
