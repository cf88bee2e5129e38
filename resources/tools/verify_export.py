"""Checks an inspection export of corrdesk: needs Python 3.9 and `cryptography`, nothing else.

    python3 verify_export.py FOLDER [--head SHORT] [--key PUBLIC_KEY] [--json]

`--head` is the short chain head printed on a notice, `--key` the device's public key as the county
registered it. Exit 0 when everything holds, 1 when something does not, 2 when it cannot be read.
"""
# ruff: noqa: INP001 - a script that is handed on by itself

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "corrdesk-inspection/1"
GENESIS = "00" * 32
Problem = tuple[str, str, str]  # entry, kind, message
SIMPLE = {20: False, 21: True, 22: None}
FLOATS = {25: (2, ">e"), 26: (4, ">f"), 27: (8, ">d")}
SHORTEST = ((1 << 8, 24, ">B"), (1 << 16, 25, ">H"), (1 << 32, 26, ">I"))
FIELDS = (
    "office_id", "device_id", "seq", "act", "actor_id", "hlc",
    "happened_at", "entered_at", "reason", "body",
)  # fmt: skip


def cbor_head(major: int, number: int) -> bytes:
    """The head of a CBOR item in its shortest form."""
    if number < 24:
        return bytes([major << 5 | number])
    for limit, code, form in SHORTEST:
        if number < limit:
            return bytes([major << 5 | code]) + struct.pack(form, number)
    return bytes([major << 5 | 27]) + struct.pack(">Q", number)


def cbor(value: Any) -> bytes:
    """Encode whole numbers, texts, bytes and lists of them."""
    if isinstance(value, bytes):
        return cbor_head(2, len(value)) + value
    if isinstance(value, str):
        raw = value.encode()
        return cbor_head(3, len(raw)) + raw
    if isinstance(value, list):
        return cbor_head(4, len(value)) + b"".join(cbor(item) for item in value)
    if value < 0:
        return cbor_head(1, -1 - value)
    return cbor_head(0, value)


def uncbor(raw: bytes, at: int = 0) -> tuple[Any, int]:
    """Decode one CBOR item; return it and where the next one begins."""
    major, low = raw[at] >> 5, raw[at] & 31
    at += 1
    if major == 7:
        if low in SIMPLE:
            return SIMPLE[low], at
        size, form = FLOATS[low]
        return struct.unpack(form, raw[at : at + size])[0], at + size
    number = low
    if low >= 24:
        size = 1 << (low - 24)
        number, at = int.from_bytes(raw[at : at + size], "big"), at + size
    if major < 2:
        return (-1 - number if major else number), at
    if major < 4:
        piece = raw[at : at + number]
        return (piece if major == 2 else piece.decode()), at + number
    items: list[Any] = []
    for _each in range(number if major == 4 else 2 * number):
        item, at = uncbor(raw, at)
        items.append(item)
    if major == 4:
        return items, at
    return {items[i]: items[i + 1] for i in range(0, len(items), 2)}, at


def signed_by(public_key: str, signature: str, content: bytes) -> bool:
    """Whether the Ed25519 signature holds."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The JSON lines of a file."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [json.loads(line) for line in text.split("\n") if line]


def check_manifest(folder: Path, trusted: str) -> Iterator[Problem]:
    """The signature holds and every file is the one that was signed."""
    raw = (folder / "manifest.json").read_bytes()
    manifest = json.loads(raw)
    signature = (folder / "manifest.sig").read_text("ascii").strip()
    if manifest.get("format") != FORMAT:
        yield "", "format", "不是本工具认识的导出格式"
    if not signed_by(manifest["public_key"], signature, b"corrdesk-inspection/1\n" + raw):
        yield "", "signature", "清单的设备签名不成立"
    if trusted and trusted.lower() != manifest["public_key"]:
        yield "", "signature", "签名设备不是登记的那一台"
    present = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    } - {"manifest.json", "manifest.sig", "verify_export.py"}
    for name in sorted(present | set(manifest["files"])):
        if name not in manifest["files"]:
            yield name, "file", "清单之外的文件"
        elif name not in present:
            yield name, "file", "文件缺失"
        elif hashlib.sha256((folder / name).read_bytes()).hexdigest() != manifest["files"][name]:
            yield name, "file", "文件被改动"


def read_chain(folder: Path) -> dict[tuple[str, int], str]:
    """The hashes of the whole journal by device and number."""
    chain: dict[tuple[str, int], str] = {}
    for line in (folder / "chain.txt").read_text("ascii").split("\n"):
        if line:
            device, seq, digest = line.split(" ")
            chain[device, int(seq)] = digest
    return chain


def read_moved(folder: Path, chain: dict[tuple[str, int], str]) -> dict[tuple[str, int], str]:
    """The hashes that entries had before they were moved to a chain in which they still stand."""
    moved: dict[tuple[str, int], str] = {}
    path = folder / "moved.txt"
    for line in path.read_text("ascii").split("\n") if path.exists() else ():
        if line:
            device, seq, digest, now = line.split(" ")
            heir, _colon, number = now.rpartition(":")
            if (heir, int(number)) in chain:
                moved[device, int(seq)] = digest
    return moved


def check_chain(chain: dict[tuple[str, int], str]) -> Iterator[Problem]:
    """Every device's numbers run from 1 without a gap."""
    last: dict[str, int] = {}
    for device, seq in sorted(chain):
        if seq != last.get(device, 0) + 1:
            yield f"{device}:{seq}", "gap", "之前缺少记录"
        last[device] = seq


def check_entries(folder: Path, chain: dict[tuple[str, int], str]) -> Iterator[Problem]:
    """Each disclosed entry has the hash that the chain names, and stands where it says."""
    for entry in read_lines(folder / "entries.jsonl"):
        uid = f"{entry['device_id']}:{entry['seq']}"
        body = base64.b64decode(entry["body"])
        content = [1] + [body if name == "body" else entry[name] for name in FIELDS]
        previous = bytes.fromhex(entry["previous"])
        digest = hashlib.sha256(previous + cbor(content)).hexdigest()
        if digest != entry["hash"] or digest != chain.get((entry["device_id"], entry["seq"])):
            yield uid, "edited", "内容与日志链不符"
        before = chain.get((entry["device_id"], entry["seq"] - 1), GENESIS)
        if entry["previous"] != (before if entry["seq"] > 1 else GENESIS):
            yield uid, "order", "与前一条接不上"
        said = [
            {"table": table, "row": row, "fields": fields, "replaced": replaced}
            for table, row, fields, replaced in uncbor(body)[0]
        ]
        if said != entry["changes"]:
            yield uid, "edited", "可读内容与原文不符"


def check_seals(
    folder: Path,
    chain: dict[tuple[str, int], str],
    moved: dict[tuple[str, int], str],
    device: str,
    public_key: str,
) -> Iterator[Problem]:
    """The heads signed by the device are in the chain, or were before they were moved."""
    counting: list[dict[str, Any]] = []
    previous = "0" * 64
    for line in read_lines(folder / "seals.jsonl"):
        signature = line.pop("signature")
        text = json.dumps(line, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()
        uid = f"{line['device']}:{line['seq']}"
        if not signed_by(line["public_key"], signature, b"corrdesk-seal/1\n" + text):
            yield uid, "signature", "封印的签名不成立"
        if line["device"] == device and line["public_key"] != public_key:
            yield uid, "signature", "封印不是本机签的"
        if line["previous"] != previous:
            yield uid, "order", "封印记录不连续"
        whole = dict(line, signature=signature)
        text = json.dumps(whole, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()
        previous = hashlib.sha256(text).hexdigest()
        counting = [line] if line["kind"] != "sealed" else [*counting, line]
    for line in counting:
        held = GENESIS if line["seq"] == 0 else chain.get((line["device"], line["seq"]))
        before = moved.get((line["device"], line["seq"]))
        if line["head"] not in {held, before}:
            yield f"{line['device']}:{line['seq']}", "rollback", "日志与当时的封印不符"


def check(folder: Path, head: str, trusted: str) -> Iterator[Problem]:
    """All problems of an export, as (entry, kind, message)."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    chain = read_chain(folder)
    yield from check_manifest(folder, trusted)
    yield from check_chain(chain)
    yield from check_entries(folder, chain)
    moved = read_moved(folder, chain)
    yield from check_seals(folder, chain, moved, manifest["device"], manifest["public_key"])
    known = [*chain.values(), *moved.values()]
    if head and not any(digest.startswith(head.lower()) for digest in known):
        yield "", "head", "日志链里没有文书上印的链头"


def main() -> int:
    """Check the folder named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--head", default="")
    parser.add_argument("--key", default="")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    try:
        problems = list(check(options.folder, options.head, options.key))
        manifest = json.loads((options.folder / "manifest.json").read_bytes())
    except (OSError, ValueError, KeyError, IndexError, TypeError, struct.error) as error:
        sys.stderr.write(f"导出文件读不出来：{type(error).__name__}\n")
        return 2
    if options.json:
        listed = [{"entry": e, "kind": k, "message": m} for e, k, m in problems]
        answer = {"ok": not problems, "problems": listed}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    else:
        for entry, kind, message in problems:
            sys.stdout.write(f"{entry}\t{kind}\t{message}\n")
        sys.stdout.write("全部成立。\n" if not problems else f"发现 {len(problems)} 处问题。\n")
        sys.stdout.write(f"签名设备公钥：{manifest['public_key']}（请与县级登记核对）\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
