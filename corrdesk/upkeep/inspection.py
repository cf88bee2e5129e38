"""The inspection export: one person's file, or a period, with the proof that it was not altered.

Plain files that `resources/tools/verify_export.py` checks without corrdesk. Entries that also speak
of others are not disclosed in a person's export; only their place in the chain is.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from corrdesk.base.clock import Clock
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.resources import read_resource
from corrdesk.store.chain import Change, Entry, entry_uid, readable_changes, when_entered
from corrdesk.store.plain_journal import PlainJournal
from corrdesk.store.runs import RunDamaged
from corrdesk.sync.branches import moved_entries
from corrdesk.sync.places import placed_files
from corrdesk.vault import seals
from corrdesk.vault.errors import VaultExists, VaultNotWritable
from corrdesk.vault.vault import OpenVault

FORMAT: Final = "corrdesk-inspection/1"
TOOL: Final = "verify_export.py"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: entries disclosed, entries in the chain, documents.

    `absent`: documents that are disclosed and not here, because they have not arrived yet.
    """

    folder: Path
    entries: int
    chain: int
    documents: int
    absent: int


@dataclass(frozen=True, slots=True)
class _Choice:
    """What is shown: of an entry, which changes, and whether the entry itself may be read."""

    what: dict[str, str]
    shown: Callable[[Entry, tuple[Change, ...]], tuple[list[Change], bool]]


def export_person(vault: OpenVault, person_id: str, out: Path, clock: Clock) -> Exported:
    """Write one person's file.

    Raises UserError for an unknown person, `VaultExists`, `RunDamaged` for what is unreadable.
    """
    ours: set[str] = {person_id}
    known = [False]

    def shown(_entry: Entry, changes: tuple[Change, ...]) -> tuple[list[Change], bool]:
        mine = [change for change in changes if _concerns(change, ours)]
        known[0] = known[0] or any(change.row_id == person_id for change in mine)
        return mine, len(mine) == len(changes)

    done = _export(vault, out, clock, _Choice({"person": person_id}, shown))
    if not known[0]:
        shutil.rmtree(out, ignore_errors=True)
        raise UserError(_("没有找到此人。"), field="person")
    return done


def export_period(
    vault: OpenVault,
    period: tuple[date | None, date | None],
    out: Path,
    clock: Clock,
    *,
    withheld: frozenset[str] = frozenset(),
) -> Exported:
    """Write every entry made from the first to the last day of a period, both included.

    `withheld`: people of whom nothing goes out; of their entries only the place in the chain does.
    Raises as `export_person`.
    """
    first, last = period
    theirs = set(withheld)

    def shown(entry: Entry, changes: tuple[Change, ...]) -> tuple[list[Change], bool]:
        open_ = [change for change in changes if not _concerns(change, theirs)]
        made = when_entered(entry).date()
        inside = (first is None or made >= first) and (last is None or made <= last)
        return (open_, len(open_) == len(changes)) if inside else ([], False)

    what = {"from": str(first or ""), "until": str(last or "")}
    return _export(vault, out, clock, _Choice(what, shown))


def _concerns(change: Change, ours: set[str]) -> bool:
    """Whether a change is about one of these records; then its own record is one of them."""
    values = (value for value in change.fields.values() if isinstance(value, str))
    if change.row_id not in ours and not any(value in ours for value in values):
        return False
    ours.add(change.row_id)
    return True


def _export(vault: OpenVault, out: Path, clock: Clock, choice: _Choice) -> Exported:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise VaultExists
    try:
        out.mkdir(parents=True, exist_ok=True)
        connection = vault.connect()
        try:
            connection.execute("BEGIN")
            counts = _write_entries(vault, connection, out, choice)
        finally:
            connection.close()
        if (vault.folder / seals.NAME).exists():
            shutil.copyfile(vault.folder / seals.NAME, out / seals.NAME)
        (out / TOOL).write_bytes(read_resource("tools", TOOL))
        _sign(vault, out, clock, choice.what)
    except OSError:
        raise VaultNotWritable from None
    return Exported(out, *counts)


def _write_entries(
    vault: OpenVault, connection: Any, out: Path, choice: _Choice
) -> tuple[int, int, int, int]:
    """Write chain, entries and documents; return how many of each, and of absent documents."""
    chosen: list[Entry] = []
    partly: list[dict[str, Any]] = []
    disclosed: set[str] = set()
    # In causal order first: a record is ours because of one that came before it.
    for entry in PlainJournal(connection).in_time():
        if not entry.body:
            raise RunDamaged  # what stands for entries that cannot be read is nobody's word
        changes, whole = choice.shown(entry, readable_changes(entry.body))
        for change in changes:
            if change.table == "attachment" and "address" in change.fields:
                disclosed.add(change.fields["sha256"])
        if changes and whole:
            chosen.append(entry)
        elif changes:
            uid = entry_uid(entry.device_id, entry.seq)
            partly += [{"entry": uid, **_readable(change)} for change in changes]
    count = 0
    with (out / "chain.txt").open("w", encoding="ascii", newline="\n") as file:
        for entry in PlainJournal(connection).entries():
            file.write(f"{entry.device_id} {entry.seq} {entry.hash.hex()}\n")
            count += 1
    _write_moved(connection, out / "moved.txt")
    _write_lines(out / "entries.jsonl", (_disclosed(entry) for entry in chosen))
    _write_lines(out / "attested.jsonl", partly)
    places = {file.sha256: file.place for file in placed_files(connection)}
    here = {sha256: places[sha256] for sha256 in disclosed if places.get(sha256)}
    _write_documents(vault, out, here)
    return len(chosen), count, len(here), len(disclosed) - len(here)


def _write_moved(connection: Any, path: Path) -> None:
    """Old seals and printed heads name entries by hashes that they had before they were moved."""
    moved = sorted(moved_entries(connection).items())
    if moved:
        lines = (f"{device} {seq} {head} {now}\n" for (device, seq, head), now in moved)
        path.write_text("".join(lines), "ascii", newline="\n")


def _write_documents(vault: OpenVault, out: Path, places: dict[str, str]) -> None:
    folder = out / "documents"
    folder.mkdir()
    store = vault.attachments()
    for sha256, place in places.items():
        (folder / sha256).write_bytes(store.get(place))


def _disclosed(entry: Entry) -> dict[str, Any]:
    content = entry._asdict()
    content["body"] = base64.b64encode(entry.body).decode("ascii")
    content["previous"], content["hash"] = entry.previous.hex(), entry.hash.hex()
    content["changes"] = [_readable(change) for change in readable_changes(entry.body)]
    return content


def _readable(change: Change) -> dict[str, Any]:
    return {
        "table": change.table,
        "row": change.row_id,
        "fields": change.fields,
        "replaced": change.replaced,
    }


def _write_lines(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")


def _sign(vault: OpenVault, out: Path, clock: Clock, what: dict[str, str]) -> None:
    files = {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != TOOL
    }
    manifest = {
        "format": FORMAT,
        "vault": vault.vault_id,
        "device": vault.device_id,
        "public_key": seals.public_text(vault.watch.signing_key),
        "made_at": clock.now().isoformat(),
        "what": what,
        "files": files,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    (out / "manifest.json").write_bytes(text)
    signature = vault.watch.signing_key.sign(b"corrdesk-inspection/1\n" + text).hex()
    (out / "manifest.sig").write_text(signature + "\n", encoding="ascii")
