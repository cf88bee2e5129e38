"""Tables of the console: accounts, sessions, failures. Casework has its own, in its own database.

None of them is journaled: what an account does to casework is, in the journal of the county.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Index, Integer, LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from corrdesk.store.types import Moment

ID = 32


class ConsoleBase(DeclarativeBase):
    """Root of the console's tables; they keep to themselves on a shared database server."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Account(ConsoleBase):
    """Somebody of the bureau who may sign in."""

    __tablename__ = "console_account"
    __table_args__ = (Index("ix_console_account_name", "name", unique=True),)

    id: Mapped[str] = mapped_column(String(ID), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(20))
    active: Mapped[bool] = mapped_column(Boolean)
    passphrase: Mapped[str] = mapped_column(String(200))  # Argon2id, with its salt and cost
    totp: Mapped[bytes] = mapped_column(LargeBinary)  # the secret, sealed with the session key
    totp_step: Mapped[int] = mapped_column(Integer)  # the last step that was used: once each
    made_at: Mapped[datetime] = mapped_column(Moment)


class SignIn(ConsoleBase):
    """A session: known by the digest of its token, so that a copy of the table opens nothing."""

    __tablename__ = "console_session"
    __table_args__ = (Index("ix_console_session_account", "account_id"),)

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(ID))
    csrf: Mapped[str] = mapped_column(String(64))
    proven: Mapped[bool] = mapped_column(Boolean)  # the second factor was given
    made_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)


class Failures(ConsoleBase):
    """Wrong passphrases and codes by whom they were meant for, and until when to wait."""

    __tablename__ = "console_failures"

    bucket: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    until: Mapped[datetime] = mapped_column(Moment)
