"""The papers that a matter rests on: which of their files are here, and reading one.

Whoever reads one is entered in the register of the person's file, before it is given out.
"""

from __future__ import annotations

from dataclasses import dataclass

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.queries import attachment_row
from corrdesk.casework.deciding.model import MatterFile
from corrdesk.casework.deciding.service import enter_reading
from corrdesk.county.county import County
from corrdesk.county.decisions import Decider
from corrdesk.sync.places import open_file, place_of


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: its title, its attachment (None: on paper only), whether the file is here."""

    title: str
    attachment_id: str | None
    here: bool


def papers(county: County, file: MatterFile) -> list[Paper]:
    """The papers of a matter in their order."""
    found = []
    with county.read() as session:
        for title, attachment_id in file.papers:
            card = None
            if attachment_id:
                card = attachment_row(session, file.matter.office_id, attachment_id)
            here = card is not None and bool(place_of(session, card))
            found.append(Paper(title, attachment_id, here))
    return found


def read_paper(
    county: County, file: MatterFile, attachment_id: str, by: Decider
) -> tuple[str, bytes]:
    """Name and content of one of a matter's papers, for somebody who may read the matter.

    Raises UserError for one that is not among them or not here yet, EnvironmentFault when it is
    lost or damaged.
    """
    office = file.matter.office_id
    if attachment_id not in {known for _title, known in file.papers if known}:
        raise UserError(_("这件事项没有这份材料。"), field="paper")
    with county.read() as session:
        card = attachment_row(session, office, attachment_id)
        if card is None:
            raise UserError(_("这件事项没有这份材料。"), field="paper")
        content = open_file(session, county.sealed, card)
    with county.unit_of_work(office, by.id, by.name, by.role) as uow:
        enter_reading(uow, file.matter, card.name)
        uow.commit()
    return card.name, content
