"""Where things lie at a target: names that tell no more than whose they are and their order.

Every name is written once; what it holds never changes.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.segment import Claim

# OFFICE/in/DEVICE/0000000001-0000000250-HEAD.seg    journals, from the office's devices
# OFFICE/in/holdings-DEVICE-NUMBER.own               what a device holds
# OFFICE/out/READERS/DEVICE/…seg                     journals, handed on by the county
# OFFICE/out/receipt-NUMBER.rct, roster-NUMBER.ros   the county's word
# OFFICE/out/snapshot-DEVICE-NUMBER.snp              the whole journal for a new PC: what it is of
# OFFICE/out/snapshot/SHA256.pce                     and its pieces
# OFFICE/unread/DEVICE/…-SHA256.seg                  journals that did not open, kept for people
# OFFICE/files/NAME/000000.cnk                       chunks of files, to the county or from it

RECEIPTS = "receipt-"  # how the names of the county's receipts begin
SHORT = 16
LONGEST_LEAP = 1_000_000  # between a number and the name it lies under, or the county's last one
_RUN = re.compile(r"(?P<folder>.+)/(?P<first>\d{10})-(?P<last>\d{10})-(?P<head>[0-9a-f]{16})\.seg")
_CHUNK = re.compile(r"[0-9A-Za-z]{1,12}/files/(?P<name>[0-9a-f]{64})/(?P<index>\d{6})\.cnk")
_SNAPSHOT = re.compile(r".+/out/(snapshot-[0-9a-f]{32}-\d{12}\.snp|snapshot/[0-9a-f]{64}\.pce)")
_NUMBERED = re.compile(r".+-(?P<number>\d{12})\.(rct|ros|own|snp)")


@dataclass(frozen=True, slots=True)
class Run:
    """A segment by its name: which device's run, and the beginning of its head's hash."""

    name: str
    device: str
    first: int
    last: int
    head: str


def inbox(office: str) -> str:
    """Where an office's devices leave things for the county."""
    return f"{office}/in/"


def outbox(office: str) -> str:
    """Where the county leaves things for an office."""
    return f"{office}/out/"


def handed_on(office: str, epoch: str, readers: Iterable[str]) -> str:
    """Where the county leaves journals in an epoch for those who may read them.

    Names are written once. So whoever joins later is left everything anew that was sealed before,
    and what lies there of an epoch that is over is not taken for the county's present word.
    """
    told = hashlib.sha256("\n".join([epoch, *sorted(readers)]).encode()).hexdigest()[:SHORT]
    return f"{outbox(office)}{told}/"


def run_name(folder: str, claim: Claim) -> str:
    """The name of a segment in `inbox` or `outbox`."""
    head = claim.head.hex()[:SHORT]
    return f"{folder}{claim.device}/{claim.first:010d}-{claim.last:010d}-{head}.seg"


def runs(listed: Iterable[str]) -> list[Run]:
    """The segments among the names, by device and beginning; longer ones first."""
    found = []
    for name in listed:
        match = _RUN.fullmatch(name)
        if match:
            device = match["folder"].rpartition("/")[2]
            found.append(Run(name, device, int(match["first"]), int(match["last"]), match["head"]))
    return sorted(found, key=lambda run: (run.device, run.first, -run.last, run.head))


def require_named(run: Run, claim: Claim) -> None:
    """Raises `Refused` unless what lies under a segment's name is the run that the name promises.

    Whoever keeps a target may put one run under another's name, to hide what should lie there.
    """
    folder = run.name[: -len(run_name("", claim))]
    if run.name != run_name(folder, claim):
        raise Refused(Reason.FORM)


def unread_name(name: str, content: bytes) -> str:
    """Where a segment of an `inbox` is put that does not open: what is there more than once, too.

    Its name is no segment's, so it keeps nothing out.
    """
    office, _in, rest = name.split("/", 2)
    said = hashlib.sha256(content).hexdigest()[:SHORT]
    return f"{office}/unread/{rest.removesuffix('.seg')}-{said}.seg"


def receipt_name(office: str, number: int) -> str:
    """The name of the county's receipt with this number."""
    return f"{outbox(office)}{RECEIPTS}{number:012d}.rct"


def roster_name(office: str, number: int) -> str:
    """The name of the roster with this number."""
    return f"{outbox(office)}roster-{number:012d}.ros"


def holdings_name(office: str, device: str, number: int) -> str:
    """The name of a device's word about what it holds."""
    return f"{inbox(office)}holdings-{device}-{number:012d}.own"


def snapshot_lead(device: str) -> str:
    """How the snapshots of a device begin, for `numbered`."""
    return f"snapshot-{device}-"


def snapshot_name(office: str, device: str, number: int) -> str:
    """The name of the snapshot that answers a device's word of this number."""
    return f"{outbox(office)}{snapshot_lead(device)}{number:012d}.snp"


def piece_name(office: str, sha256: str) -> str:
    """The name of a piece of a snapshot, by the digest of its sealed content."""
    return f"{outbox(office)}snapshot/{sha256}.pce"


def snapshots(listed: Iterable[str]) -> list[str]:
    """The snapshots and their pieces among the names."""
    return [name for name in listed if _SNAPSHOT.fullmatch(name)]


def numbered(listed: Iterable[str], lead: str) -> list[tuple[int, str]]:
    """Number and name of what begins with `lead`, the latest first."""
    found = []
    for name in listed:
        match = _NUMBERED.fullmatch(name)
        if match and name.rpartition("/")[2].startswith(lead):
            found.append((int(match["number"]), name))
    return sorted(found, reverse=True)


def file_name(naming: bytes, sha256: str, to: Side, attempt: int = 0) -> str:
    """The name of a file on its way to one side; without the naming key it tells nothing.

    `attempt` rises when what lies under a name turned out to be of no use: names are written once.
    """
    meant = bytes.fromhex(sha256) + f"{to.value}:{attempt}".encode("ascii")
    return hmac.new(naming, meant, hashlib.sha256).hexdigest()


def files_folder(office: str) -> str:
    """Where the chunks of an office's files lie."""
    return f"{office}/files/"


def chunk_name(office: str, name: str, index: int) -> str:
    """The name of one chunk of a file."""
    return f"{files_folder(office)}{name}/{index:06d}.cnk"


def is_chunk_name(name: str) -> bool:
    """Whether it is the name of a chunk."""
    return _CHUNK.fullmatch(name) is not None


def chunks(listed: Iterable[str]) -> dict[str, set[int]]:
    """By the name of a file, which of its chunks are among the names."""
    found: dict[str, set[int]] = {}
    for each in listed:
        match = _CHUNK.fullmatch(each)
        if match:
            found.setdefault(match["name"], set()).add(int(match["index"]))
    return found
