"""Sealing with age: what is left at a target is read by those it was sealed to and nobody else."""

from __future__ import annotations

from pyrage import DecryptError, RecipientError, decrypt, encrypt, x25519

from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.wire import LARGEST_SEALED


class AgeBox:
    """A box with the reader's identity; its text form shows no key."""

    def __init__(self, identity: str, *former: str) -> None:
        """`identity`: AGE-SECRET-KEY-1…, kept by the caller. `former`: what it read with before."""
        self._identity = x25519.Identity.from_str(identity)
        self._readers = [self._identity, *(x25519.Identity.from_str(each) for each in former)]

    def __repr__(self) -> str:
        return f"AgeBox({self.recipient})"

    @property
    def recipient(self) -> str:
        """The public half: age1…"""
        return str(self._identity.to_public())

    def seal(self, content: bytes, recipients: list[str]) -> bytes:
        """The content, readable by these recipients only. Raises ValueError without any."""
        try:
            readers = [x25519.Recipient.from_str(each) for each in recipients]
        except RecipientError:
            raise ValueError("not a recipient") from None
        if not readers:
            msg = "sealed to nobody"
            raise ValueError(msg)
        return bytes(encrypt(content, readers))

    def open(self, raw: bytes) -> bytes:
        """The content. Raises `Refused` for what is too large, damaged or not for this reader."""
        if len(raw) > LARGEST_SEALED:
            raise Refused(Reason.SIZE)
        try:
            return bytes(decrypt(raw, self._readers))
        except (DecryptError, ValueError):
            raise Refused(Reason.SEALED) from None


def is_recipient(text: str) -> bool:
    """Whether something can be sealed to this name."""
    try:
        x25519.Recipient.from_str(text)
    except RecipientError:
        return False
    return True


def new_identity() -> str:
    """A new reader's secret."""
    return str(x25519.Identity.generate())
