"""Why something received is not taken, by a short name; `sync/words.py` has the words."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """One reason per check, in the order in which they are made."""

    SIZE = "size"  # larger than anything that is ever sent
    SEALED = "sealed"  # not sealed to this reader, or damaged
    FORM = "form"  # not the one canonical form
    VERSION = "version"  # a later or an abandoned form
    STRANGER = "stranger"  # the sender has no certificate here
    SIGNATURE = "signature"
    AUDIENCE = "audience"  # meant for another county or office
    EXPIRED = "expired"
    REVOKED = "revoked"
    BOMB = "bomb"  # unpacks to more than it may
    CHAIN = "chain"  # the entries do not lead to the head that was signed
    GAP = "gap"  # something before it has not arrived
    FORK = "fork"  # another entry stands in its place
    OLD = "old"  # replayed: a later word is known
    CONTENT = "content"  # a file that is not the one that the record names
    ROLE = "role"  # a sender who may not say this


class Refused(Exception):
    """What was received is not taken; nothing was written."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
