"""The console's tables keep to themselves: none of them is casework's."""

from __future__ import annotations

import corrdesk.bootstrap  # noqa: F401 - knows every table of casework
from corrdesk.county.tables import ConsoleBase
from corrdesk.store.base import Base


def test_no_table_is_shared_and_all_carry_the_prefix() -> None:
    names = set(ConsoleBase.metadata.tables)
    assert not names & set(Base.metadata.tables)
    assert all(name.startswith("console_") for name in names)
