"""Who may use the console: accounts with passphrase and one-time code.

What a role may do is the permission table's answer (`casework/permissions.py`), not asked here; how
long one waits after wrong ones is the answer of `attempts`.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from corrdesk.base.actor import Role
from corrdesk.base.clock import Clock
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _
from corrdesk.county.attempts import Attempts
from corrdesk.county.errors import SignInRefused
from corrdesk.county.tables import Account, SignIn
from corrdesk.vault.passphrase import require_acceptable

ISSUER: Final = "corrdesk"
NONCE: Final = 12
LONGEST_NAME: Final = 60
STEP: Final = 30  # seconds of one code
ROLES: Final = (Role.OFFICER, Role.HEAD, Role.AUDITOR, Role.ADMINISTRATOR)
"""Who works at a bureau; nobody there checks people in."""

ROLE_LABELS: Final = {
    Role.OFFICER: N_("经办人"),
    Role.HEAD: N_("负责人"),
    Role.AUDITOR: N_("监督检查"),
    Role.ADMINISTRATOR: N_("管理员"),
}

_hasher: Final = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=2)
_NOBODY: Final = _hasher.hash(secrets.token_hex(16))


@dataclass(frozen=True, slots=True)
class Person:
    """An account as the console shows it; how long one waits after wrong words, only in the list.

    `waits_until`: where the person signed in before, or anywhere if nowhere yet;
    `strangers_wait`: at every other browser.
    """

    id: str
    name: str
    role: Role
    active: bool
    waits_until: datetime | None = None
    strangers_wait: datetime | None = None


class Accounts:
    """The accounts of one county over one session of its console database."""

    def __init__(self, session: Session, key: bytes, clock: Clock) -> None:
        """`key`: the county's session key, which seals the secrets of one-time codes."""
        self._session = session
        self._cipher = AESGCM(key)
        self._clock = clock
        self._attempts = Attempts(session, key, clock)

    def add(self, name: str, role: Role, passphrase: str) -> tuple[Person, str]:
        """A new account. Returns it with the secret of its one-time codes, shown once.

        Raises UserError for a name that is taken, `WeakPassphrase` for a weak passphrase.
        """
        name = name.strip()
        if not name:
            raise UserError(_("请填写姓名。"), field="name")
        if len(name) > LONGEST_NAME:
            raise UserError(_("姓名太长。"), remedy=_("请不超过 60 个字。"), field="name")
        _require_role(role)
        if self._by_name(name) is not None:
            raise UserError(
                _("这个姓名已经有账号。"),
                remedy=_("忘了口令的请重设；同名的另一个人，请在姓名后面加上区别。"),
                field="name",
            )
        require_acceptable(passphrase, avoid=(name,))
        secret = pyotp.random_base32()
        account = Account(
            id=secrets.token_hex(16),
            name=name,
            role=role.value,
            active=True,
            passphrase=_hasher.hash(passphrase),
            totp=b"",
            totp_step=0,
            made_at=self._clock.now(),
        )
        account.totp = self._seal(account.id, secret)
        self._session.add(account)
        self._session.flush()
        return _person(account), secret

    def everybody(self) -> Sequence[Person]:
        """All accounts by name, with how long one has to wait after wrong attempts."""
        found = self._session.scalars(select(Account).order_by(Account.name)).all()
        waits = self._attempts.waits()
        return [
            replace(
                _person(each), waits_until=waits[each.id].own,
                strangers_wait=waits[each.id].strangers,
            ) if each.id in waits else _person(each)
            for each in found
        ]  # fmt: skip

    def find(self, account_id: str) -> Person | None:
        """An account, None for one that is not there or was closed."""
        account = self._session.get(Account, account_id)
        return _person(account) if account is not None and account.active else None

    def close(self, account_id: str) -> None:
        """Ends an account and all its sessions. Raises UserError for the last administrator."""
        account = self._require(account_id)
        self._keep_an_administrator(account)
        account.active = False
        self._end_sessions(account_id)
        self._attempts.forget_browsers(account_id)

    def renew(self, account_id: str, passphrase: str) -> str:
        """A new passphrase and new one-time codes; a closed account is open again.

        Ends the sessions and the wait after wrong attempts. Returns the codes' secret.
        """
        account = self._require(account_id)
        require_acceptable(passphrase, avoid=(account.name,))
        secret = pyotp.random_base32()
        account.active = True
        account.passphrase = _hasher.hash(passphrase)
        account.totp, account.totp_step = self._seal(account.id, secret), 0
        self._end_sessions(account_id)
        self._attempts.forget_all(account_id)
        return secret

    def change_role(self, account_id: str, role: Role) -> None:
        """Another role from the next sign-in on. Raises UserError for the last administrator."""
        account = self._require(account_id)
        _require_role(role)
        if role is not Role.ADMINISTRATOR:
            self._keep_an_administrator(account)
        account.role = role.value
        self._end_sessions(account_id)

    def check_passphrase(self, name: str, passphrase: str, browser: str = "") -> Person:
        """Whose passphrase this is. Counts what is wrong. Raises `SignInRefused`, `SignInWaits`.

        `browser`: the word by which a browser is known where somebody signed in before.
        """
        name = name.strip()
        account = self._by_name(name)
        if account is not None and not account.active:
            account = None
        bucket = (
            self._attempts.bucket_of_nobody(name)
            if account is None
            else self._attempts.bucket(account.id, browser)
        )
        self._attempts.count(bucket)
        fits = _fits(_NOBODY if account is None else account.passphrase, passphrase)
        if account is None or not fits:
            raise SignInRefused
        self._attempts.take_back(bucket)
        return _person(account)

    def check_code(self, account_id: str, code: str, browser: str = "") -> tuple[Person, str]:
        """Takes a one-time code, each once. Raises `SignInRefused` or `SignInWaits`.

        Only with the second factor right are the failures forgotten, those made where this one
        comes from. Returns the word by which this browser is known from now on.
        """
        account = self._require(account_id)
        bucket = self._attempts.bucket(account_id, browser)
        self._attempts.count(bucket)
        step = self._step(account, code)
        if step is None or not account.active:
            raise SignInRefused
        account.totp_step = step
        self._attempts.forget(bucket)
        return _person(account), self._attempts.know(account_id, browser)

    def _step(self, account: Account, code: str) -> int | None:
        """The step a code belongs to: this one, the one before or after, none that was used."""
        totp = pyotp.TOTP(self._unseal(account), interval=STEP)
        typed = "".join(code.split())
        now = int(self._clock.now().timestamp()) // STEP
        for step in (now, now - 1, now + 1):
            if step > account.totp_step and totp.verify(typed, for_time=step * STEP):
                return step
        return None

    def _keep_an_administrator(self, leaving: Account) -> None:
        others = [
            each
            for each in self.everybody()
            if each.active and each.role is Role.ADMINISTRATOR and each.id != leaving.id
        ]
        if leaving.role == Role.ADMINISTRATOR and not others:
            raise UserError(_("至少要保留一名管理员。"))

    def _end_sessions(self, account_id: str) -> None:
        self._session.execute(delete(SignIn).where(SignIn.account_id == account_id))

    def _by_name(self, name: str) -> Account | None:
        return self._session.scalars(select(Account).where(Account.name == name)).one_or_none()

    def _require(self, account_id: str) -> Account:
        account = self._session.get(Account, account_id)
        if account is None:
            raise UserError(_("没有这个账号。"), field="account")
        return account

    def _seal(self, account_id: str, secret: str) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._cipher.encrypt(nonce, secret.encode("ascii"), account_id.encode())

    def _unseal(self, account: Account) -> str:
        nonce, sealed = account.totp[:NONCE], account.totp[NONCE:]
        return self._cipher.decrypt(nonce, sealed, account.id.encode()).decode("ascii")


def totp_uri(name: str, secret: str) -> str:
    """What an authenticator application scans."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=name, issuer_name=ISSUER)


def _require_role(role: Role) -> None:
    if role not in ROLES:
        raise UserError(_("县级工作台没有这个角色。"), field="role")


def _fits(stored: str, passphrase: str) -> bool:
    try:
        return _hasher.verify(stored, passphrase)
    except (VerificationError, InvalidHashError):
        return False


def _person(account: Account) -> Person:
    return Person(account.id, account.name, Role(account.role), account.active)
