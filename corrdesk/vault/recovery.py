"""The recovery code: 160 random bits on paper, in eight groups that are checked one by one.

Crockford's base32; each group is four symbols and a check symbol over GF(32) that finds any one
wrong symbol, two swapped neighbours and two swapped groups.
"""

import secrets
import unicodedata
from typing import Final

from corrdesk.vault.errors import RecoveryCodeMistyped

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS: Final = 8
_DATA: Final = 4  # symbols of a group that carry bits; one more checks them
SECRET_BYTES: Final = 20
_LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_POLYNOMIAL: Final = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)


def new_secret() -> bytes:
    """Return the random bits of a new code."""
    return secrets.token_bytes(SECRET_BYTES)


def to_code(secret: bytes) -> str:
    """Return the code as printed: `XXXXX-XXXXX-…`."""
    number = int.from_bytes(secret, "big")
    symbols = [(number >> (5 * place)) & 31 for place in reversed(range(GROUPS * _DATA))]
    groups = [symbols[place : place + _DATA] for place in range(0, len(symbols), _DATA)]
    return "-".join(
        "".join(ALPHABET[s] for s in [*group, _check(index, group)])
        for index, group in enumerate(groups)
    )


def from_code(code: str) -> bytes:
    """Return the bits of a typed code; case, spaces, dashes and O/0, I/L/1 do not matter.

    Raises `RecoveryCodeMistyped` naming the groups whose check fails.
    """
    text = unicodedata.normalize("NFKC", code).upper().translate(_LOOKALIKES)
    plain = "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Pd")
    if len(plain) != GROUPS * (_DATA + 1):
        raise RecoveryCodeMistyped
    wrong: list[int] = []
    number = 0
    for index in range(GROUPS):
        group = plain[index * (_DATA + 1) : (index + 1) * (_DATA + 1)]
        symbols = [ALPHABET.find(c) for c in group]
        if min(symbols) < 0 or symbols[-1] != _check(index, symbols[:-1]):
            wrong.append(index + 1)
            continue
        for symbol in symbols[:-1]:
            number = number << 5 | symbol
    if wrong:
        raise RecoveryCodeMistyped(tuple(wrong))
    return number.to_bytes(SECRET_BYTES, "big")


def _check(index: int, symbols: list[int]) -> int:
    """Return the check symbol: the symbols weighted by 2, 4, 8, 16 in GF(32), plus the place."""
    total = index + 1
    for place, symbol in enumerate(symbols):
        weighted = symbol
        for _step in range(place + 1):
            weighted <<= 1
            if weighted & 32:
                weighted ^= _POLYNOMIAL
        total ^= weighted
    return total
