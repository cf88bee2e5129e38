"""Commands of a session's paper: rosters to sign, and the signed scan that comes back.

Legal wording of the paper, not of the screen: it is not translated.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from corrdesk.base.dates import format_cn
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.caseload.service import add_attachment
from corrdesk.casework.caseload.tables import Office
from corrdesk.casework.permissions import command
from corrdesk.casework.programs.minors import may_be_minor
from corrdesk.casework.programs.model import TYPE_LABELS, ProgramType
from corrdesk.casework.programs.queries import RosterLine, SessionFile, session_file
from corrdesk.casework.programs.sheet import RosterRow, RosterSheet
from corrdesk.casework.programs.tables import ProgramSession
from corrdesk.store.unit_of_work import UnitOfWork

VILLAGE = 14  # characters of an address that fit beside a name


@command("program.print")
def draw_rosters(uow: UnitOfWork, session_id: str) -> list[RosterSheet]:
    """The lists of a session, as many as have to be apart: minors never stand with adults (CCL 52).

    Raises UserError while nobody is on the roster.
    """
    file = session_file(uow.session, uow.office_id, session_id)
    if file is None or not file.roster:
        raise UserError(_("名单上还没有人。"), remedy=_("请先邀请参加的人。"))
    office = uow.require(Office, uow.office_id)
    groups = [each for each in apart(file) if each]
    return [
        RosterSheet(
            office=office.name,
            title=f"{file.program.name}（{TYPE_LABELS[ProgramType(file.program.type)]}）",
            when=when(file),
            place=file.session.place,
            teacher=file.session.teacher,
            topic=file.session.topic,
            code=file.session.code,
            part=part,
            parts=len(groups),
            rows=tuple(
                RosterRow(line.number, line.name, line.residence[:VILLAGE]) for line in group
            ),
            chain_head=uow.head.short,
        )
        for part, group in enumerate(groups, 1)
    ]


@command("attachment.add")
def keep_scan(
    uow: UnitOfWork,
    session_id: str,
    content: bytes,
    *,
    name: str,
    media_type: str,
    seal: Callable[[bytes], str],
) -> str:
    """Attaches the scan of a signed roster to its session. Returns the attachment's id."""
    uow.require(ProgramSession, session_id)
    return add_attachment(uow, session_id, content, name=name, media_type=media_type, seal=seal)


def apart(file: SessionFile) -> tuple[list[RosterLine], list[RosterLine]]:
    """The roster as adults and minors."""
    adults: list[RosterLine] = []
    minors: list[RosterLine] = []
    for line in file.roster:
        (minors if may_be_minor(line) else adults).append(line)
    return adults, minors


def when(file: SessionFile) -> str:
    """2026年6月10日 09:00—11:00."""
    start = datetime.strptime(file.session.starts, "%H:%M")  # noqa: DTZ007 - a time of day only
    end = start + timedelta(minutes=file.session.minutes)
    return f"{format_cn(file.session.on)} {start:%H:%M}—{end:%H:%M}"
