"""Wrong passphrases and codes: how many are taken, from where, and how long one waits after them.

Each browser that somebody signed in with before is counted by itself; all others share one count
per account. So whoever guesses elsewhere waits longer and longer, and shuts out nobody who sits at
their own PC. A browser is known by a word in a cookie and not by its address, which a whole bureau
may share. Who an account belongs to and what fits is not asked here (`accounts`).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from corrdesk.base.clock import Clock
from corrdesk.county.errors import SignInWaits
from corrdesk.county.firsts import make_unless_there
from corrdesk.county.tables import Failures, KnownBrowser

FREE_ATTEMPTS: Final = 5
WAITS: Final = (900, 1800, 3600)  # seconds after the fifth, the sixth, every later one
STRANGERS_WAITS: Final = (*WAITS, 7200, 14400, 28800)
MOST_BROWSERS: Final = 5  # of one account: each of them has attempts of its own
KEPT: Final = timedelta(days=90)  # since somebody last signed in with it
NOBODY: Final = "unknown"
NOBODIES: Final = 4096  # counts for names that nobody has, so that they wait like those that are
ID: Final = 32


@dataclass(frozen=True, slots=True)
class Waits:
    """Until when to wait: at the browsers that somebody used before, and at all others."""

    own: datetime | None = None
    strangers: datetime | None = None


class Attempts:
    """The attempts at one county's accounts over one session of its console database."""

    def __init__(self, session: Session, key: bytes, clock: Clock) -> None:
        """`key`: the county's session key, so that nobody reckons which names share a count."""
        self._session = session
        self._key = key
        self._clock = clock

    def bucket(self, account_id: str, browser: str) -> str:
        """Under what an attempt at an account counts; `browser`: its word, empty for none."""
        digest = token_digest(browser)
        if browser and self._is_known(account_id, digest):
            return account_id + digest[:ID]
        return account_id

    def bucket_of_nobody(self, name: str) -> str:
        """Under what an attempt at a name counts that nobody has."""
        digest = hmac.new(self._key, name.encode(), hashlib.sha256).digest()
        return f"{NOBODY}{int.from_bytes(digest[:4]) % NOBODIES}"

    def count(self, bucket: str) -> None:
        """Counts an attempt before it is made; the caller commits also when it fails.

        Raises `SignInWaits` as long as one has to wait.
        """
        now = self._clock.now()
        make_unless_there(self._session, Failures, bucket=bucket, count=0, until=now)
        found = self._session.get_one(Failures, bucket, with_for_update=True)
        if found.until > now:
            raise SignInWaits(int((found.until - now).total_seconds()))
        found.count += 1
        waits = WAITS if len(bucket) > ID else STRANGERS_WAITS
        found.until = now + timedelta(seconds=_wait(found.count, waits))
        self._session.flush()

    def take_back(self, bucket: str) -> None:
        """The attempt just counted was right: it leads to no wait, those before still count."""
        found = self._session.get_one(Failures, bucket)
        found.count -= 1
        found.until = self._clock.now()
        self._session.flush()

    def forget(self, bucket: str) -> None:
        """Both factors were right: what failed before under this bucket is forgotten."""
        self._session.execute(delete(Failures).where(Failures.bucket == bucket))

    def forget_all(self, account_id: str) -> None:
        """Nobody waits any more for this account, wherever they are."""
        self._session.execute(delete(Failures).where(Failures.bucket.startswith(account_id)))

    def waits(self) -> Mapping[str, Waits]:
        """Who has to wait now, by account; own: where all that is left to try has to."""
        now = self._clock.now()
        known = set(self._session.scalars(select(KnownBrowser.account_id)))
        found: dict[str, Waits] = {}
        rows = self._session.scalars(select(Failures).where(Failures.bucket.not_like(f"{NOBODY}%")))
        for each in rows:
            if each.until <= now:
                continue
            account, is_own = each.bucket[:ID], len(each.bucket) > ID
            before = found.get(account, Waits())
            if is_own or account not in known:
                found[account] = Waits(max(before.own or now, each.until), before.strangers)
            else:
                found[account] = Waits(before.own, each.until)
        return found

    def know(self, account_id: str, browser: str) -> str:
        """Somebody signed in with this browser. Returns its word from now on.

        A word that is not ours is replaced: nobody chooses one for somebody else.
        """
        now = self._clock.now()
        ours = select(KnownBrowser).where(KnownBrowser.browser == token_digest(browser)).limit(1)
        token = browser
        if not browser or self._session.scalars(ours).one_or_none() is None:
            token = secrets.token_urlsafe(32)
        digest = token_digest(token)
        make_unless_there(
            self._session, KnownBrowser, account_id=account_id, browser=digest, seen_at=now
        )
        self._session.get_one(KnownBrowser, (account_id, digest)).seen_at = now
        self._session.flush()
        self._forget_browsers(account_id, MOST_BROWSERS)
        return token

    def forget_browsers(self, account_id: str) -> None:
        """No browser is known for this account any more."""
        self._forget_browsers(account_id, 0)

    def _forget_browsers(self, account_id: str, most: int) -> None:
        """Keeps so many of an account, those that were used last and not too long ago."""
        found = self._session.scalars(
            select(KnownBrowser)
            .where(KnownBrowser.account_id == account_id)
            .order_by(KnownBrowser.seen_at.desc())
        ).all()
        for number, each in enumerate(found):
            if number >= most or self._is_old(each):
                self.forget(account_id + each.browser[:ID])
                self._session.delete(each)
        self._session.flush()

    def _is_known(self, account_id: str, digest: str) -> bool:
        found = self._session.get(KnownBrowser, (account_id, digest))
        return found is not None and not self._is_old(found)

    def _is_old(self, browser: KnownBrowser) -> bool:
        return self._clock.now() - browser.seen_at > KEPT


def token_digest(token: str) -> str:
    """How the word of a browser or a session is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def _wait(count: int, waits: tuple[int, ...]) -> int:
    if count < FREE_ATTEMPTS:
        return 0
    return waits[min(count - FREE_ATTEMPTS, len(waits) - 1)]
