"""The papers that a matter rests on, and those of a person's file: are they here, reading one.

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
from corrdesk.county.dossiers import Dossier
from corrdesk.sync.naming import kind_words
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
    matter = file.matter
    if attachment_id not in {known for _title, known in file.papers if known}:
        raise UserError(_("这件事项没有这份材料。"), field="paper")
    return _read(county, (matter.office_id, matter.person_id), attachment_id, matter.title, by)


def read_filed_paper(
    county: County, file: Dossier, attachment_id: str, by: Decider
) -> tuple[str, bytes]:
    """Name and content of one of somebody's files, for somebody who may read the person's file.

    Raises as `read_paper` does.
    """
    found = next((each for each in file.papers if each.attachment.id == attachment_id), None)
    if found is None:
        raise UserError(_("这份档案里没有这个文件。"), field="paper")
    whose = (file.office_id, file.person.id)
    return _read(county, whose, attachment_id, kind_words(found.kind), by)


def _read(
    county: County, whose: tuple[str, str], attachment_id: str, about: str, by: Decider
) -> tuple[str, bytes]:
    office, person_id = whose
    with county.read() as session:
        card = attachment_row(session, office, attachment_id)
        if card is None:
            raise UserError(_("这件事项没有这份材料。"), field="paper")
        content = open_file(session, county.sealed, card)
    with county.unit_of_work(office, by.id, by.name, by.role) as uow:
        enter_reading(uow, person_id, card.name, about)
        uow.commit()
    return card.name, content
