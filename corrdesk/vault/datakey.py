"""The data key: one object that holds it, shows nothing and wipes what it can.

Everything else in the vault is encrypted with subkeys derived from it, never with itself.
"""

import secrets
from typing import Final, NoReturn

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32


class DataKey:
    """A random 256-bit key. Never printed, never pickled, never part of a message.

    Wiping is best effort: Python and the libraries below may hold copies, so locking a desk
    ends the process rather than trusting `wipe`.
    """

    __slots__ = ("_bytes", "_carried")

    def __init__(self, material: bytes | bytearray) -> None:
        if len(material) != KEY_BYTES:
            msg = "a data key has 32 bytes"
            raise ValueError(msg)
        self._bytes = bytearray(material)
        self._carried: dict[str, bytes] = {}

    @classmethod
    def random(cls) -> "DataKey":
        """Return a new key from the system's random source."""
        return cls(secrets.token_bytes(KEY_BYTES))

    def material(self) -> bytes:
        """Return the key itself, for wrapping it and for checking pages; do not keep it."""
        if not any(self._bytes):
            msg = "the data key was wiped"
            raise ValueError(msg)
        return bytes(self._bytes)

    def raw_key_literal(self) -> bytearray:
        """Return SQLCipher's raw-key form `x'…'` with exactly 64 hex digits; wipe it after use."""
        literal = bytearray(b"x'" + self.material().hex().encode() + b"'")
        if len(literal) != 2 * KEY_BYTES + 3:
            # One digit less and SQLCipher would quietly take the text for a passphrase.
            msg = "a raw key has 64 hex digits"
            raise ValueError(msg)
        return literal

    def subkey(self, purpose: str) -> bytes:
        """Return the 256-bit key for one purpose; different purposes tell nothing of each other."""
        if purpose in self._carried:
            self.material()  # a wiped key gives nothing away
            return self._carried[purpose]
        info = b"corrdesk/1/" + purpose.encode()
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(self.material())

    def carry(self, purpose: str, secret: bytes) -> None:
        """Use a secret from before a change of keys for a purpose that must not change with it."""
        if len(secret) != KEY_BYTES:
            msg = "a carried key has 32 bytes"
            raise ValueError(msg)
        self._carried[purpose] = secret

    def wipe(self) -> None:
        """Overwrite the key; the object is useless afterwards."""
        self._carried.clear()
        self._bytes[:] = bytes(KEY_BYTES)

    def __repr__(self) -> str:
        return "DataKey(…)"

    def __reduce__(self) -> NoReturn:
        msg = "a data key is never pickled"
        raise TypeError(msg)
