"""What one device may enter once: looked at before an act is committed.

Only one's own acts are held to it. What comes in from others is never refused for it (`base`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, Index, Select, Table, func, select, tuple_
from sqlalchemy.orm import Session

from corrdesk.base.batches import batches
from corrdesk.base.errors import CorrdeskError
from corrdesk.store.base import BOOKKEEPING, Base, once_in
from corrdesk.store.chain import Change
from corrdesk.store.veil import whole


class EnteredTwiceError(CorrdeskError):
    """An act would enter what there may be once: our own mistake, services ask before."""


def require_once(session: Session, office_id: str, changes: Iterable[Change]) -> None:
    """Raises `EnteredTwiceError`, which names no content, if these changes made a second one."""
    by_table: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_table[change.table].append(change)
    for name, of_table in by_table.items():
        table = Base.metadata.tables[name]
        for index in once_in(table):
            keys = [column for column in index.columns if column.key not in BOOKKEEPING]
            ids = {each.row_id for each in of_table if _says(each, keys)}
            for some in batches(sorted(ids)):
                if whole(session, _doubled(office_id, table, index, keys, some)).first():
                    msg = f"{index.name}: entered twice"
                    raise EnteredTwiceError(msg)


def _says(change: Change, keys: Sequence[Column[Any]]) -> bool:
    """Whether a change makes a record, or says anew what there may be once.

    What only comes to count again, such as an unsealed file, is its service's to look at: a double
    that came from others must not stand in the way of what is done with it here.
    """
    return not change.replaced or any(key.key in change.fields for key in keys)


def _doubled(
    office_id: str, table: Table, index: Index, keys: Sequence[Column[Any]], ids: list[str]
) -> Select[Any]:
    """What one device entered more than once of that which these records say."""
    counted = [table.c.office_id == office_id]
    condition = index.dialect_options["sqlite"]["where"]
    if condition is not None:
        counted.append(condition)
    said = select(*keys).where(*counted, table.c.id.in_(ids)).correlate(None)
    writer = func.rtrim(table.c.entry, "0123456789")  # an entry's name ends in its number
    return (
        select(func.count())
        .where(*counted, tuple_(*keys).in_(said))
        .group_by(*keys, writer)
        .having(func.count() > 1)
        .limit(1)
    )
