"""Commands of issued sheets: issue, stamp, serve, file, void; and reserved numbers.

A number is given at issue, with the final sheet, in one act. Other capabilities issue through
`issue_document` inside their own commands; whether a sheet may be issued is theirs to say.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.ids import is_id
from corrdesk.casework.caseload.check_codes import new_check_code
from corrdesk.casework.caseload.service import add_attachment
from corrdesk.casework.caseload.tables import Attachment, Office
from corrdesk.casework.documents.model import (
    STATE_LABELS,
    DocumentState,
    Draft,
    Manner,
    Step,
    StepFacts,
    next_step,
)
from corrdesk.casework.documents.numbering import first_to_reserve
from corrdesk.casework.documents.queries import (
    free_numberer,
    next_number,
    ranges_of,
    used_numbers,
)
from corrdesk.casework.documents.sheet import FormCard, FormSheet, Press
from corrdesk.casework.documents.tables import Document, DocumentStep, NumberRange
from corrdesk.casework.permissions import command
from corrdesk.store.journal import plain
from corrdesk.store.unit_of_work import UnitOfWork

MOST_RESERVED = 1000  # numbers in one range: more than an office uses of one word in a year
OPEN = (DocumentState.PRINTED, DocumentState.STAMPED)
CLOSED = frozenset({DocumentState.SERVED, DocumentState.FILED})


@command("document.issue")
def issue_document(
    uow: UnitOfWork,
    draft: Draft,
    *,
    press: Press,
    seal: Callable[[bytes], str],
    replaces: str = "",
    reason: str = "",
) -> str:
    """Draws the number and stores the final sheet in one transaction. Returns the sheet's id.

    `replaces` names the valid sheet that the new one takes the place of: it becomes void for
    `reason`, and the new sheet is the next version for the same subject. Raises UserError when the
    subject has a valid sheet already, or when this computer has no number left to give.
    """
    subject = draft.subject_id
    if replaces:
        subject = uow.require(Document, replaces).subject_id
        void_document(uow, replaces, reason)
        uow.session.flush()
    document_id = uow.new_id()
    subject = subject or document_id
    if _valid(uow, draft.form_id, subject):
        raise UserError(_("这份文书已经签发过。"), remedy=_("如需重新签发，请先作废原件。"))
    card = press.card(draft.form_id)
    today = uow.clock.today()
    number = _draw_number(uow, card.word, today.year) if card.word else None
    serial = "" if number is None else _serial(uow, card, today.year, number)
    sheet = FormSheet(draft.form_id, draft.facts, serial, new_check_code(), uow.head.short)
    attachment = add_attachment(
        uow,
        document_id,
        press.render(sheet),
        name=f"{serial or card.title}.pdf",
        media_type="application/pdf",
        seal=seal,
    )
    uow.add(
        _new_document(
            uow,
            draft,
            card,
            sheet,
            document_id=document_id,
            subject_id=subject,
            number=number,
            attachment_id=attachment,
        )
    )
    _add_step(uow, document_id, StepFacts(Step.PRINTED, today))
    return document_id


@command("document.void")
def void_document(uow: UnitOfWork, document_id: str, reason: str) -> None:
    """Voids a sheet that was not served; its number stays used, with the reason."""
    document = uow.require(Document, document_id)
    if document.state == DocumentState.VOID:
        raise UserError(_("该文书已经作废。"))
    if document.state in CLOSED:
        raise UserError(_("已送达或已归档的文书不能作废。"))
    if not reason.strip():
        raise UserError(_("请填写作废的理由。"), field="reason")
    document.state = DocumentState.VOID.value
    document.void_reason = reason.strip()
    _add_step(uow, document_id, StepFacts(Step.VOIDED, uow.clock.today(), note=reason.strip()))
    uow.because(reason.strip())


@command("document.step")
def record_step(uow: UnitOfWork, document_id: str, taken: StepFacts) -> str:
    """Records that a sheet was stamped, served, filed or scanned. Returns the step's id.

    Serving a sheet whose stamp was not recorded records the stamp with it: nothing is served
    without. Raises UserError for a void sheet (naming the one that holds now), for a step out of
    order or on an impossible day, and for a refused service without a witness.
    """
    document = uow.require(Document, document_id)
    _expect_valid(uow, document)
    if not document.issued_on <= taken.on <= uow.clock.today():
        raise UserError(_("日期不能早于签发日期，也不能晚于今天。"), field="on")
    if taken.attachment_id is not None:
        uow.require(Attachment, taken.attachment_id)
    match taken.step:
        case Step.STAMPED:
            _expect_state(document, DocumentState.PRINTED)
            document.state = DocumentState.STAMPED.value
        case Step.SERVED:
            _serve(uow, document, taken)
        case Step.FILED:
            _file(document)
        case Step.SCANNED:
            _expect_scan(taken)
        case Step.PRINTED | Step.VOIDED:
            raise UserError(_("这一步由签发和作废登记。"), field="step")
    return _add_step(uow, document_id, taken)


@command("document.step")
def record_scan(
    uow: UnitOfWork,
    document_id: str,
    content: bytes,
    *,
    name: str,
    media_type: str,
    seal: Callable[[bytes], str],
) -> Step | None:
    """Keeps the scan of a sheet, and takes the step that the scan proves. Returns that step.

    The first scan proves the stamp; one of a sheet that was served, or is not to be served, goes
    with it to the file. How a sheet was served stands on no scan: then nothing more is recorded.
    """
    document = uow.require(Document, document_id)
    _expect_valid(uow, document)
    attachment = add_attachment(
        uow, document_id, content, name=name, media_type=media_type, seal=seal
    )
    today = uow.clock.today()
    record_step(uow, document_id, StepFacts(Step.SCANNED, today, attachment_id=attachment))
    following = next_step(document.state, to_serve=bool(document.addressees))
    if following in {None, Step.SERVED}:
        return None
    record_step(uow, document_id, StepFacts(following, today))
    return following


@command("document.reserve")
def reserve_numbers(
    uow: UnitOfWork, device_id: str, word: str, year: int, count: int, *, reason: str = ""
) -> str:
    """Sets numbers aside for another computer of the office. Returns the range's id.

    Only the computer that numbers freely may do so: it alone knows every number that is taken.
    """
    if free_numberer(uow.session, uow.office_id) != uow.actor.device_id:
        message = _("号段只能在发号的电脑上预留。")
        raise UserError(message, remedy=_("请在发号的电脑上办理。"))
    if not 0 < count <= MOST_RESERVED:
        raise UserError(_("预留的数量应为 1 至 1000。"), field="count")
    if not word:
        raise UserError(_("请写明文书字。"), field="word")
    if not is_id(device_id):
        message = _("电脑编号应为 32 位数字和字母 a 至 f。")
        remedy = _("请照那台电脑“编号和号段”页上显示的编号填写。")
        raise UserError(message, remedy=remedy, field="device")
    ranges = ranges_of(uow.session, uow.office_id, word, year)
    first = first_to_reserve(ranges, used_numbers(uow.session, uow.office_id, word, year))
    return _add_range(uow, device_id, word, year, first, first + count - 1, reason)


@command("document.reserve")
def return_numbers(uow: UnitOfWork, range_id: str, reason: str) -> None:
    """Closes a range; what is left of it is never given, and the register says why."""
    kept = uow.require(NumberRange, range_id)
    if kept.returned or kept.last is None:
        raise UserError(_("这一号段已经退回。"))
    if not reason.strip():
        raise UserError(_("请填写退回的理由。"), field="reason")
    kept.returned = True
    kept.reason = reason.strip()
    uow.because(reason.strip())


@command("document.reserve")
def take_over_numbering(uow: UnitOfWork, reason: str, *, skip: int = 0) -> str:
    """Makes this computer the one that numbers freely, when the former one is lost or replaced.

    `skip`: how many numbers of every word of this year stay unused, because the former computer
    may have given them without being heard; the register explains them. Returns the record's id.
    """
    if not reason.strip():
        raise UserError(_("请填写理由。"), field="reason")
    if not 0 <= skip <= MOST_RESERVED:
        raise UserError(_("跳过的数量应为 0 至 1000。"), field="skip")
    former = free_numberer(uow.session, uow.office_id)
    if former == uow.actor.device_id:
        raise UserError(_("本机就是发号的电脑。"))
    year = uow.clock.today().year
    for word in _words_of(uow, year) if skip else ():
        ranges = ranges_of(uow.session, uow.office_id, word, year)
        first = first_to_reserve(ranges, used_numbers(uow.session, uow.office_id, word, year))
        lost = _add_range(uow, former, word, year, first, first + skip - 1, reason.strip())
        uow.session.flush()
        uow.require(NumberRange, lost).returned = True
    uow.because(reason.strip())
    return _add_range(uow, uow.actor.device_id, "", year, 0, None, reason.strip())


def _draw_number(uow: UnitOfWork, word: str, year: int) -> int:
    number = next_number(uow.session, uow.office_id, uow.actor.device_id, word, year)
    if number is None:
        message = _("本机的“{word}”字号段已用完，不能编号。").format(word=word)
        raise UserError(message, remedy=_("请在发号的电脑上为本机预留号段。"))
    return number


def _serial(uow: UnitOfWork, card: FormCard, year: int, number: int) -> str:
    office = uow.require(Office, uow.office_id)
    return f"（{year}）{office.short_name}{card.word}字第{number}号"


def _new_document(
    uow: UnitOfWork,
    draft: Draft,
    card: FormCard,
    sheet: FormSheet,
    *,
    document_id: str,
    subject_id: str,
    number: int | None,
    attachment_id: str,
) -> Document:
    today = uow.clock.today()
    return Document(
        id=document_id,
        form_id=draft.form_id,
        layout=card.layout,
        title=card.title,
        person_id=draft.person_id,
        supervision_id=draft.supervision_id,
        subject_id=subject_id,
        version=_versions(uow, draft.form_id, subject_id) + 1,
        word=card.word,
        year=today.year,
        number=number,
        serial=sheet.serial,
        check_code=sheet.check_code,
        chain_head=sheet.chain_head,
        issued_on=today,
        attachment_id=attachment_id,
        addressees=list(draft.addressees),
        copies=list(draft.copies),
        facts={name: _plain(value) for name, value in draft.facts.items()},
        state=DocumentState.PRINTED.value,
        served_on=None,
        manner="",
        receiver="",
        witness="",
        void_reason="",
    )


def _plain(value: object) -> object:
    """A fact as JSON keeps it."""
    return list(value) if isinstance(value, tuple) else plain(value)


def _valid(uow: UnitOfWork, form_id: str, subject_id: str) -> Document | None:
    return uow.session.scalars(
        select(Document).where(
            Document.office_id == uow.office_id,
            Document.form_id == form_id,
            Document.subject_id == subject_id,
            Document.state != DocumentState.VOID.value,
        )
    ).first()


def _versions(uow: UnitOfWork, form_id: str, subject_id: str) -> int:
    return uow.session.execute(
        select(func.count())
        .select_from(Document)
        .where(
            Document.office_id == uow.office_id,
            Document.form_id == form_id,
            Document.subject_id == subject_id,
        )
    ).scalar_one()


def _words_of(uow: UnitOfWork, year: int) -> list[str]:
    rows = uow.session.scalars(
        select(Document.word)
        .where(Document.office_id == uow.office_id, Document.year == year, Document.word != "")
        .distinct()
        .order_by(Document.word)
    )
    return list(rows)


def _expect_valid(uow: UnitOfWork, document: Document) -> None:
    if document.state != DocumentState.VOID:
        return
    current = _valid(uow, document.form_id, document.subject_id)
    if current is None:
        raise UserError(_("这份文书已经作废：{why}").format(why=document.void_reason))
    message = _("这是第 {old} 版，已经作废；现行的是第 {new} 版 {serial}。")
    raise UserError(
        message.format(old=document.version, new=current.version, serial=current.serial),
        remedy=_("请核对手中的纸质文书。"),
    )


def _expect_state(document: Document, *allowed: DocumentState) -> None:
    if document.state not in allowed:
        words = _(STATE_LABELS[DocumentState(document.state)])
        raise UserError(_("这份文书{state}，不能再登记这一步。").format(state=words))


def _serve(uow: UnitOfWork, document: Document, taken: StepFacts) -> None:
    _expect_state(document, *OPEN)
    if taken.manner is Manner.REFUSED and not taken.witness.strip():
        raise UserError(_("拒收的，请填写见证人。"), field="witness")
    if document.state == DocumentState.PRINTED:
        _add_step(uow, document.id, StepFacts(Step.STAMPED, taken.on))
    document.state = DocumentState.SERVED.value
    document.served_on = taken.on
    document.manner = taken.manner.value
    document.receiver = taken.receiver.strip()
    document.witness = taken.witness.strip()


def _file(document: Document) -> None:
    if document.addressees and document.state in OPEN:
        raise UserError(_("这份文书还没有送达，不能归档。"))
    _expect_state(document, *OPEN, DocumentState.SERVED)
    document.state = DocumentState.FILED.value


def _expect_scan(taken: StepFacts) -> None:
    if taken.attachment_id is None:
        raise UserError(_("没有扫描件。"), field="attachment")


def _add_step(uow: UnitOfWork, document_id: str, taken: StepFacts) -> str:
    step = DocumentStep(
        id=uow.new_id(),
        document_id=document_id,
        step=taken.step.value,
        on=taken.on,
        note=taken.note.strip(),
        attachment_id=taken.attachment_id,
        at=uow.clock.now(),
        by=uow.actor.officer_id,
    )
    uow.add(step)
    return step.id


def _add_range(
    uow: UnitOfWork,
    device_id: str,
    word: str,
    year: int,
    first: int,
    last: int | None,
    reason: str,
) -> str:
    made = NumberRange(
        id=uow.new_id(),
        device_id=device_id,
        word=word,
        year=year,
        first=first,
        last=last,
        returned=False,
        reason=reason.strip(),
        at=uow.clock.now(),
        by=uow.actor.officer_id,
    )
    uow.add(made)
    return made.id
