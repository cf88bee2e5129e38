"""A run of entries packed together: how the journals of other devices lie in a database.

They come in by the thousand, are never changed and are read seldom, so they stay as they travelled:
compressed columns that take a tenth of the room of as many rows. What a device writes itself, act
by act, are rows (`journal.JournalEntry`). Packing is the sender's; nothing here knows a database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import cbor2
import zstandard

from corrdesk.base.errors import EnvironmentFault
from corrdesk.base.i18n import _
from corrdesk.store.chain import Entry, chained

LEAST: Final = 100  # entries: fewer are rows, of which one alone can be read
LARGEST: Final = 64 << 20  # bytes of an unpacked run
SAID: Final = slice(Entry._fields.index("act"), Entry._fields.index("body") + 1)


class RunDamaged(EnvironmentFault):
    """A packed run is not what its device wrote: a bad disk, or somebody's hand."""

    def __init__(self) -> None:
        super().__init__(
            _("日志中有一段读不出来，或在写入之后被改动过。"),
            remedy=_("请运行体检查看是哪一段，并从备份恢复。"),
        )


class PackedRun(NamedTuple):
    """Consecutive entries of one chain. `previous` and `head`: hashes before them and at their end.

    `hlc` is the last entry's; `body` the columns of `columns_of` in CBOR, in one zstd frame.
    """

    office_id: str
    device_id: str
    first: int
    last: int
    previous: bytes
    head: bytes
    hlc: int
    body: bytes


def run_of(entries: Sequence[Entry], body: bytes) -> PackedRun:
    """The run of these entries, which somebody packed already."""
    first, last = entries[0], entries[-1]
    return PackedRun(
        first.office_id, first.device_id, first.seq, last.seq, first.previous, last.hash, last.hlc,
        body,
    )  # fmt: skip


def columns_of(entries: Sequence[Entry]) -> list[tuple[Any, ...]]:
    """What entries of one run say, column by column: alike lies beside alike and packs small."""
    return list(zip(*entries, strict=True))[SAID]


def entries_in(run: PackedRun) -> list[Entry]:
    """The entries of a run, proven by the hash at its end. Raises `RunDamaged`."""
    try:
        # An unpacker makes as much as a frame says, whatever limit it is given.
        if zstandard.get_frame_parameters(run.body).content_size > LARGEST:
            raise RunDamaged
        raw = zstandard.ZstdDecompressor().decompress(run.body)
        said = zip(*cbor2.loads(raw), strict=True)
        entries = chained(run.office_id, run.device_id, run.first, run.previous, said)
    except (zstandard.ZstdError, cbor2.CBORError, ValueError, TypeError, MemoryError):
        raise RunDamaged from None
    # Its number, its hash and its clock are asked for without unpacking: they have to be its own.
    if not entries or run_of(entries, run.body) != run:
        raise RunDamaged
    return entries


def readable(runs: Iterable[PackedRun]) -> Iterable[Entry]:
    """The entries of these runs for whoever looks for faults: a damaged run does not stop it.

    Such a run is its last entry alone, saying nothing: it is seen that entries are missing before
    it, and that it is not what its hash says.
    """
    for run in runs:
        try:
            yield from entries_in(run)
        except RunDamaged:
            yield Entry(
                run.office_id, run.device_id, run.last, "", "", run.hlc, "", "", "", b"",
                run.previous, run.head,
            )  # fmt: skip
