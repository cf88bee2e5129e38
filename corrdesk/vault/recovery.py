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
_SIZE: Final = _DATA + 1
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
    """Return the bits of a typed or scanned code.

    Case, spaces, dashes, dots, full-width characters and O/0, I/L/1 do not matter. Raises
    `RecoveryCodeMistyped` naming the groups whose check fails; when characters are missing or too
    many, the groups where that shows.
    """
    text = unicodedata.normalize("NFKC", code).upper().translate(_LOOKALIKES)
    plain = "".join(c for c in text if c.isalnum())
    if len(plain) != GROUPS * _SIZE:
        raise RecoveryCodeMistyped(_where_length_shows(text, plain), typed=len(plain))
    groups = [plain[start : start + _SIZE] for start in range(0, len(plain), _SIZE)]
    wrong = tuple(n for n, group in enumerate(groups, 1) if not _holds(n - 1, group))
    if wrong:
        raise RecoveryCodeMistyped(wrong)
    number = 0
    for symbol in "".join(group[:_DATA] for group in groups):
        number = number << 5 | ALPHABET.index(symbol)
    return number.to_bytes(SECRET_BYTES, "big")


def _where_length_shows(text: str, plain: str) -> tuple[int, ...]:
    """The groups to look at: those that stand apart and are wrong, else the first that is wrong."""
    apart = "".join(c if c.isalnum() else " " for c in text).split()
    if len(apart) == GROUPS:
        return tuple(n for n, group in enumerate(apart, 1) if not _holds(n - 1, group))
    good = 0
    while good < GROUPS and _holds(good, plain[good * _SIZE : (good + 1) * _SIZE]):
        good += 1
    return (good + 1,) if 0 < good < GROUPS else ()


def _holds(index: int, group: str) -> bool:
    """Whether a group has its length, its alphabet and the check symbol of its place."""
    symbols = [ALPHABET.find(c) for c in group]
    return (
        len(symbols) == _SIZE and min(symbols) >= 0 and symbols[-1] == _check(index, symbols[:-1])
    )


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
