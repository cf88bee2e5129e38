"""Checks a county's database against its own log: needs Python 3.9, `cbor2` and `zstandard`, not
corrdesk.

    python3 verify_county.py DATABASE [--owners FILE] [--json]

Reads every chain of every office, recomputes its hashes, rebuilds each record from the log alone
and holds it against the tables. `--owners` is JSON: table, field, side that goes first. For SQLite.
Exit 0 when everything agrees, 1 when something does not, 2 when it cannot be read.
"""
# ruff: noqa: INP001 - a script that is handed on by itself

from __future__ import annotations

import argparse
import hashlib
import json
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import cbor2
import zstandard

GENESIS = bytes(32)
FORMER = "@former"
COLUMNS = (
    "office_id", "device_id", "seq", "act", "actor_id", "hlc", "happened_at", "entered_at",
    "reason", "body", "previous", "hash",
)  # fmt: skip
SILENT = ("", "", 0, "", "", "", b"")
CLOCK = COLUMNS.index("hlc") - COLUMNS.index("act")
Problem = tuple[str, str]


def entries(database: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Every entry, chain by chain, whether it is a row or lies packed with others."""
    found = [*rows(database), *packed(database)]
    yield from sorted(found, key=lambda each: (each["office_id"], each["device_id"], each["seq"]))


def rows(database: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """The entries that are rows."""
    for row in database.execute(f"SELECT {', '.join(COLUMNS)} FROM journal_entry"):  # noqa: S608
        yield dict(zip(COLUMNS, row))  # noqa: B905 - Python 3.9 has no strict


def packed(database: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """The entries that lie in runs: columns of what each says, from `act` to `body`.

    Each is bound to the one before it; that the last one's hash is the run's shows that none was
    changed. A run that cannot be read is its last entry alone, which is not what its hash says.
    """
    names = "office_id, device_id, first, last, previous, head, hlc, body"
    if not database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'journal_run'").fetchone():
        return
    for *place, first, last, previous, head, hlc, body in database.execute(
        f"SELECT {names} FROM journal_run"  # noqa: S608
    ):
        try:
            said = list(zip(*cbor2.loads(zstandard.ZstdDecompressor().decompress(body))))  # noqa: B905
        except (zstandard.ZstdError, cbor2.CBORError, ValueError, TypeError):
            said = []
        whole = bool(said) and len(said) == last - first + 1 and len(said[-1]) == len(SILENT)
        whole = whole and said[-1][CLOCK] == hlc  # it is asked for without unpacking
        before = previous
        for seq, values in enumerate(said if whole else [SILENT], first if whole else last):
            entry = dict(zip(COLUMNS, (*place, seq, *values, before)))  # noqa: B905
            entry["hash"] = before = head if seq == last else hash_of(entry)
            yield entry


def hash_of(entry: dict[str, Any]) -> bytes:
    """What an entry's hash has to be."""
    content = [1, *(entry[name] for name in COLUMNS[:-2])]
    raw: bytes = entry["previous"] + cbor2.dumps(content, canonical=True)
    return hashlib.sha256(raw).digest()


def chain_problems(found: list[dict[str, Any]]) -> Iterator[Problem]:
    """Where a chain does not hold."""
    owner, seq, previous = None, 0, GENESIS
    for entry in found:
        chain = entry["office_id"], entry["device_id"]
        if chain != owner:
            owner, seq, previous = chain, 0, GENESIS
        uid = f"{entry['device_id']}:{entry['seq']}"
        if entry["seq"] != seq + 1:
            yield uid, "an entry before it is missing"
        elif entry["previous"] != previous:
            yield uid, "does not follow the entry before it"
        if hash_of(entry) != entry["hash"]:
            yield uid, "was changed after it was written"
        seq, previous = entry["seq"], entry["hash"]


class Log:
    """What the entries of one office say of each record."""

    def __init__(self, database: sqlite3.Connection, office: str) -> None:
        self.sides: dict[str, str] = {}
        row = database.execute(
            "SELECT value FROM sync_state WHERE office_id = ? AND key = 'sides'", (office,)
        ).fetchone()
        if row:
            self.sides = cbor2.loads(row[0])
        self.aside = {
            tuple(place)
            for place in database.execute(
                "SELECT device_id, seq, position FROM journal_aside"
                " WHERE office_id = ? AND reason <> 'newer'",
                (office,),
            )
        }
        self.said: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)

    def read(self, entry: dict[str, Any]) -> None:
        """Adds what an entry says."""
        try:
            body = cbor2.loads(entry["body"])
        except (cbor2.CBORDecodeError, ValueError):
            return
        if not isinstance(body, list):
            return
        former = {c[1] for c in body if isinstance(c, list) and len(c) == 4 and c[0] == FORMER}
        for position, change in enumerate(body):
            place = (entry["device_id"], entry["seq"], position)
            if place in self.aside or not isinstance(change, list) or len(change) != 4:
                continue
            table, row_id, fields, replaced = change
            if table == FORMER:
                continue
            uid = f"{entry['device_id']}:{entry['seq']}"
            self.said[table, row_id].append({
                "uid": uid, "rank": (entry["hlc"], uid), "fields": fields, "replaced": replaced,
                "names": former | {uid}, "side": self.sides.get(entry["device_id"], "office"),
            })  # fmt: skip

    def record(self, key: tuple[str, str], owners: dict[str, str]) -> dict[str, Any] | None:
        """The values that a record has, by the log alone."""
        said = sorted(self.said[key], key=lambda each: each["rank"])
        if not any(not each["replaced"] for each in said):
            return None
        names = {name for each in said for name in each["fields"]}
        return {name: shown(name, said, owners.get(name, "")) for name in names}


def shown(name: str, said: list[dict[str, Any]], owner: str) -> Any:
    """The value of a field: what nobody knowingly replaced, the owner's first, then the latest."""
    offered = []
    for each in said:
        if name in each["fields"]:
            value = each["fields"][name]
            words = cbor2.dumps(value, canonical=True)
            replaces = frozenset(each["replaced"].get(name, "").split())
            offered.append({**each, "value": value, "words": words, "replaces": replaces})
    words: dict[str, set[bytes]] = defaultdict(set)
    for each in offered:
        for borne in each["names"]:
            words[borne].add(each["words"])
    sure = {borne for borne, all_of in words.items() if len(all_of) == 1}
    gone = [each for each in offered if any(settles(later, each, sure) for later in offered)]
    living = [each for each in offered if not any(same(each, other) for other in gone)] or offered
    first = [each for each in living if owner and each["side"] == owner] or living
    return max(first, key=lambda each: each["rank"])["value"]


def settles(later: dict[str, Any], earlier: dict[str, Any], sure: set[str]) -> bool:
    """Whether a change replaced this one: by its name, or in its own chain by a former one."""
    named = later["replaces"] & sure
    if earlier["uid"] in named:
        return True
    own = later["uid"].rpartition(":")[0] == earlier["uid"].rpartition(":")[0]
    return own and bool(named & earlier["names"])


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two changes are one word."""
    if one["words"] != other["words"]:
        return False
    return bool(one["replaces"] == other["replaces"] or one["names"] & other["names"])


def held(value: Any, kept: Any) -> bool:
    """Whether a table keeps this value of the log."""
    if isinstance(value, bool):
        return bool(kept) is value and kept in (0, 1)
    if isinstance(value, (list, dict)):
        return isinstance(kept, str) and bool(json.loads(kept) == value)
    if isinstance(value, str) and isinstance(kept, str) and value != kept:
        try:
            return datetime.fromisoformat(value) == datetime.fromisoformat(kept)
        except ValueError:
            return False
    return bool(value == kept)


def record_problems(
    database: sqlite3.Connection, office: str, log: Log, owners: dict[str, dict[str, str]]
) -> Iterator[Problem]:
    """Records that are not what the log makes of them, and those that it does not know."""
    tables = sorted({table for table, _row in log.said})
    known = {row[0] for row in database.execute("SELECT name FROM sqlite_schema")}
    for table in tables:
        if table not in known:
            continue  # of a newer program, or moved to another table since
        whole_table = f'SELECT * FROM "{table}" WHERE office_id = ?'  # noqa: S608 - it is known
        database.row_factory = sqlite3.Row
        rows = {row["id"]: dict(row) for row in database.execute(whole_table, (office,))}
        database.row_factory = None
        for key in sorted(log.said):
            if key[0] != table:
                continue
            expected, row = log.record(key, owners.get(table, {})), rows.pop(key[1], None)
            if expected is None:
                continue
            if row is None:
                yield f"{table} {key[1]}", "is not in the table"
                continue
            for name, value in sorted(expected.items()):
                column = name.rstrip("_") if name not in row else name
                if column in row and not held(value, row[column]):
                    yield f"{table} {key[1]}", f"{name} is not what the log says"
        for row_id in rows:
            yield f"{table} {row_id}", "is not in the log"


def check(path: Path, owners: dict[str, dict[str, str]]) -> tuple[dict[str, int], list[Problem]]:
    """Figures and problems of a database."""
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        found = list(entries(database))
        problems = list(chain_problems(found))
        records = 0
        for office in sorted({entry["office_id"] for entry in found}):
            log = Log(database, office)
            for entry in found:
                if entry["office_id"] == office:
                    log.read(entry)
            records += len(log.said)
            problems += record_problems(database, office, log, owners)
    finally:
        database.close()
    return {"entries": len(found), "records": records}, problems


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Checks a county's database against its own log.")
    parser.add_argument("database", type=Path)
    parser.add_argument("--owners", type=Path)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    try:
        owners = json.loads(asked.owners.read_text("utf-8")) if asked.owners else {}
        figures, problems = check(asked.database, owners)
    except (OSError, ValueError, sqlite3.Error) as fault:
        print(f"cannot be read: {type(fault).__name__}", file=sys.stderr)  # noqa: T201
        return 2
    if asked.json:
        print(json.dumps({**figures, "problems": problems}, ensure_ascii=False))  # noqa: T201
    else:
        for where, what in problems:
            print(f"{where}: {what}")  # noqa: T201
        print(f"{figures['entries']} entries, {figures['records']} records, "  # noqa: T201
              f"{len(problems)} problems")  # fmt: skip
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
