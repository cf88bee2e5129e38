"""How a device comes to belong to a county: its request, the county's grant, and eight words.

Both are files that may go by any way; what a person compares by telephone is the eight words.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from corrdesk.sync.core.frame import HEAD, Kind, Sign, check, frame, peek, read_frame
from corrdesk.sync.core.membership import Certificate, Roster, read_certificate, read_roster
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.wire import Fields, dumps, loads

VERSION: Final = 1
GRANT: Final = b"corrdesk-grant/1\n"
FIRST: Final = "东南西北春夏秋冬金木水火山石田林"
SECOND: Final = "门桥楼亭花草鱼鸟云雨风雪灯船车马"
WORDS: Final = 8
LARGEST: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Request:
    """A device asks to be enrolled: for which office, and which keys are its own."""

    office: str
    office_name: str
    device: str
    label: str
    key: bytes
    recipient: str
    at: str

    def body(self) -> bytes:
        """The body of a request frame."""
        return dumps([
            VERSION, self.office, self.office_name, self.device, self.label, self.key,
            self.recipient, self.at,
        ])  # fmt: skip

    def framed(self, sign: Sign) -> bytes:
        """The file, signed with the key that it asks for: nobody asks for another's key."""
        return frame(Kind.REQUEST, self.device, self.body(), sign)


def read_request(raw: bytes) -> Request:
    """The request in a file. Raises `Refused` unless it is signed by the key that it names."""
    if len(raw) > LARGEST:
        raise Refused(Reason.SIZE)
    _kind, sender = peek(raw)
    request = _parse_request(raw)
    read_frame(raw, {sender: request.key}, Kind.REQUEST)
    if request.device != sender:
        raise Refused(Reason.FORM)
    return request


def _parse_request(raw: bytes) -> Request:
    fields = Fields(loads(raw[HEAD:]), 8)
    if fields.number() != VERSION:
        raise Refused(Reason.VERSION)
    return Request(
        fields.text(12), fields.text(80), fields.hex(), fields.text(60), fields.octets(32),
        fields.text(80), fields.text(40),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grant:
    """The county's answer: who it is, the device's certificate, the office's roster.

    `authority`: the certificate (PEM) of the county's own TLS authority, empty without a server.
    `address`: where its server is reached, empty without one.
    """

    county: str
    county_name: str
    root: bytes
    certificate: Certificate
    roster: Roster
    authority: str = ""
    address: str = ""

    def packed(self, sign: Sign) -> bytes:
        """The file, signed by the county's root key."""
        body = dumps([
            VERSION, self.county, self.county_name, self.root, self.certificate.packed(),
            self.roster.packed(), self.authority, self.address,
        ])  # fmt: skip
        return dumps([body, sign(GRANT + body)])


def read_grant(raw: bytes) -> Grant:
    """The grant in a file, whole in itself. Whether it is the right county, eight words tell."""
    if len(raw) > LARGEST:
        raise Refused(Reason.SIZE)
    outer = Fields(loads(raw), 2)
    body, signature = outer.octets(), outer.octets(64)
    fields = Fields(loads(body), 8)
    if fields.number() != VERSION:
        raise Refused(Reason.VERSION)
    county, name, root = fields.hex(), fields.text(80), fields.octets(32)
    check(root, signature, GRANT + body)
    certificate = read_certificate(fields.items(2), root)
    roster = read_roster(fields.octets(), root, county=county, office=certificate.office)
    return Grant(county, name, root, certificate, roster, fields.text(100_000), fields.text(200))


def eight_words(content: bytes) -> str:
    """Eight words for the first 64 bits of a digest: what two people compare by telephone."""
    return as_words(hashlib.sha256(content).digest()[:WORDS])


def as_words(content: bytes) -> str:
    """A word of two characters for each byte, to be read aloud."""
    return " ".join(FIRST[byte >> 4] + SECOND[byte & 15] for byte in content)
