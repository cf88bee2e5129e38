"""The heads of CBOR values: how many values some bytes hold, told without making any of them.

A list of nothing is one byte of them and sixty in memory. Whether bytes have any other form is for
whoever decodes them.
"""

from __future__ import annotations

from typing import Final

LIGHT: Final = 512 << 10  # bytes that fit into memory whatever they hold: a hundred times as many
MOST_VALUES: Final = 600_000  # in more bytes than that
DENSE: Final = 5  # or one value in so many bytes: the emptiest record of any table has fewer
LIST: Final = 4  # a kind of value
_OF_BYTES: Final = frozenset({2, 3})  # kinds whose number is how many bytes follow
_INLINE: Final = 24  # from here on the low bits of a head tell how many bytes a number takes
_WIDEST: Final = 8


class NoHead(ValueError):
    """No value begins here, or one that does not tell its length."""


def head_at(raw: bytes, at: int) -> tuple[int, int, int]:
    """The kind of a value, its number (of bytes, of parts, or itself), and where that ends.

    Raises `NoHead`.
    """
    if at >= len(raw):
        raise NoHead
    kind, number = raw[at] >> 5, raw[at] & 31
    at += 1
    if number >= _INLINE:
        width = 1 << (number - _INLINE)
        if width > _WIDEST:
            raise NoHead
        number = int.from_bytes(raw[at : at + width])
        at += width
    return kind, number, at


def holds_more(raw: bytes, most: int) -> bool:
    """Whether there are more values than `most`, at any depth; looks no further than that.

    Raises `NoHead`.
    """
    at = count = 0
    while at < len(raw):
        count += 1
        if count > most:
            return True
        kind, number, at = head_at(raw, at)
        if kind in _OF_BYTES:
            at += number
    return False


def is_too_dense(raw: bytes) -> bool:
    """Whether bytes hold more values than anybody means to say in so many. Raises `NoHead`."""
    return len(raw) > LIGHT and holds_more(raw, max(MOST_VALUES, len(raw) // DENSE))
