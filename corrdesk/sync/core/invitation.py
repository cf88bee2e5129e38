"""A code of eight words in place of a file that is carried: both sides prove that they know it.

The desk has nothing but the words and an address. Its proof covers the certificate that it saw on
the line, so that a machine in between gains nothing, and its request; the county's proof covers the
answer. Sixty-four bits behind a costly derivation: what is overheard is of no use for guessing.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from corrdesk.sync.core.enrolment import FIRST, SECOND, WORDS, as_words

SALT: Final = b"corrdesk-invitation/1"
ASK: Final = b"corrdesk-invitation/1 ask\n"
ANSWER: Final = b"corrdesk-invitation/1 answer\n"
COST: Final = 1 << 15  # scrypt with r=8: 32 MB and about a tenth of a second for each guess
_SPACE: Final = " \t\r\n\u3000，,、。.-—_/|"


class NotACode(ValueError):
    """What was typed is no code; `word` counts from 1, 0 for too few or too many."""

    def __init__(self, word: int) -> None:
        super().__init__(f"word {word}")
        self.word = word


@dataclass(frozen=True, slots=True)
class Code:
    """The eight words as bytes; the first names the invitation. Its text form shows nothing."""

    secret: bytes

    def __repr__(self) -> str:
        return "Code()"

    @property
    def number(self) -> int:
        """Which of the county's open invitations it is, 0 to 255."""
        return self.secret[0]

    def words(self) -> str:
        """As it is read aloud."""
        return as_words(self.secret)

    def key(self) -> bytes:
        """What both sides prove with; costly on purpose."""
        return hashlib.scrypt(self.secret, salt=SALT, n=COST, r=8, p=1, maxmem=64 << 20, dklen=32)


def read_code(text: str) -> Code:
    """The code that somebody typed, with or without spaces. Raises `NotACode`."""
    letters = [each for each in text if each not in _SPACE]
    found = bytearray()
    for place in range(0, len(letters), 2):
        first, second = letters[place], letters[place + 1] if place + 1 < len(letters) else ""
        if first not in FIRST or not second or second not in SECOND:
            raise NotACode(place // 2 + 1)
        found.append(FIRST.index(first) << 4 | SECOND.index(second))
    if len(found) != WORDS:
        raise NotACode(0)
    return Code(bytes(found))


def ask_proof(key: bytes, certificate: bytes, request: bytes) -> bytes:
    """The desk's proof. `certificate`: SHA-256 of what the server showed on the line (DER)."""
    return _mac(key, ASK, certificate, request)


def answer_proof(key: bytes, certificate: bytes, request: bytes, grant: bytes) -> bytes:
    """The county's proof that the grant is its own, and meant for this request."""
    return _mac(key, ANSWER, certificate, request, grant)


def same(one: bytes, other: bytes) -> bool:
    """Whether two proofs are the same, in a time that tells nothing."""
    return hmac.compare_digest(one, other)


def _mac(key: bytes, kind: bytes, *parts: bytes) -> bytes:
    content = kind + b"".join(hashlib.sha256(part).digest() for part in parts)
    return hmac.digest(key, content, "sha256")
