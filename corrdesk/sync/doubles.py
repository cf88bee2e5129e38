"""One thing that two devices entered, not knowing of each other: both stay, a person is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, or_, select

from corrdesk.base.batches import batches
from corrdesk.store.base import table_of
from corrdesk.sync.core.merge import State
from corrdesk.sync.rows import among, rows_by_id
from corrdesk.sync.shapes import Shape, shape_of
from corrdesk.sync.tables import SyncConflict


def note_doubles(connection: Connection, office: str, changed: Mapping[str, set[str]]) -> None:
    """Notes, for records that came in, the others that say they are the same thing."""
    for kind, ids in changed.items():
        shape = shape_of(kind)
        for columns in shape.once if shape else ():
            if shape is not None:
                _note(connection, office, shape, columns, ids)


def _note(
    connection: Connection, office: str, shape: Shape, columns: tuple[str, ...], ids: set[str]
) -> None:
    table = shape.table
    keys = [table.c[name] for name in columns]
    rows = rows_by_id(connection, office, table, ids, keys)
    values = {tuple(row[1:]) for row in rows if None not in row}
    counted = [table.c.office_id == office]
    condition = shape.once[columns]
    if condition is not None:
        counted.append(condition)
    groups: dict[tuple[Any, ...], list[tuple[str, str]]] = defaultdict(list)
    for few in batches(sorted(values, key=repr), 100):
        alike = or_(
            *(and_(*(key == value for key, value in zip(keys, each, strict=True))) for each in few)
        )
        found = connection.execute(select(table.c.id, table.c.entry, *keys).where(*counted, alike))
        for row_id, entry, *key in found:
            groups[tuple(key)].append((row_id, entry))
    _write(connection, office, shape, columns, groups)


def _write(
    connection: Connection,
    office: str,
    shape: Shape,
    columns: tuple[str, ...],
    groups: Mapping[tuple[Any, ...], list[tuple[str, str]]],
) -> None:
    conflicts = table_of(SyncConflict)
    name = ",".join(columns)
    doubles = [sorted(group) for group in groups.values() if len(group) > 1]
    if not doubles:
        return
    involved = [row_id for group in doubles for row_id, _entry in group]
    connection.execute(
        delete(conflicts).where(
            conflicts.c.office_id == office,
            conflicts.c.kind == shape.table.name,
            conflicts.c.field == name,
            among(connection, conflicts.c.row_id, involved),
        )
    )
    connection.execute(
        insert(conflicts),
        [
            {
                "office_id": office,
                "kind": shape.table.name,
                "row_id": group[0][0],
                "field": name,
                "state": State.DOUBLE.value,
                "versions": [[entry, row_id] for row_id, entry in group],
            }
            for group in doubles
        ],
    )
