"""Signed claims about runs of entries, kept in a store: what a device vouched for, to hand it on.

Checking the signature is `core.segment`'s; this only keeps and finds.
"""

from __future__ import annotations

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from corrdesk.store.base import table_of
from corrdesk.sync.core.segment import Proof, parse_claim
from corrdesk.sync.tables import SyncProof


def proofs_after(session: Session, office: str, device: str, after: int) -> list[Proof]:
    """Claims about runs of a device that end after an entry, in order."""
    table = table_of(SyncProof)
    rows = session.execute(
        select(table.c.claim, table.c.signature)
        .where(
            table.c.office_id == office,
            table.c.device_id == device,
            table.c.last > after,
        )
        .order_by(table.c.first)
    )
    return [Proof(parse_claim(row.claim), row.signature) for row in rows]


def put_proof(connection: Connection, office: str, proof: Proof) -> None:
    """Keeps a claim, unless one that begins at the same entry reaches as far."""
    table = table_of(SyncProof)
    claim = proof.claim
    same = (
        (table.c.office_id == office)
        & (table.c.device_id == claim.device)
        & (table.c.first == claim.first)
    )
    there = connection.execute(select(table.c.last).where(same)).scalar_one_or_none()
    if there is not None and there >= claim.last:
        return
    if there is not None:
        connection.execute(table.delete().where(same))
    row = {
        "office_id": office,
        "device_id": claim.device,
        "first": claim.first,
        "last": claim.last,
        "claim": claim.raw(),
        "signature": proof.signature,
    }
    connection.execute(insert(table), row)
