"""Sessions of the console: a token in a cookie, a word against forged requests, and their ends.

The token is known to the browser alone; what is kept is its digest.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from corrdesk.base.clock import Clock
from corrdesk.county.accounts import Accounts, Person
from corrdesk.county.attempts import token_digest
from corrdesk.county.errors import RequestForged
from corrdesk.county.tables import SignIn

IDLE: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(hours=10)
HALF_WAY: Final = timedelta(minutes=5)  # between passphrase and code


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of somebody: `proven` once the second factor was given."""

    token: str
    person: Person
    csrf: str
    proven: bool

    def check(self, word: str) -> None:
        """Raises `RequestForged` unless the word is the one that this session's pages carry."""
        if not hmac.compare_digest(word.encode(), self.csrf.encode()):
            raise RequestForged

    def seal(self, words: str) -> str:
        """What proves that words to be shown came from here and not from somebody's link."""
        return hmac.new(self.csrf.encode(), words.encode(), hashlib.sha256).hexdigest()

    def has_sealed(self, words: str, seal: str) -> bool:
        """Whether the seal belongs to these words and to this session."""
        return hmac.compare_digest(self.seal(words).encode(), seal.encode())


class Sessions:
    """The sessions of one county over one session of its console database."""

    def __init__(self, session: Session, accounts: Accounts, clock: Clock) -> None:
        self._session = session
        self._accounts = accounts
        self._clock = clock

    def begin(self, person: Person, *, proven: bool) -> str:
        """A new session; returns its token. A new one also after the second factor was given."""
        token, now = secrets.token_urlsafe(32), self._clock.now()
        self._session.add(
            SignIn(
                token=token_digest(token),
                account_id=person.id,
                csrf=secrets.token_urlsafe(32),
                proven=proven,
                made_at=now,
                seen_at=now,
            )
        )
        self._session.flush()
        return token

    def find(self, token: str) -> Visit | None:
        """Whose session it is, None for none, an old one, or one of a closed account."""
        found = self._session.get(SignIn, token_digest(token)) if token else None
        if found is None:
            return None
        now = self._clock.now()
        idle = IDLE if found.proven else HALF_WAY
        person = self._accounts.find(found.account_id)
        if person is None or now - found.seen_at > idle or now - found.made_at > LONGEST:
            self._session.delete(found)
            return None
        found.seen_at = now
        return Visit(token, person, found.csrf, found.proven)

    def end(self, token: str) -> None:
        """Ends a session; one that is not there is no error."""
        self._session.execute(delete(SignIn).where(SignIn.token == token_digest(token)))

    def sweep(self) -> None:
        """Forgets what has run out."""
        border = self._clock.now() - LONGEST
        self._session.execute(delete(SignIn).where(SignIn.made_at < border))
