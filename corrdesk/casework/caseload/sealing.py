"""Closed files: sealing a record (封存), opening one for a lawful query, and unsealing.

A sealed file keeps everything it holds; the veil of `visibility.py` hides it from everybody. Each
act is entered in the register of accesses of the file itself and in the journal, with its reason.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.idnumber import normalise
from corrdesk.casework.caseload.model import LIVE, AccessKind
from corrdesk.casework.caseload.search import index_people
from corrdesk.casework.caseload.tables import FileAccess, Person, SearchKey, Supervision
from corrdesk.casework.caseload.visibility import states_of
from corrdesk.casework.permissions import RecordState, command, may, require
from corrdesk.store.base import table_of
from corrdesk.store.engine import lift
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.store.veil import whole


@command("file.seal")
def seal_file(uow: UnitOfWork, person_id: str, *, reason: str, document: str) -> None:
    """Seals somebody's file after the supervision has ended (刑事诉讼法 286).

    Raises UserError while an order is being served, without a reason or the paper it rests on.
    """
    person = uow.require(Person, person_id)
    live = uow.session.execute(
        select(Supervision.id).where(
            Supervision.office_id == uow.office_id,
            Supervision.person_id == person_id,
            Supervision.status.in_([state.value for state in LIVE]),
        )
    ).first()
    if live:
        raise UserError(
            _("此人仍在册，不能封存档案。"), remedy=_("请先办理解除、终止或者转出矫正。")
        )
    _enter(uow, person_id, AccessKind.SEALED, reason, document)
    uow.session.flush()  # once it is sealed, the row is out of sight
    table = table_of(SearchKey)
    uow.replace_derived(table, table.c.person_id == person_id, [])
    person.sealed_on = uow.clock.today()


@command("file.open")
def open_closed_file(uow: UnitOfWork, who: str, *, reason: str, document: str) -> str:
    """Opens one file that is closed to the reader, for this act alone. Returns the person's id.

    `who`: the identity number, or the person's id. Each reading is entered. Raises UserError
    without a reason, without the paper of the query, or when there is no closed file of this
    number: a file that may be read anyway is no closed file.
    """
    person_id = _closed_file(uow, who)
    _enter(uow, person_id, AccessKind.OPENED, reason, document)
    lift(uow.session, person_id)
    return person_id


@command("file.unseal")
def unseal_file(uow: UnitOfWork, who: str, *, reason: str, document: str) -> str:
    """Unseals a file, naming the paper that orders it; the person is found again as before.

    `who` as in `open_closed_file`. Returns the person's id. Raises UserError when there is no such
    sealed file, or when the number has a newer open one.
    """
    person_id = _closed_file(uow, who)
    lift(uow.session, person_id)
    person = uow.require(Person, person_id)
    newer = uow.session.execute(
        select(Person.id).where(
            Person.office_id == uow.office_id,
            Person.id_number == person.id_number,
            Person.sealed_on.is_(None),
        )
    ).first()
    if newer:
        message = _("此人封存之后又有新的档案，一个人不能有两份公开的档案。")
        raise UserError(message, remedy=_("请用“调阅”查看封存的档案。"))
    _enter(uow, person_id, AccessKind.UNSEALED, reason, document)
    person.sealed_on = None
    columns = ("id", "name", "id_number", "phone", "residence")
    index_people(uow, [{column: getattr(person, column) for column in columns}])
    return person_id


@command("inspection.export")
def enter_export(uow: UnitOfWork, who: str, *, reason: str = "", document: str = "") -> str:
    """Whose file is handed out; a minor's or a sealed one is entered. Returns the person's id.

    `who` as in `open_closed_file`. Raises NotAllowed where the role may not hand out such a file,
    UserError when there is none, or one that asks for a reason and a paper that are not given.
    """
    person_id = who if uow.get(Person, who) else _closed_file(uow, who)
    states = states_of(uow.session, uow.office_id, person_id) or frozenset()
    require(uow.actor, "inspection.export", states)
    if states & {RecordState.MINOR, RecordState.SEALED}:
        _enter(uow, person_id, AccessKind.EXPORTED, reason, document)
    return person_id


def _closed_file(uow: UnitOfWork, who: str) -> str:
    """The one file of this number, or id, that the reader may open and not simply read."""
    rows = whole(
        uow.session,
        select(Person.id)
        .where(
            Person.office_id == uow.office_id,
            (Person.id_number == normalise(who)) | (Person.id == who.strip()),
        )
        .order_by(Person.sealed_on.desc(), Person.id),
    )
    for row in rows:
        states = states_of(uow.session, uow.office_id, row.id) or frozenset()
        if may(uow.actor, "file.open", states) and not may(uow.actor, "file.read", states):
            return str(row.id)
    raise UserError(_("没有这个身份证号码的不公开档案。"), field="who")


def _enter(uow: UnitOfWork, person_id: str, kind: AccessKind, reason: str, document: str) -> None:
    told = {"reason": reason.strip(), "document": document.strip()}
    if not told["reason"]:
        raise UserError(_("请写明理由。"), field="reason")
    if not told["document"]:
        raise UserError(_("请写明依据的文书（文号）。"), field="document")
    uow.because(told["reason"])
    entered: Any = FileAccess(
        id=uow.new_id(),
        person_id=person_id,
        kind=kind.value,
        on=uow.clock.today(),
        by=uow.actor.officer_id,
        **told,
    )
    uow.add(entered)
