"""A violation with a scan as evidence, proposed to the county, for tests."""

from __future__ import annotations

from corrdesk.casework.caseload.service import add_attachment
from corrdesk.casework.enforcement.service import add_evidence
from corrdesk.store.unit_of_work import UnitOfWork
from tests.casework import cases
from tests.casework.people import new_person
from tests.county.offices import Pair

SCAN = bytes(range(256)) * 2200  # three chunks
NAME = "谈话笔录.pdf"


def proposed(pair: Pair) -> str:
    """The proposal's id; its record is at the county, its file is not yet."""
    supervision = new_person(pair.desk)[1]
    violation = cases.violation(pair.desk, supervision, evidence=False)

    def attach(uow: UnitOfWork) -> None:
        scan = add_attachment(
            uow, violation, SCAN, name=NAME, media_type="text/html", seal=pair.desk.seal
        )
        add_evidence(uow, violation, "谈话笔录", attachment_id=scan)

    pair.desk.act(attach)
    made = cases.proposal(pair.desk, violation)
    pair.sync()
    pair.ingest()
    return made


def delivered(pair: Pair) -> None:
    """The file arrives too."""
    pair.sync()
    pair.ingest()
