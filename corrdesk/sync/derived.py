"""What has to be made anew when records come in from elsewhere: derived tables of the casework."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Table, and_, insert, select
from sqlalchemy.orm import Session

from corrdesk.base.batches import batches
from corrdesk.casework.caseload.search import keys_of
from corrdesk.casework.caseload.tables import Person, SearchKey
from corrdesk.store.base import table_of


def index_received(session: Session, office: str, changed: Mapping[str, set[str]]) -> None:
    """Rebuilds the keys by which people are found, for those who came in or were changed.

    A sealed file has none.
    """
    ids = changed.get("person", set())
    table: Table = table_of(SearchKey)
    columns = (Person.id, Person.name, Person.id_number, Person.phone, Person.residence)
    for some in batches(sorted(ids)):
        people = session.execute(
            select(*columns).where(
                Person.office_id == office, Person.id.in_(some), Person.sealed_on.is_(None)
            )
        ).mappings()
        rows = [
            {"office_id": office, "key": key, "person_id": person["id"]}
            for person in people
            for key in keys_of(dict(person))
        ]
        session.connection().execute(
            table.delete().where(and_(table.c.office_id == office, table.c.person_id.in_(some)))
        )
        if rows:
            session.connection().execute(insert(table), rows)
