"""Another PC of an office that is at work already: the invitation, and the vault that waits.

The invitation names the office and who will work at the new PC, and brings installed rule packs.
It holds no secret and opens nothing: the county has to enrol the new PC, and only then the records
come to it (`core.snapshot`). Until they are there, its vault can exchange and do nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.queries import OfficeCard
from corrdesk.store.base import ID_LENGTH, OFFICE_ID_LENGTH, table_of
from corrdesk.sync.core.refusal import Refused
from corrdesk.sync.core.wire import Fields, dumps, loads
from corrdesk.sync.state import remembered
from corrdesk.sync.tables import SyncState

VERSION: Final = 1
KIND: Final = "corrdesk-invitation"
KEY: Final = "joining"
LARGEST: Final = 8 << 20
MOST_FILES: Final = 2_000


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a new PC has to know. `packs`: the files of installed rule packs by their place."""

    office: OfficeCard
    officer: str
    officer_name: str
    packs: Mapping[str, bytes]

    def packed(self) -> bytes:
        """The invitation as a file."""
        card = self.office
        return dumps([
            KIND, VERSION, card.id, card.name, card.short_name, card.county_name,
            card.procuratorate, card.pack_id, self.officer, self.officer_name, dict(self.packs),
        ])  # fmt: skip


def invite(office: OfficeCard, officer: str, name: str, packs: Path) -> Invitation:
    """An invitation for somebody of the staff. Raises UserError for packs beyond any measure."""
    files = {
        path.relative_to(packs).as_posix(): path.read_bytes()
        for path in sorted(packs.rglob("*"))
        if path.is_file()
    }
    made = Invitation(office, officer, name, files)
    if len(files) > MOST_FILES or len(made.packed()) > LARGEST:
        raise UserError(_("规则包太大，放不进邀请文件。"))
    return made


def read_invitation(raw: bytes) -> Invitation:
    """The invitation in a file. Raises UserError for anything else."""
    try:
        if len(raw) > LARGEST:
            raise _not_one()
        fields = Fields(loads(raw), 11)
        if (fields.text(40), fields.number()) != (KIND, VERSION):
            raise _not_one()
        card = OfficeCard(
            fields.text(OFFICE_ID_LENGTH), fields.text(80), fields.text(10), fields.text(80),
            fields.text(80), fields.text(60),
        )  # fmt: skip
        officer, name = fields.text(ID_LENGTH), fields.text(80)
        packs = fields.mapping(MOST_FILES)
    except Refused:
        raise _not_one() from None
    if len(card.id) != OFFICE_ID_LENGTH or not all(map(_is_place, packs)):
        raise _not_one()
    if not all(type(content) is bytes for content in packs.values()):
        raise _not_one()
    return Invitation(card, officer, name, packs)


def lay_out_packs(invitation: Invitation, folder: Path) -> None:
    """Puts the invitation's rule packs where a vault keeps them."""
    for place, content in invitation.packs.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def wait_for(connection: Connection, invitation: Invitation) -> None:
    """Notes in a new vault what it waits for. Not in the journal: nobody has done anything yet."""
    without_packs = Invitation(invitation.office, invitation.officer, invitation.officer_name, {})
    remembered(connection, invitation.office.id, {KEY: without_packs.packed()})


def waited_for(session: Session) -> Invitation | None:
    """What a vault waits for that was made with an invitation; None for any other vault."""
    table = table_of(SyncState)
    raw = session.execute(select(table.c.value).where(table.c.key == KEY)).scalars().first()
    return read_invitation(raw) if raw else None


def _is_place(place: str) -> bool:
    path = PurePosixPath(place)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in place and bool(place)


def _not_one() -> UserError:
    return UserError(
        _("这不是邀请文件，或者文件已损坏。"),
        remedy=_("请在本所已在用的电脑上重新生成。"),
        field="join",
    )
