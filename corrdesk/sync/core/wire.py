"""Bytes on the way: one canonical form of every value, strictly read, and bounded unpacking.

Knows nothing of what the values mean.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from io import BytesIO
from types import NoneType
from typing import Any, Final

import cbor2
import zstandard

from corrdesk.base.heads import LIGHT, LIST, NoHead, head_at, is_too_dense
from corrdesk.sync.core.refusal import Reason, Refused

LARGEST_SEALED: Final = 16 << 20
LARGEST_RAW: Final = 64 << 20
FREE_OF_RATIO: Final = 1 << 20  # below this size repetition is no threat
RATIO: Final = 200
LARGEST_WINDOW: Final = 8 << 20
DEPTH: Final = 24
LARGEST_NUMBER: Final = 1 << 63
SMALL: Final = 512 << 10  # up to here bytes of a slow line are dearer than milliseconds
LARGE: Final = 1 << 20  # from here on it is the other way: no slow line gets so much at once
CLOSE: Final = 15  # the level for what is small: a quarter fewer bytes than the next
LEVEL: Final = 5
QUICK: Final = 2  # for what is large: a third of the time, and its length alone packs it as well
FLAGS: Final = 4  # where a zstd frame says how it is made, after its four magic bytes
UNUSED: Final = 0x10
UNREADABLE: Final = (
    ValueError, TypeError, OverflowError, RecursionError, MemoryError, cbor2.CBORError,
)  # fmt: skip
_ONE_FORM: Final = frozenset({str, int, bytes, bool, NoneType})  # encoded alike, canonical or not
_SCALARS: Final = frozenset({float, bool, NoneType})


def dumps(value: Any) -> bytes:
    """The canonical CBOR of plain values."""
    return cbor2.dumps(value, canonical=True)


def loads(raw: bytes) -> Any:
    """The value of canonical CBOR. Raises `Refused` for any other bytes, tags included."""
    require_light(raw)
    return _loads(raw)


def loads_columns(raw: bytes, count: int, longest: int) -> list[list[Any]]:
    """As `loads`, for so many columns of plain values, each of as many and no more than `longest`.

    How many there are is read before any of them is made.
    """
    columns: list[list[Any]] = []
    places = BytesIO(raw)
    if places.read(1) != bytes([LIST << 5 | count]):
        raise Refused(Reason.FORM)
    decoder = cbor2.CBORDecoder(
        places, max_depth=1, allow_indefinite=False, allow_duplicate_keys=False
    )
    try:
        for _column in range(count):
            kind, length, _end = head_at(raw, places.tell())
            if kind != LIST or (columns and length != len(columns[0])):
                raise Refused(Reason.FORM)
            if length > longest:
                raise Refused(Reason.SIZE)
            columns.append(decoder.decode())
        _require_one_form(columns, raw)
    except UNREADABLE:
        raise Refused(Reason.FORM) from None
    return columns


def require_light(raw: bytes) -> None:
    """Raises `Refused` where many bytes hold more values than anybody means to say in them."""
    try:
        if is_too_dense(raw):
            raise Refused(Reason.BOMB)
    except NoHead:
        raise Refused(Reason.FORM) from None


def _loads(raw: bytes) -> Any:
    try:
        value = cbor2.loads(
            raw, max_depth=DEPTH, allow_indefinite=False, allow_duplicate_keys=False
        )
        _require_one_form(value, raw)
    except UNREADABLE:
        raise Refused(Reason.FORM) from None
    return value


def _require_one_form(value: Any, raw: bytes) -> None:
    """Raises `Refused` unless these bytes are the canonical ones of a value."""
    # Sorting every map anew is what canonical encoding costs; most are in order already.
    if (cbor2.dumps(value) if in_order(value) else dumps(value)) != raw:
        raise Refused(Reason.FORM)


class _NoTag(dict[int, Any]):
    """What to make of a tag, whichever it is: none has a place in canonical bytes."""

    def __missing__(self, tag: int) -> Any:
        raise ValueError(tag)


def decoded_each(raws: Sequence[bytes]) -> list[Any] | None:
    """The value of each of these; None where one has none, or a tag.

    Whether they are canonical is not told: `octets_of` proves it for many values at once.
    """
    tags = _NoTag()
    try:
        if any(is_too_dense(raw) for raw in raws if len(raw) > LIGHT):
            return None
        return [
            cbor2.loads(
                raw, max_depth=DEPTH, allow_indefinite=False, allow_duplicate_keys=False,
                semantic_decoders=tags,
            )
            for raw in raws
        ]  # fmt: skip
    except UNREADABLE:
        return None


def octets_of(values: Sequence[Any]) -> int:
    """How many bytes these values take one after another, each in its shortest encoding.

    Without tags and floats there is one such encoding, and where every map is in order
    (`are_sorted`) it is the canonical one: so if values that `decoded_each` found in so many bytes
    take as many, each of them was written canonically.
    """
    count = len(values)
    head = len(cbor2.dumps(bytes(count))) - count  # of a list as of so many bytes
    return len(cbor2.dumps(list(values))) - head


def are_sorted(names: tuple[Any, ...]) -> bool:
    """Whether the names of a map are texts in canonical order."""
    return _sorted(names)


def in_order(value: Any) -> bool:
    """Whether a value's plain encoding is its canonical one: its maps are sorted, no floats."""
    if type(value) in _ONE_FORM:
        return True
    parts: Collection[Any]
    if type(value) is list:
        parts = value
    elif type(value) is dict and _sorted(tuple(value)):
        parts = value.values()
    else:
        return False
    return bool(set(map(type, parts)) <= _ONE_FORM) or all(map(in_order, parts))


@lru_cache(maxsize=4096)
def _sorted(keys: tuple[Any, ...]) -> bool:
    """Whether keys are texts in canonical order: shorter ones first, then by their bytes."""
    if not all(type(key) is str for key in keys):
        return False
    ranks = [(len(raw), raw) for raw in (key.encode() for key in keys)]
    return ranks == sorted(ranks)


def pack(raw: bytes) -> bytes:
    """One zstd frame that says how large its content is."""
    level = CLOSE if len(raw) <= SMALL else LEVEL if len(raw) < LARGE else QUICK
    return zstandard.ZstdCompressor(level=level, write_content_size=True).compress(raw)


def unpack(packed: bytes) -> bytes:
    """The content of one zstd frame, whose size is checked before any of it is made."""
    try:
        told = zstandard.get_frame_parameters(packed)
        size = told.content_size
        if size in {zstandard.CONTENTSIZE_UNKNOWN, zstandard.CONTENTSIZE_ERROR} or told.dict_id:
            raise Refused(Reason.FORM)
        if packed[FLAGS] & UNUSED:
            raise Refused(Reason.FORM)  # decoders overlook it: the same content in two forms
        too_dense = size > FREE_OF_RATIO and size > RATIO * len(packed)
        if size > LARGEST_RAW or too_dense or told.window_size > max(LARGEST_WINDOW, size):
            raise Refused(Reason.BOMB)
        if size == 0:
            raise Refused(Reason.FORM)
        raw = zstandard.ZstdDecompressor().decompress(
            packed, max_output_size=size, allow_extra_data=False
        )
    except (zstandard.ZstdError, MemoryError, ValueError):
        raise Refused(Reason.FORM) from None
    if len(raw) != size:
        raise Refused(Reason.FORM)
    return raw


def is_plain(value: Any, depth: int = DEPTH) -> bool:
    """Whether a value is what a field may hold: text, numbers, booleans, null, lists and maps."""
    kind = type(value)
    if kind is str:
        return "\x00" not in value
    if kind in _SCALARS:
        return True
    if kind is int:
        return bool(-LARGEST_NUMBER <= value < LARGEST_NUMBER)
    if depth == 0:
        return False
    if kind is list:
        return all(is_plain(each, depth - 1) for each in value)
    if kind is dict:
        return all(type(k) is str and is_plain(v, depth - 1) for k, v in value.items())
    return False


def require_texts(values: Sequence[Any], longest: int) -> None:
    """Raises `Refused` unless all values are texts of at most so many characters."""
    if (
        not set(map(type, values)) <= {str}
        or max(map(len, values), default=0) > longest
        or "\x00" in "".join(values)
    ):
        raise Refused(Reason.FORM)


def require_numbers(values: Sequence[Any]) -> None:
    """Raises `Refused` unless all values are numbers from 0 on."""
    if not set(map(type, values)) <= {int}:
        raise Refused(Reason.FORM)
    if values and (min(values) < 0 or max(values) >= LARGEST_NUMBER):
        raise Refused(Reason.FORM)


def require_octets(values: Sequence[Any]) -> None:
    """Raises `Refused` unless all values are bytes."""
    if not set(map(type, values)) <= {bytes}:
        raise Refused(Reason.FORM)


class Fields:
    """Reads a list of checked values one after another; whatever is not as expected is refused."""

    def __init__(self, values: Any, count: int) -> None:
        if type(values) is not list or len(values) != count:
            raise Refused(Reason.FORM)
        self._values = iter(values)

    def text(self, longest: int = 200) -> str:
        value = next(self._values)
        if type(value) is not str or len(value) > longest or "\x00" in value:
            raise Refused(Reason.FORM)
        return value

    def hex(self, digits: int = 32) -> str:
        """Lower-case hexadecimal digits of one length: the names of devices and counties."""
        value = self.text(digits)
        if len(value) != digits or not set(value) <= set("0123456789abcdef"):
            raise Refused(Reason.FORM)
        return value

    def number(self, least: int = 0) -> int:
        value = next(self._values)
        if type(value) is not int or not least <= value < LARGEST_NUMBER:
            raise Refused(Reason.FORM)
        return value

    def octets(self, size: int | None = None) -> bytes:
        value = next(self._values)
        if type(value) is not bytes or (size is not None and len(value) != size):
            raise Refused(Reason.FORM)
        return value

    def items(self, longest: int) -> list[Any]:
        value = next(self._values)
        if type(value) is not list or len(value) > longest:
            raise Refused(Reason.FORM)
        return value

    def mapping(self, longest: int) -> dict[str, Any]:
        value = next(self._values)
        if type(value) is not dict or len(value) > longest:
            raise Refused(Reason.FORM)
        if not all(type(key) is str for key in value):
            raise Refused(Reason.FORM)
        return value
