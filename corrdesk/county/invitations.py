"""Invitations: eight words that let one PC enrol by itself, once, within hours.

The words are shown once and kept nowhere; what checks them is derived at a cost and sealed with the
county's session key. A few wrong proofs end an invitation: guessing has no second try.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select
from sqlalchemy.orm import Session

from corrdesk.base.clock import Clock
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.county.errors import InvitationRefused
from corrdesk.county.tables import Invitation
from corrdesk.sync.core.enrolment import WORDS, read_request
from corrdesk.sync.core.invitation import Code, answer_proof, ask_proof, same
from corrdesk.sync.core.refusal import Refused

NONCE: Final = 12
MOST_OPEN: Final = 100
MOST_WRONG: Final = 5
USUAL_HOURS: Final = 24
LONGEST_HOURS: Final = 7 * 24


class State(StrEnum):
    """How an invitation stands."""

    OPEN = "open"
    USED = "used"
    VOID = "void"  # withdrawn, or too many wrong proofs
    OVER = "over"  # nobody came in time


@dataclass(frozen=True, slots=True)
class InvitationCard:
    """An invitation as the console shows it: for whom, by whom, until when, who came."""

    id: str
    office_id: str
    note: str
    made_by: str
    made_at: datetime
    until: datetime
    state: State
    wrong: int
    device_id: str


class Invitations:
    """The invitations of one county over one session of its own database."""

    def __init__(self, session: Session, key: bytes, clock: Clock) -> None:
        """`key`: the county's session key, which seals what checks a code."""
        self._session = session
        self._cipher = AESGCM(key)
        self._clock = clock

    def invite(
        self, *, office_id: str = "", note: str = "", address: str = "", by: str = "",
        hours: int = USUAL_HOURS,
    ) -> tuple[InvitationCard, Code]:  # fmt: skip
        """A new invitation with its code, which is shown once.

        `office_id` empty lets any office in that is not enrolled yet. Raises UserError for too many
        open ones, or a time that is too long.
        """
        if not 1 <= hours <= LONGEST_HOURS:
            raise UserError(_("有效时间请填 1 到 168 小时。"), field="hours")
        taken = {each.number for each in self._rows() if self._state(each) is State.OPEN}
        if len(taken) >= MOST_OPEN:
            raise UserError(_("未用的邀请太多，请先收回一些。"))
        code = Code(secrets.token_bytes(WORDS))
        while code.number in taken:
            code = Code(secrets.token_bytes(WORDS))
        made = Invitation(
            id=secrets.token_hex(16),
            number=code.number,
            key=b"",
            office_id=office_id,
            note=note.strip()[:80],
            address=address.strip()[:200],
            made_by=by[:60],
            made_at=self._clock.now(),
            until=self._clock.now() + timedelta(hours=hours),
            state=State.OPEN.value,
            wrong=0,
            device_id="",
        )
        nonce = secrets.token_bytes(NONCE)
        made.key = nonce + self._cipher.encrypt(nonce, code.key(), made.id.encode())
        self._session.add(made)
        self._session.flush()
        return self._card(made), code

    def everything(self) -> list[InvitationCard]:
        """All invitations, the latest first."""
        return [self._card(each) for each in self._rows()]

    def withdraw(self, invitation_id: str) -> None:
        """Ends an invitation that nobody has used. Raises UserError for a stranger."""
        found = self._session.get(Invitation, invitation_id)
        if found is None:
            raise UserError(_("没有这个邀请。"), field="invitation")
        if found.state == State.OPEN:
            found.state = State.VOID.value

    def take(self, number: int, request: bytes, proof: bytes, certificate: bytes) -> Invitation:
        """The invitation that a request proves to know; it is used from now on.

        The same device may ask again until the time is over, for an answer that was lost. Raises
        `InvitationRefused`, the same for everything that is wrong; the caller commits the count.
        """
        found = self._open_or_used(number)
        if found is None:
            raise InvitationRefused
        if not same(proof, ask_proof(self._key_of(found), certificate, request)):
            found.wrong += 1
            if found.wrong >= MOST_WRONG and found.state == State.OPEN:
                found.state = State.VOID.value
            raise InvitationRefused
        try:
            asked = read_request(request)
        except Refused:
            raise InvitationRefused from None
        if found.device_id not in {"", asked.device} or (
            found.office_id and found.office_id != asked.office
        ):
            raise InvitationRefused
        found.state, found.device_id = State.USED.value, asked.device
        return found

    def answer(self, found: Invitation, certificate: bytes, request: bytes, grant: bytes) -> bytes:
        """The county's proof for the grant that it gives."""
        return answer_proof(self._key_of(found), certificate, request, grant)

    def _open_or_used(self, number: int) -> Invitation | None:
        """The latest one of this number that is open, or used and not over."""
        now = self._clock.now()
        rows = self._session.scalars(
            select(Invitation)
            .where(Invitation.number == number)
            .order_by(Invitation.made_at.desc())
            .with_for_update()
        )
        usable = (State.OPEN, State.USED)
        return next((each for each in rows if each.state in usable and each.until > now), None)

    def _rows(self) -> list[Invitation]:
        found = self._session.scalars(select(Invitation).order_by(Invitation.made_at.desc()))
        return list(found)

    def _key_of(self, found: Invitation) -> bytes:
        return self._cipher.decrypt(found.key[:NONCE], found.key[NONCE:], found.id.encode())

    def _state(self, each: Invitation) -> State:
        if each.state == State.OPEN and each.until <= self._clock.now():
            return State.OVER
        return State(each.state)

    def _card(self, each: Invitation) -> InvitationCard:
        return InvitationCard(
            each.id, each.office_id, each.note, each.made_by, each.made_at, each.until,
            self._state(each), each.wrong, each.device_id,
        )  # fmt: skip
