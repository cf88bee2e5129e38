"""Commands of the caseload: open a file, report in, change class, team and state.

Every command runs inside one unit of work and declares its action. Questions are in `queries.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from corrdesk.base.actor import Role
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.idnumber import check_id_number
from corrdesk.base.typed import tidy_phone
from corrdesk.casework.caseload.classes import note_classes
from corrdesk.casework.caseload.minors import minor_under, note_minors
from corrdesk.casework.caseload.model import (
    NEXT_STATES,
    OrderFacts,
    PersonFacts,
    Sex,
    Status,
    SupervisionClass,
    TeamRole,
)
from corrdesk.casework.caseload.names import name_of_person
from corrdesk.casework.caseload.records import (
    class_fact,
    injunction,
    person_row,
    status_fact,
    supervision_row,
)
from corrdesk.casework.caseload.search import index_people
from corrdesk.casework.caseload.tables import (
    Attachment,
    Office,
    Officer,
    Person,
    Supervision,
    TeamMember,
)
from corrdesk.casework.permissions import command
from corrdesk.store.unit_of_work import UnitOfWork

OFFICE_FIELDS = frozenset({"name", "short_name", "county_name", "procuratorate"})
COUNTY_AGENCY = "县级社区矫正机构"  # on legal paper, so never translated
ORDER_FIELDS = frozenset(
    {
        "offence",
        "offence_on",
        "original_sentence",
        "decision_organ",
        "judgment_number",
        "effective_on",
        "term_start",
        "term_end",
        "able_to_work",
    }
)
PERSON_FIELDS = frozenset(
    {"phone", "residence", "household", "education", "ethnicity", "note", "name"}
)
LARGEST_ATTACHMENT = 50 * 1024 * 1024


@command("office.open")
def open_office(uow: UnitOfWork, *, name: str, pack_id: str, county_name: str = "") -> None:
    """Opens a new office in its own vault, with the head who opens it as its first officer."""
    short = next((char for char in name if "\u4e00" <= char <= "\u9fff"), "")
    county = county_name or COUNTY_AGENCY
    uow.add(
        Office(
            id=uow.office_id,
            name=name,
            short_name=short,
            county_name=county,
            procuratorate="",
            pack_id=pack_id,
        )
    )
    uow.add(
        Officer(
            id=uow.actor.officer_id,
            name=uow.actor.name,
            role=uow.actor.role.value,
            active=True,
        )
    )


@command("office.change")
def change_office(uow: UnitOfWork, changes: Mapping[str, str]) -> None:
    """Changes names that are printed on paper: name, short_name, county_name, procuratorate."""
    _change(uow.require(Office, uow.office_id), changes, OFFICE_FIELDS)


@command("person.add")
def add_person(uow: UnitOfWork, person: PersonFacts, order: OrderFacts) -> str:
    """Opens the file of a person with the order to be served. Returns the person's id.

    Raises UserError naming the field: an impossible name or identity number, an end before the
    start, or somebody who already has a file.
    """
    number = _check_person(uow, person)
    person = replace(person, name=name_of_person(person.name), id_number=number)
    decided_on = order.effective_on or order.term_start
    minor = minor_under(person.born, order.offence_on, decided_on, uow.clock.today())
    row = person_row(uow.new_id(), person, minor=minor)
    uow.add(Person(**row))
    uow.session.flush()
    index_people(uow, [row])
    add_supervision(uow, row["id"], order)
    return str(row["id"])


@command("person.change")
def change_person(uow: UnitOfWork, person_id: str, changes: Mapping[str, str]) -> None:
    """Changes contact facts and notes of a person; identity facts need a new file or the county."""
    person = uow.require(Person, person_id)
    if "name" in changes:
        changes = {**changes, "name": name_of_person(changes["name"])}
    if "phone" in changes:
        changes = {**changes, "phone": tidy_phone(changes["phone"])}
    _change(person, changes, PERSON_FIELDS)
    uow.session.flush()
    columns = ("id", "name", "id_number", "phone", "residence")
    index_people(uow, [{column: getattr(person, column) for column in columns}])


@command("supervision.add")
def add_supervision(uow: UnitOfWork, person_id: str, order: OrderFacts) -> str:
    """Adds an order to a person's file. Returns the supervision's id.

    Raises UserError when the end lies before the start.
    """
    person = uow.require(Person, person_id)
    _check_offence(uow, person, order.offence_on)
    row = supervision_row(uow, uow.new_id(), person_id, order)
    uow.add(Supervision(**row))
    note_minors(uow, person_id)
    today = uow.clock.today()
    uow.add(status_fact(row["id"], Status(row["status"]), order.reported_in_on or today))
    if order.class_ is not None:
        uow.add(class_fact(row["id"], order.class_, row["tracked_from"]))
    if order.injunction:
        uow.add(injunction(row["id"], order))
    return str(row["id"])


@command("supervision.report_in")
def report_in(uow: UnitOfWork, supervision_id: str, on: date) -> None:
    """Records that the person has reported in: from now on duties are followed."""
    supervision = uow.require(Supervision, supervision_id)
    if supervision.status != Status.AWAITING_REPORT:
        raise UserError(_("此人已经报到，不能重复登记入矫报到。"))
    _not_in_future(uow, on, "on")
    supervision.status = Status.SUPERVISED.value
    supervision.reported_in_on = on
    supervision.tracked_from = max(supervision.term_start, on)
    uow.add(status_fact(supervision_id, Status.SUPERVISED, on))


@command("supervision.class")
def change_class(
    uow: UnitOfWork,
    supervision_id: str,
    class_: SupervisionClass,
    from_on: date,
    *,
    reason: str,
    document: str = "",
) -> None:
    """Records the county's decision on the class. Raises UserError without a reason.

    A class that holds from a later day on is taken up on that day: see `classes.note_classes`.
    """
    supervision = uow.require(Supervision, supervision_id)
    if not reason.strip():
        raise UserError(_("请填写调整管理类别的理由。"), field="reason")
    if not supervision.term_start <= from_on <= supervision.term_end:
        raise UserError(_("管理类别的起算日不在矫正期内。"), field="from_on")
    uow.add(class_fact(supervision_id, class_, from_on, reason, document))
    note_classes(uow, supervision_id)


@command("supervision.status")
def change_status(
    uow: UnitOfWork,
    supervision_id: str,
    status: Status,
    on: date,
    *,
    reason: str,
    document: str = "",
) -> None:
    """Moves a supervision along its life cycle. Raises UserError for a step that cannot be."""
    supervision = uow.require(Supervision, supervision_id)
    if status not in NEXT_STATES[Status(supervision.status)]:
        raise UserError(_("当前状态不能直接变更为这一状态。"), field="status")
    if not reason.strip():
        raise UserError(_("请填写变更状态的理由。"), field="reason")
    _not_in_future(uow, on, "on")
    supervision.status = status.value
    uow.add(status_fact(supervision_id, status, on, reason, document))


@command("supervision.change")
def change_order(uow: UnitOfWork, supervision_id: str, changes: Mapping[str, Any]) -> None:
    """Changes what the decision documents say of an order, and whether the person can work.

    Windows depend on some of it: `flows.change_order_and_duties` brings them in line. Raises
    UserError naming the field for an end before the start or a field that is not of the order.
    """
    supervision = uow.require(Supervision, supervision_id)
    start = changes.get("term_start", supervision.term_start)
    if changes.get("term_end", supervision.term_end) < start:
        raise UserError(_("矫正结束日期早于开始日期。"), field="term_end")
    person = uow.require(Person, supervision.person_id)
    _check_offence(uow, person, changes.get("offence_on"))
    _change(supervision, changes, ORDER_FIELDS)
    note_minors(uow, person.id)


@command("supervision.change")
def assign_officer(uow: UnitOfWork, supervision_id: str, officer_id: str) -> None:
    """Names the officer who is responsible for the person."""
    uow.require(Officer, officer_id)
    uow.require(Supervision, supervision_id).officer_id = officer_id


@command("team.change")
def add_team_member(
    uow: UnitOfWork,
    supervision_id: str,
    role: TeamRole,
    name: str,
    sex: Sex,
    *,
    minor_specialist: bool = False,
    phone: str = "",
) -> str:
    """Adds a member to the correction team. Returns the member's id."""
    uow.require(Supervision, supervision_id)
    member = TeamMember(
        id=uow.new_id(),
        supervision_id=supervision_id,
        role=role.value,
        name=name_of_person(name),
        sex=sex.value,
        minor_specialist=minor_specialist,
        phone=tidy_phone(phone),
        left_on=None,
    )
    uow.add(member)
    return member.id


@command("team.change")
def end_team_member(uow: UnitOfWork, member_id: str, left_on: date) -> None:
    """Records that a member has left the team; the member stays in its history."""
    uow.require(TeamMember, member_id).left_on = left_on


@command("attachment.add")
def add_attachment(
    uow: UnitOfWork,
    subject_id: str,
    content: bytes,
    *,
    name: str,
    media_type: str,
    seal: Callable[[bytes], str],
) -> str:
    """Seals a file and attaches it to a record. Returns the attachment's id.

    `seal` stores the content and answers with its address; content that is stored without a record
    does no harm, a record without content would. Raises UserError for an empty or too large file.
    """
    if not content or len(content) > LARGEST_ATTACHMENT:
        raise UserError(_("文件为空，或超过 50 MB。"), remedy=_("请压缩或拆分后再添加。"))
    attachment = Attachment(
        id=uow.new_id(),
        subject_id=subject_id,
        address=seal(content),
        sha256=hashlib.sha256(content).hexdigest(),
        name=name,
        media_type=media_type,
        size=len(content),
        added_at=uow.clock.now(),
        added_by=uow.actor.officer_id,
    )
    uow.add(attachment)
    return attachment.id


@command("officer.add")
def add_officer(uow: UnitOfWork, officer_id: str, name: str, role: Role) -> None:
    """Enters somebody who works here; the id is the one that the vault's keyslot carries."""
    cleaned = name.strip()
    if not cleaned:
        raise UserError(_("请填写姓名。"), field="name")
    uow.add(Officer(id=officer_id, name=cleaned, role=role.value, active=True))


@command("officer.add")
def retire_officer(uow: UnitOfWork, officer_id: str) -> None:
    """Ends somebody's work here; what the officer did stays under the name."""
    officer = uow.require(Officer, officer_id)
    if officer_id == uow.actor.officer_id:
        raise UserError(_("不能停用自己的账号。"), remedy=_("请由另一位负责人办理。"))
    officer.active = False


def _change(record: object, changes: Mapping[str, Any], allowed: frozenset[str]) -> None:
    for field, value in changes.items():
        if field not in allowed:
            raise UserError(_("这一项不能这样修改。"), field=field)
        setattr(record, field, value)


def _check_offence(uow: UnitOfWork, person: Person, offence_on: date | None) -> None:
    if offence_on is None:
        return
    _not_in_future(uow, offence_on, "offence_on")
    if offence_on < person.born:
        raise UserError(_("犯罪日期早于出生日期。"), field="offence_on")


def _not_in_future(uow: UnitOfWork, day: date, field: str) -> None:
    if day > uow.clock.today():
        raise UserError(_("日期晚于今天。"), field=field)


def _check_person(uow: UnitOfWork, person: PersonFacts) -> str:
    """Returns the identity number as it is stored. Raises UserError naming the field."""
    name_of_person(person.name)
    number = check_id_number(person.id_number, uow.clock.today()).number_18
    if number is None:
        raise UserError(
            _("身份证号码不正确。"), remedy=_("请对照证件逐位核对。"), field="id_number"
        )
    known = uow.session.execute(
        select(Person.id).where(Person.office_id == uow.office_id, Person.id_number == number)
    ).first()
    if known:
        raise UserError(
            _("此身份证号码已有档案。"), remedy=_("请在原档案中新增矫正。"), field="id_number"
        )
    return number
