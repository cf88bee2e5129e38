"""What is remembered of the journal outside the database, and comparing it when a vault is opened.

Five witnesses: the live anchor after every commit, `anchor.json` at every checkpoint, the signed
seals, the last head seen in the keyring, and the mark of the file at rest. All may lag behind the
database after a power cut; none is ever ahead of it. Reading the journal is the caller's.
"""

import contextlib
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from corrdesk.base.clock import Clock
from corrdesk.base.errors import CorrdeskError
from corrdesk.vault import anchor, identity, rest_mark, seals
from corrdesk.vault.anchor import Anchor
from corrdesk.vault.errors import AnchorDamaged, SealsDamaged
from corrdesk.vault.header import canonical
from corrdesk.vault.live_anchor import LiveAnchor
from corrdesk.vault.rest_mark import AtRest
from corrdesk.vault.seals import Seal

LIVE: Final = "live"
SAVED: Final = "saved"
SIGNED: Final = "signed"
OUTSIDE: Final = "outside"  # in the keyring, or beside the device secret


class Notes(Protocol):
    """Where the last head seen is kept outside the vault's folder."""

    def load_note(self, vault_id: str) -> str | None:
        """Return what was noted, None if nothing was."""
        ...

    def save_note(self, vault_id: str, note: str) -> None:
        """Keep a note."""
        ...


@dataclass(frozen=True, slots=True)
class Witness:
    """An entry that the journal must hold with this hash, and who says so."""

    device_id: str
    seq: int
    head: str
    source: str


@dataclass(frozen=True, slots=True)
class Testimony:
    """All witnesses, the sources that are damaged or gone, and how the file was found."""

    witnesses: tuple[Witness, ...]
    broken: tuple[str, ...]
    at_rest: AtRest
    fresh: bool  # nothing was ever noted: a vault that is just being made


class Watch:
    """The witnesses of one open vault."""

    def __init__(
        self,
        folder: Path,
        *,
        vault_id: str,
        device_id: str,
        mac_key: bytes,
        device_secret: bytes,
        notes: Notes,
        clock: Clock,
    ) -> None:
        """`device_id` is the device's first name; it may go on under another one."""
        self._folder = folder
        self._vault_id = vault_id
        self._mac_key = mac_key
        self._secret = device_secret
        self._notes = notes
        self._clock = clock
        self._lock = Lock()
        self._take(identity.read(folder, device_id))
        self._at_rest: AtRest | None = None

    @property
    def signing_key(self) -> Ed25519PrivateKey:
        """The device's Ed25519 key for this vault; made from the device secret, stored nowhere."""
        return self._signing_key

    @property
    def device(self) -> str:
        """The name under which this device writes."""
        return self._device

    @property
    def former(self) -> tuple[str, ...]:
        """The names that it had before, the first one first."""
        return self._identity.former

    def go_on_as(self, device: str) -> None:
        """Write under another name, with another key, now and at every later opening.

        What was noted under the old name goes on being asked for.
        """
        self._take(identity.go_on(self._folder, self._identity, device))

    def _take(self, known: identity.Identity) -> None:
        self._identity, self._device = known, known.device
        self._signing_key = seals.signing_key(self._secret, self._vault_id, known.salt)
        self._live = LiveAnchor(self._folder, known.device, self._mac_key)

    def before_opening(self, database: Path) -> None:
        """Look at the file once, before the first connection, and take its mark away."""
        with self._lock:
            if self._at_rest is None:
                self._at_rest = rest_mark.look(self._folder, database, self._mac_key)
                if self._at_rest is AtRest.SAME:
                    rest_mark.remove(self._folder)

    def after_closing(self, database: Path) -> None:
        """Mark the file, if it was opened here and was not found changed."""
        if self._at_rest not in {None, AtRest.CHANGED}:
            with contextlib.suppress(CorrdeskError):
                rest_mark.leave(self._folder, database, self._mac_key)

    def committed(self, seq: int, head: str) -> None:
        """Note a commit that is durable; never fails an act that was saved."""
        with contextlib.suppress(OSError):
            self._live.note(seq, head)

    def anchors(self) -> dict[str, Anchor]:
        """Return what `anchor.json` holds, by device. Raises `AnchorDamaged`."""
        return anchor.read_anchors(self._folder, self._mac_key)

    def save(
        self,
        seq: int,
        head: str,
        *,
        others: Mapping[str, tuple[int, str]] | None = None,
        kind: str = seals.SEALED,
        reason: str = "",
    ) -> None:
        """Note durably how far this device's journal reaches; call after a checkpoint.

        `others` are the heads of journals received from elsewhere. A `kind` other than sealed
        goes on from here whatever the witnesses said, and keeps the reason in the signed list.
        """
        anew = kind != seals.SEALED
        self._live.start(seq, head)
        self._seal(seq, head, kind, reason)
        known = {} if anew else anchor.read_anchors(self._folder, self._mac_key)
        for device, (other_seq, other_head) in (others or {}).items():
            known[device] = Anchor(device, other_seq, other_head)
        known[self._device] = Anchor(self._device, seq, head)
        anchor.write_anchors(self._folder, self._mac_key, known)
        self._save_note(seq, head)
        if anew:
            rest_mark.remove(self._folder)
            self._at_rest = AtRest.UNMARKED

    def testimony(self) -> Testimony:
        """Return everything that is remembered.

        The sources are written in the order live, signed, saved, outside; a later one that is
        there means that an earlier one which is not was taken away.
        """
        broken: list[str] = []
        found: dict[str, list[Witness]] = {}
        note = self._note(broken)
        found[OUTSIDE] = [Witness(*note[:3], OUTSIDE)] if note else []
        found[SAVED] = self._saved(broken)
        found[SIGNED] = self._signed(broken, at_least=note[3] if note else 0)
        found[LIVE] = self._newest(broken)
        later = False
        for source in (OUTSIDE, SAVED, SIGNED, LIVE):
            if later and not found[source] and source not in broken:
                broken.append(source)
            later = later or bool(found[source])
        witnesses = tuple(w for source in (LIVE, SAVED, SIGNED, OUTSIDE) for w in found[source])
        at_rest = self._at_rest or AtRest.UNMARKED
        return Testimony(witnesses, tuple(broken), at_rest, not witnesses and not broken)

    def _saved(self, broken: list[str]) -> list[Witness]:
        try:
            return [Witness(a.device_id, a.seq, a.head, SAVED) for a in self.anchors().values()]
        except AnchorDamaged:
            broken.append(SAVED)
            return []

    def _newest(self, broken: list[str]) -> list[Witness]:
        try:
            newest = self._live.read()
        except AnchorDamaged:
            broken.append(LIVE)
            return []
        return [Witness(newest.device_id, newest.seq, newest.head, LIVE)] if newest else []

    def _signed(self, broken: list[str], *, at_least: int) -> list[Witness]:
        """The seals that still count: a person's word or a restoring sets aside those before it."""
        try:
            lines = seals.read(self._folder)
        except SealsDamaged:
            broken.append(SIGNED)
            return []
        own = seals.public_text(self._signing_key)
        counting: list[Witness] = []
        for seal in lines:
            if not seal.holds() or (seal.device == self._device and seal.public_key != own):
                broken.append(SIGNED)
                return []
            if seal.kind != seals.SEALED:
                counting = []
            counting.append(Witness(seal.device, seal.seq, seal.head, SIGNED))
        if len(lines) < at_least:
            broken.append(SIGNED)
        return counting

    def _seal(self, seq: int, head: str, kind: str, reason: str) -> None:
        lines = seals.read(self._folder)
        last = lines[-1] if lines else None
        if kind == seals.SEALED and last and (last.device, last.head) == (self._device, head):
            return
        at = self._clock.now().isoformat()
        unsigned = Seal(self._device, seq, head, at, kind, reason, previous="", public_key="")
        seals.append(self._folder, unsigned, self._signing_key)

    def _note(self, broken: list[str]) -> tuple[str, int, str, int] | None:
        """What the keyring saw last: device, sequence number, head, count of seals."""
        try:
            text = self._notes.load_note(self._vault_id)
        except CorrdeskError:
            return None  # no keyring now: it has nothing to say
        if text is None:
            return None
        try:
            content = json.loads(text)
            body = [content["device"], content["seq"], content["head"], content["seals"]]
            if not hmac.compare_digest(content["mac"], self._note_mac(body)):
                raise ValueError
            return str(body[0]), int(body[1]), str(body[2]), int(body[3])
        except (ValueError, KeyError, TypeError):
            broken.append(OUTSIDE)
            return None

    def _save_note(self, seq: int, head: str) -> None:
        body: list[str | int] = [self._device, seq, head, len(seals.read(self._folder))]
        content = dict(zip(("device", "seq", "head", "seals"), body, strict=True))
        note = json.dumps(content | {"mac": self._note_mac(body)}, sort_keys=True)
        # A keyring that is locked just now only makes the note older.
        with contextlib.suppress(CorrdeskError):
            self._notes.save_note(self._vault_id, note)

    def _note_mac(self, body: list[str | int]) -> str:
        return hmac.new(self._mac_key, canonical(body), hashlib.sha256).hexdigest()
