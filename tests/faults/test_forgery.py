"""Journals forged by somebody who holds the database key: found up to the last anchor.

Such a forger can compute every hash of the chain anew and write every table; what he cannot have is
the device secret that signs the seals, nor what was noted outside. PROOF_FULL=1 plays 10,000.
"""

from __future__ import annotations

import json
import os
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from corrdesk.store.chain import Entry
from corrdesk.store.journal import GENESIS, check_chains, digest
from corrdesk.store.plain_journal import PlainJournal
from corrdesk.upkeep.verify import against_witnesses, verify
from corrdesk.vault.watch import LIVE, OUTSIDE, SAVED, SIGNED, Witness
from tests.upkeep.offices import Place, found, work

FULL = bool(os.environ.get("PROOF_FULL"))
SEED = int(os.environ.get("PROOF_SEED", "20260610"))
LENGTH = 40
ANCHORED = 34  # entries after this one were not yet witnessed
DEVICE = "0d" * 16
KINDS = ("edit", "delete", "insert", "swap", "cut")


def sealed(entry: Entry, previous: bytes) -> Entry:
    """The entry with its place in the chain and its hash."""
    linked = entry._replace(previous=previous)
    return linked._replace(hash=digest(linked))


def chain_of(length: int) -> list[Entry]:
    made: list[Entry] = []
    previous = GENESIS
    for seq in range(1, length + 1):
        entry = Entry(
            "office", DEVICE, seq, "act", "officer", seq, "t", "t", "", bytes([seq]) * 9, b"", b""
        )
        made.append(sealed(entry, previous))
        previous = made[-1].hash
    return made


@dataclass
class Listed:
    """A journal in memory."""

    entries: list[Entry]

    def hash_of(self, device_id: str, seq: int) -> bytes | None:
        return next((e.hash for e in self.entries if e.seq == seq), None)

    def last_of(self, device_id: str) -> int:
        return max((e.seq for e in self.entries), default=0)

    def stands_elsewhere(self, device_id: str, seq: int, head: str) -> bool:
        return False


def forged(chain: list[Entry], chance: random.Random) -> tuple[str, int, list[Entry]]:
    """One forgery: its kind, the first entry that differs, and the journal after it."""
    kind = chance.choice(KINDS)
    at = chance.randrange(LENGTH - 1)
    changed = list(chain)
    if kind == "edit":
        field = chance.choice(("act", "actor_id", "reason", "entered_at", "body"))
        value: Any = chance.randbytes(8) if field == "body" else f"forged {chance.random()}"
        changed[at] = changed[at]._replace(**{field: value})
    elif kind == "delete":
        del changed[at : at + chance.randrange(1, 4)]
    elif kind == "insert":
        changed.insert(at, changed[at]._replace(body=chance.randbytes(12)))
    elif kind == "swap":
        changed[at], changed[at + 1] = changed[at + 1], changed[at]
    else:
        del changed[max(at, 1) :]
        at = len(changed)
    if chance.random() < 0.8:  # the forger numbers and computes everything after it anew
        previous = changed[at - 1].hash if at else GENESIS
        for place in range(at, len(changed)):
            changed[place] = sealed(changed[place]._replace(seq=place + 1), previous)
            previous = changed[place].hash
    return kind, at + 1, changed


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_forged_journals_are_found_up_to_the_last_anchor() -> None:
    n = 10_000 if FULL else 1_500
    chance, started = random.Random(SEED), time.monotonic()
    chain = chain_of(LENGTH)
    witnesses = [
        Witness(DEVICE, seq, chain[seq - 1].hash.hex(), source)
        for seq, source in ((10, SIGNED), (25, SIGNED), (ANCHORED, SAVED), (ANCHORED, OUTSIDE))
    ]
    assert list(check_chains(chain)) == []
    assert list(against_witnesses(Listed(chain), witnesses)) == []
    counted = {"witnessed": 0, "found": 0, "later": 0, "found_by_the_chain_alone": 0}
    for _time in range(n):
        kind, first, changed = forged(chain, chance)
        by_chain = bool(list(check_chains(changed)))
        seen = by_chain or bool(list(against_witnesses(Listed(changed), witnesses)))
        counted["found_by_the_chain_alone"] += by_chain
        if first <= ANCHORED:
            counted["witnessed"] += 1
            counted["found"] += seen
            assert seen, (kind, first)
        else:
            counted["later"] += 1
    seconds = round(time.monotonic() - started, 1)
    print(json.dumps({"figure": "forgeries", "seed": SEED, "n": n, "seconds": seconds, **counted}))
    assert counted["found"] == counted["witnessed"] > n / 2
    # The guard off: without witnesses a chain computed anew is believed.
    assert counted["found_by_the_chain_alone"] < n / 2


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = found(tmp_path_factory.mktemp("forgery") / "office")
    for _session in range(3):  # three seals
        desk = place.desk()
        work(desk, 6)
        desk.close()
    return place


@pytest.mark.parametrize("kind", KINDS)
def test_forgeries_in_a_real_vault_are_found(office: Place, tmp_path: Path, kind: str) -> None:
    """With the database key: entries rewritten, hashes computed anew, tables made to fit."""
    chance = random.Random(f"{SEED}{kind}")
    for number in range(4):
        place = office.copy(tmp_path / f"{kind}-{number}")
        raw = place.raw()
        chain = list(PlainJournal(raw).entries())
        changed = rewritten(chain, kind, chance)
        raw.execute("DELETE FROM journal_entry")
        marks = ", ".join("?" * len(Entry._fields))
        names = ", ".join(Entry._fields)
        raw.executemany(f"INSERT INTO journal_entry ({names}) VALUES ({marks})", changed)
        raw.close()
        (place.vault_folder / "closed.json").unlink()  # even after a crash
        vault = place.vault()
        found_kinds = {problem.kind for problem in verify(vault)}
        vault.close()
        assert found_kinds & {"rollback", "cut"}


def rewritten(chain: list[Entry], kind: str, chance: random.Random) -> list[Entry]:
    """A forgery of one kind with all hashes computed anew."""
    at = chance.randrange(1, len(chain) - 2)
    changed = list(chain)
    if kind == "edit":
        changed[at] = changed[at]._replace(entered_at="2026-01-01T00:00:00+08:00")
    elif kind == "delete":
        del changed[at]
    elif kind == "insert":
        changed.insert(at, changed[at]._replace(act="duties.open"))
    elif kind == "swap":
        changed[at], changed[at + 1] = changed[at + 1], changed[at]
    else:
        del changed[at:]
    previous = GENESIS
    for place, entry in enumerate(changed):
        changed[place] = sealed(entry._replace(seq=place + 1), previous)
        previous = changed[place].hash
    return changed


def test_whoever_has_the_key_but_not_the_device_cannot_forge_the_seals(
    office: Place, tmp_path: Path
) -> None:
    """All that the data key opens is written anew; the seals and the note outside remain."""
    place = office.copy(tmp_path / "office")
    raw = place.raw()
    chain = list(PlainJournal(raw).entries())
    changed = rewritten(chain, "edit", random.Random(SEED))
    raw.executemany(
        "UPDATE journal_entry SET entered_at=?, previous=?, hash=? WHERE seq=?",
        [(entry.entered_at, entry.previous, entry.hash, entry.seq) for entry in changed],
    )
    raw.close()
    vault = place.vault()
    mac_key = vault.key.subkey("anchor")
    from corrdesk.vault import anchor, rest_mark
    from corrdesk.vault.anchor import Anchor
    from corrdesk.vault.live_anchor import LiveAnchor

    head = changed[-1].hash.hex()
    mine = {vault.device_id: Anchor(vault.device_id, len(changed), head)}
    anchor.write_anchors(place.vault_folder, mac_key, mine)
    LiveAnchor(place.vault_folder, vault.device_id, mac_key).start(len(changed), head)
    rest_mark.leave(place.vault_folder, place.database, mac_key)
    kinds = {problem.kind for problem in verify(vault)}
    sources = {witness.source for witness in vault.watch.testimony().witnesses}
    vault.close()
    assert sources == {LIVE, SAVED, SIGNED, OUTSIDE}
    assert "rollback" in kinds
