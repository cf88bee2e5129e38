"""Whether the journal is what was written: its chain, its witnesses outside, and the tables.

Only reads. What opening asks (`at_opening`) is quick; `verify` walks everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, Protocol

from corrdesk.base.i18n import N_, _
from corrdesk.store.journal import GENESIS, ChainProblem, check_chains, entry_uid
from corrdesk.store.plain_journal import PlainJournal
from corrdesk.store.replay import unexplained
from corrdesk.sync.branches import Moved, moved_entries
from corrdesk.vault import cipher
from corrdesk.vault.cipher import dbapi
from corrdesk.vault.rest_mark import AtRest
from corrdesk.vault.vault import OpenVault
from corrdesk.vault.watch import LIVE, OUTSIDE, SAVED, SIGNED, Testimony, Witness

NO_ANCHOR: Final = "no_anchor"
WALKED_AT_OPENING: Final = 20_000  # entries: about two seconds; above it the doctor is asked
CHECKED_AT_OPENING: Final = 64_000_000  # bytes: half a second; the doctor checks any size
SOURCES: Final = {
    LIVE: N_("库外的最新印记 anchor.live"),
    SAVED: N_("库外的日志印记 anchor.json"),
    SIGNED: N_("本机签名的封印记录 seals.jsonl"),
    OUTSIDE: N_("密钥环里（或本机密钥旁）留存的印记"),
}


class Chain(Protocol):
    """What can say which hash a device's entry has."""

    def hash_of(self, device_id: str, seq: int) -> bytes | None:
        """Return the hash of an entry, None when the journal does not hold it."""
        ...

    def last_of(self, device_id: str) -> int:
        """Return the last sequence number of a device, 0 for none."""
        ...

    def stands_elsewhere(self, device_id: str, seq: int, head: str) -> bool:
        """Return whether that entry was moved, word for word, to the chain of another device."""
        ...


class StoredChain:
    """The chain of an open database."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._journal = PlainJournal(connection)
        self._moved: Moved | None = None

    def hash_of(self, device_id: str, seq: int) -> bytes | None:
        """Return the hash of an entry, None when the journal does not hold it."""
        return GENESIS if seq == 0 else self._journal.hash_of(device_id, seq)

    def last_of(self, device_id: str) -> int:
        """Return the last sequence number of a device, 0 for none."""
        return self._journal.ends().get(device_id, (0, b""))[0]

    def stands_elsewhere(self, device_id: str, seq: int, head: str) -> bool:
        """Return whether that entry was moved, word for word, to the chain of another device."""
        if self._moved is None:
            self._moved = moved_entries(self._connection)
        return (device_id, seq, head) in self._moved


def against_witnesses(chain: Chain, witnesses: Iterable[Witness]) -> Iterator[ChainProblem]:
    """Yields, per device, the first place where the journal is not what was witnessed."""
    by_device: dict[str, list[Witness]] = {}
    for witness in witnesses:
        by_device.setdefault(witness.device_id, []).append(witness)
    for device_id, seen in by_device.items():
        good = 0
        for witness in sorted(seen, key=lambda each: each.seq):
            held = chain.hash_of(device_id, witness.seq)
            if held is not None and held.hex() == witness.head:
                good = witness.seq
                continue
            if chain.stands_elsewhere(device_id, witness.seq, witness.head):
                continue
            yield _misfit(chain, witness, held, good)
            break


def _misfit(chain: Chain, witness: Witness, held: bytes | None, good: int) -> ChainProblem:
    source = _(SOURCES[witness.source])
    if held is None:
        first = chain.last_of(witness.device_id) + 1
        words = _("第 {first} 至 {last} 条日志不见了：{source}记得它们。可能换回了旧文件。")
        message = words.format(first=first, last=witness.seq, source=source)
        return ChainProblem(entry_uid(witness.device_id, first), "cut", message)
    words = _("第 {first} 至 {last} 条之间的日志被改写过：与{source}不符。")
    message = words.format(first=good + 1, last=witness.seq, source=source)
    return ChainProblem(entry_uid(witness.device_id, witness.seq), "rollback", message)


def about_witnesses(testimony: Testimony, entry_count: int) -> Iterator[ChainProblem]:
    """Yields what is wrong with the witnesses themselves and with the file at rest."""
    for source in testimony.broken:
        words = _("{source}不见了、被截短或被改动过。")
        yield ChainProblem("", "anchor", words.format(source=_(SOURCES[source])))
    if testimony.fresh and entry_count > 1:
        yield ChainProblem("", NO_ANCHOR, _("库外留存的日志印记都不见了。"))
    if testimony.at_rest is AtRest.CHANGED:
        message = _("数据库文件在关闭之后被改动过：可能换回了旧的文件或其中一页。")
        yield ChainProblem("", "file", message)


def at_opening(vault: OpenVault) -> list[ChainProblem]:
    """What is noticed when a vault is opened.

    After a peaceful close the file's mark vouches for every byte; without the mark (a crash, or
    another window has the vault open) the tables are held against the journal, unless it is long.
    """
    return _examined(vault, thorough=False)


def verify(vault: OpenVault) -> list[ChainProblem]:
    """Everything that does not hold: chain, witnesses, file at rest, and every record."""
    return _examined(vault, thorough=True)


def misfits(vault: OpenVault) -> list[ChainProblem]:
    """What does not fit between the journal and its witnesses; quick."""
    testimony = vault.watch.testimony()
    connection = vault.connect()
    try:
        found = list(about_witnesses(testimony, PlainJournal(connection).count()))
        return found + list(against_witnesses(StoredChain(connection), testimony.witnesses))
    finally:
        connection.close()


def journal_problems(connection: Any) -> list[ChainProblem]:
    """What does not hold inside one database: the chain, and every record against it."""
    misfits = list(check_chains(PlainJournal(connection).entries()))
    return misfits or list(unexplained(connection))


def _examined(vault: OpenVault, *, thorough: bool) -> list[ChainProblem]:
    found: list[ChainProblem] = []
    connection = vault.connect()
    try:
        # The witnesses first: what is committed meanwhile may only be ahead of them.
        testimony = vault.watch.testimony()
        connection.execute("BEGIN")  # one view of journal and tables, whoever writes meanwhile
        count = PlainJournal(connection).count()
        found += about_witnesses(testimony, count)
        walk = thorough or (testimony.at_rest is AtRest.UNMARKED and count <= WALKED_AT_OPENING)
        misfits = list(check_chains(PlainJournal(connection).entries())) if walk else []
        misfits += against_witnesses(StoredChain(connection), testimony.witnesses)
        found += misfits
        # A journal that does not hold itself says nothing about the tables.
        if walk and not misfits:
            found += unexplained(connection)
        connection.execute("ROLLBACK")
        if not found and walk and vault.database_path.stat().st_size <= CHECKED_AT_OPENING:
            found += _damaged_pages(connection)
    except dbapi.Error:
        found.append(ChainProblem("", "unreadable", _("数据库有读不出来的页，核验没有做完。")))
    finally:
        connection.close()
    return found


def _damaged_pages(connection: Any) -> list[ChainProblem]:
    damaged = cipher.page_check(connection)
    message = _("数据库文件有 {count} 页损坏。").format(count=len(damaged))
    return [ChainProblem("", "unreadable", message)] if damaged else []
