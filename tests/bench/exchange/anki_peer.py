"""Anki's own client and sync server at the same work; one record is a note with its card.

Runs in an environment of its own: `python -m tests.bench.exchange.anki_peer FOLDER PORT COUNT NEW`.
Answers with one line of JSON: cost by name.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.bench.exchange.cost import Cost, measured
from tests.bench.exchange.records import TURNS, as_json, changed, records

USER, WORD = "bench", "bench"


class Anki:
    """A server and two collections that start alike, so that what follows goes in chunks."""

    def __init__(self, folder: Path, port: int) -> None:
        from anki.collection import Collection  # type: ignore[import-not-found]

        self._log = (folder / "server.log").open("wb")
        self._server = subprocess.Popen(
            [sys.executable, "-m", "anki.syncserver"],
            env={
                **os.environ, "SYNC_USER1": f"{USER}:{WORD}", "SYNC_BASE": str(folder / "server"),
                "SYNC_HOST": "127.0.0.1", "SYNC_PORT": str(port), "RUST_LOG": "anki=info",
                "MAX_SYNC_PAYLOAD_MEGS": "1000",
            },
            stdout=self._log, stderr=self._log,
        )  # fmt: skip
        self._at = f"http://127.0.0.1:{port}/"
        self.first, self.second = (Collection(str(folder / f"{n}.anki2")) for n in ("a", "b"))
        self._auths: dict[int, Any] = {}
        for _try in range(100):
            try:
                self._auths[id(self.first)] = self.first.sync_login(USER, WORD, self._at)
            except Exception:  # noqa: BLE001 - not up yet, whatever it calls that
                time.sleep(0.1)
            else:
                break
        self._auths[id(self.second)] = self.second.sync_login(USER, WORD, self._at)
        self.whole(self.first, upload=True)
        self.whole(self.second, upload=False)

    def whole(self, collection: Any, *, upload: bool) -> Cost:
        """The whole collection as one file."""
        auth = self._auths[id(collection)]
        collection.close_for_full_sync()
        with measured(self._server.pid) as cost:
            collection.full_upload_or_download(auth=auth, server_usn=None, upload=upload)
        collection.reopen(after_full_sync=True)
        return cost

    def sync(self, collection: Any) -> Cost:
        """What changed, in chunks; raises when Anki wants the whole collection instead."""
        before = self._requests()
        with measured(self._server.pid) as cost:
            out = collection.sync_collection(self._auths[id(collection)], sync_media=False)
        if out.required != out.NO_CHANGES:
            raise ValueError(out)
        time.sleep(0.3)
        cost.requests = self._requests() - before
        return cost

    def _requests(self) -> int:
        return Path(self._log.name).read_bytes().count(b"finished")

    def stop(self) -> None:
        """Ends the server."""
        self.first.close()
        self.second.close()
        self._server.terminate()
        self._server.wait()


def main(folder: Path, port: int, count: int, new: int) -> None:
    """All of it, once."""
    from anki.collection import AddNoteRequest

    found: dict[str, list[Cost]] = {"push": [], "pull": [], "push_new": [], "pull_new": []}
    anki = Anki(folder, port)
    basic = anki.first.models.by_name("Basic")
    deck = anki.first.decks.id("Default")
    adding = []
    for record in records(count):
        note = anki.first.new_note(basic)
        note.fields = [record["id"], as_json(record).decode()]
        adding.append(AddNoteRequest(note, deck))
    anki.first.add_notes(adding)
    found["push"].append(anki.sync(anki.first))
    found["pull"].append(anki.sync(anki.second))
    for turn in range(TURNS):
        notes = []
        for number, record in changed(new, count, turn):
            note = adding[number].note
            note.fields = [record["id"], as_json(record).decode()]
            notes.append(note)
        anki.first.update_notes(notes)
        found["push_new"].append(anki.sync(anki.first))
        found["pull_new"].append(anki.sync(anki.second))
    held = anki.second.db.list("SELECT flds FROM notes")
    if (len(held), sum('"138' in fields for fields in held)) != (count, new):
        raise ValueError(len(held))
    found["upload"] = [anki.whole(anki.first, upload=True)]
    found["download"] = [anki.whole(anki.second, upload=False)]
    anki.stop()
    told = {name: [asdict(cost) for cost in costs] for name, costs in found.items()}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
