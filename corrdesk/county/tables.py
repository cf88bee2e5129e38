"""Tables of the county itself: accounts and sessions, offices and devices, what was left for it.

Casework has its own tables, in a database of its own.

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


class Owner(ConsoleBase):
    """Whose database this is: one row, so that no other county puts its own beside it."""

    __tablename__ = "console_county"

    county_id: Mapped[str] = mapped_column(String(ID), primary_key=True)


class Enrolled(ConsoleBase):
    """An office of the county, with the roster that was last signed for it."""

    __tablename__ = "console_office"

    office_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    naming: Mapped[bytes] = mapped_column(LargeBinary)  # names its files, see sync
    number: Mapped[int] = mapped_column(Integer)  # of the roster
    roster: Mapped[bytes] = mapped_column(LargeBinary)
    contact_at: Mapped[datetime | None] = mapped_column(Moment)  # when its devices last spoke
    trouble: Mapped[str] = mapped_column(String(200))  # why something of it was not taken


class Registered(ConsoleBase):
    """A device that was enrolled; `revoked` is the last entry taken from it."""

    __tablename__ = "console_device"
    __table_args__ = (Index("ix_console_device_office", "office_id"),)

    device_id: Mapped[str] = mapped_column(String(ID), primary_key=True)
    office_id: Mapped[str] = mapped_column(String(12))
    label: Mapped[str] = mapped_column(String(60))
    key: Mapped[bytes] = mapped_column(LargeBinary)  # checks its signatures
    recipient: Mapped[str] = mapped_column(String(80))
    certificate: Mapped[bytes] = mapped_column(LargeBinary)
    until: Mapped[str] = mapped_column(String(10))
    revoked: Mapped[int | None] = mapped_column(Integer)
    made_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)


class Invitation(ConsoleBase):
    """Leave for one PC to enrol by eight words; `key` checks them, sealed, and is not them."""

    __tablename__ = "console_invitation"
    __table_args__ = (Index("ix_console_invitation_number", "number"),)

    id: Mapped[str] = mapped_column(String(ID), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)  # the first word, unique among the open ones
    key: Mapped[bytes] = mapped_column(LargeBinary)
    office_id: Mapped[str] = mapped_column(String(12))  # empty for one that is not enrolled yet
    note: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(200))
    made_by: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(10))
    wrong: Mapped[int] = mapped_column(Integer)
    device_id: Mapped[str] = mapped_column(String(ID))


class Left(ConsoleBase):
    """Something that was left at the server, sealed, under a name that is written once."""

    __tablename__ = "console_box"

    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    left_at: Mapped[datetime] = mapped_column(Moment)


class Counter(ConsoleBase):
    """Numbers of the county's own decisions, by year."""

    __tablename__ = "console_counter"

    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


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


class KnownBrowser(ConsoleBase):
    """A browser with which somebody signed in: known by the digest of the word in its cookie."""

    __tablename__ = "console_browser"
    __table_args__ = (Index("ix_console_browser_browser", "browser"),)

    account_id: Mapped[str] = mapped_column(String(ID), primary_key=True)
    browser: Mapped[str] = mapped_column(String(64), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(Moment)


class Failures(ConsoleBase):
    """Wrong passphrases and codes by whom they were meant for and whence, and until when to wait.

    The bucket is an account, or an account and the beginning of a known browser's digest.
    """

    __tablename__ = "console_failures"

    bucket: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    until: Mapped[datetime] = mapped_column(Moment)
