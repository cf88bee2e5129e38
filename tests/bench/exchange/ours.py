"""Our own exchange as it is shipped: an office's encrypted store, the county's server over TLS.

Signatures, sealing, hash chain, conflict check, references and journal are all on; each record is
an act of its own with an entry of its own.
"""

from __future__ import annotations

import ssl
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import case, func, insert, select, update

from corrdesk.base.clock import CHINA, SystemClock
from corrdesk.base.ids import derived_id
from corrdesk.casework.partners.tables import Partner, Volunteer
from corrdesk.county.county import CountyFounding, create_county, open_county
from corrdesk.store.base import table_of
from corrdesk.store.chain import GENESIS, Change, Entry, digest, entry_uid, pack_changes
from corrdesk.store.engine import Store, lock_office, open_door
from corrdesk.store.journal import JournalEntry, JournalTouch
from corrdesk.store.schema import upgrade
from corrdesk.sync.derived import index_received
from corrdesk.sync.exchange import Exchange
from corrdesk.sync.shapes import shape_of
from corrdesk.sync.standing import Party
from corrdesk.sync.transports.http import Credentials, HttpTransport, trusting
from corrdesk.vault import cipher
from corrdesk.vault.attachments import Attachments
from corrdesk.vault.datakey import DataKey
from tests.bench.exchange.cost import Cost, measured
from tests.bench.exchange.records import PARTNERS, Record, changed, partner_id, records

OFFICE = "0123456789ab"
MORNING = datetime(2026, 6, 10, 9, tzinfo=CHINA)
PIECE = 5000


class Counting(httpx.HTTPTransport):
    """The line to the server, which counts the requests."""

    requests = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One more."""
        self.requests += 1
        return super().handle_request(request)


@dataclass
class Office:
    """One PC of the office: its encrypted store, its chain."""

    folder: Path
    label: str
    head: bytes = GENESIS
    seq: int = 0
    hlc: int = 1
    last: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        key, path = DataKey.random(), self.folder / f"{self.label}.db"
        cipher.connect(path, key, create=True).close()
        self.store = Store(lambda: cipher.connect(path, key), cipher.dbapi)
        upgrade(self.store.engine)
        self.device = derived_id("device", self.label)
        self.key = Ed25519PrivateKey.generate()
        party = Party(OFFICE, "青石镇司法所", self.device, self.key)
        self.exchange = Exchange(
            self.store, party, SystemClock(), after=(index_received,),
            sealed=Attachments(self.folder / f"{self.label}-files", key),
        )  # fmt: skip

    def write(self, changes: Iterable[Change], rows: list[dict[str, Any]], kind: Any) -> list[str]:
        """Acts of the office, one entry each, with the records that they make, in bulk."""
        entries = []
        for change in changes:
            self.seq, self.hlc = self.seq + 1, self.hlc + (40_000 << 16)
            at = (MORNING + timedelta(seconds=40 * self.seq, microseconds=self.seq)).isoformat()
            entry = Entry(
                OFFICE, self.device, self.seq, "volunteer.add", derived_id("officer", "1"),
                self.hlc, at, at, "", pack_changes([change]), self.head, b"",
            )  # fmt: skip
            entry = entry._replace(hash=digest(entry))
            self.head = entry.hash
            entries.append(entry)
        with self._writing() as connection:
            connection.execute(
                insert(table_of(JournalEntry)), [entry._asdict() for entry in entries]
            )
            if rows:
                made = [
                    row | {"office_id": OFFICE, "entry": entry_uid(e.device_id, e.seq),
                           "versions": {}}
                    for row, e in zip(rows, entries, strict=True)
                ]  # fmt: skip
                connection.execute(insert(table_of(kind)), made)
        return [entry_uid(entry.device_id, entry.seq) for entry in entries]

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        session = self.store.writer()
        with session.begin():
            lock_office(session, OFFICE)
            with open_door(session) as connection:
                yield connection
        session.close()

    def fill(self, count: int) -> None:
        """The records, and before them the organisations that they name."""
        partners = [
            {"id": partner_id(n), "name": f"第{n}合作机构", "kind": "school", "contact": "",
             "phone": "", "note": "", "left_on": None}
            for n in range(PARTNERS)
        ]  # fmt: skip
        self.write([_birth("partner", each) for each in partners], partners, Partner)
        waiting = records(count)
        number = 0
        while piece := list(islice(waiting, PIECE)):
            uids = self.write([_birth("volunteer", r) for r in piece], _typed(piece), Volunteer)
            self.last |= dict(enumerate(uids, number))
            number += len(piece)

    def change(self, count: int, of: int, turn: int) -> None:
        """Another phone number in some of the records."""
        new = changed(count, of, turn)
        uids = self.write(
            [
                Change("volunteer", r["id"], {"phone": r["phone"]}, {"phone": self.last[n]})
                for n, r in new
            ],
            [], Volunteer,
        )  # fmt: skip
        self.last |= {n: uid for (n, _record), uid in zip(new, uids, strict=True)}
        table = table_of(Volunteer)
        with self._writing() as connection:
            for (_n, record), uid in zip(new, uids, strict=True):
                connection.execute(
                    update(table)
                    .where(table.c.office_id == OFFICE, table.c.id == record["id"])
                    .values({"phone": record["phone"], "versions": {"phone": uid}})
                )
            connection.execute(
                insert(table_of(JournalTouch)),
                [
                    {"office_id": OFFICE, "row_id": record["id"], "device_id": self.device,
                     "seq": int(uid.rpartition(":")[2])}
                    for (_n, record), uid in zip(new, uids, strict=True)
                ],
            )  # fmt: skip


def _birth(kind: str, record: Record) -> Change:
    fields = {name: value for name, value in record.items() if name != "id"}
    return Change(kind, record["id"], fields, {})


def _typed(piece: list[Record]) -> list[dict[str, Any]]:
    shape = shape_of("volunteer")
    assert shape is not None
    return [{"id": r["id"], **shape.values(r)} for r in piece]


class Ours:
    """The county's server in a process of its own, and two PCs of one office."""

    def __init__(self, folder: Path, port: int, database: str, servers: list[int]) -> None:
        """`database`: the URL of an empty database on a server, "" for the county's own file."""
        self._folder, self._port, self._database = folder / "county", port, database
        self._servers = servers
        self._clock = SystemClock()
        self.first, self.second = Office(folder, "first"), Office(folder, "second")
        county, _secret = create_county(
            self._folder,
            CountyFounding("石桥县社区矫正管理局", database=database, hosts=("127.0.0.1",)),
            self._clock,
        )
        county.close()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        words = ["-m", "corrdesk", "county", "serve", str(self._folder), "--port", str(self._port)]
        if self._database:
            words += ["--database", self._database]
        self._process = subprocess.Popen(
            [sys.executable, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        for _try in range(300):
            try:
                httpx.get(f"https://127.0.0.1:{self._port}/health", verify=context, trust_env=False)
            except httpx.TransportError:
                time.sleep(0.2)
            else:
                return
        raise TimeoutError

    def stop(self) -> None:
        """Ends the server."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
        self.first.store.dispose()
        self.second.store.dispose()

    def enrol(self, office: Office) -> None:
        """The county takes a PC in."""
        county = open_county(self._folder, self._clock, database=self._database)
        authority = county.folder.root_certificate.read_text("ascii")
        with county.registry() as registry:
            _asked, grant = registry.enrol(
                office.exchange.request(office.label), authority=authority, address="https://x"
            )
        office.exchange.accept(grant)
        county.close()

    def held(self) -> tuple[int, int]:
        """Records at the second PC, and how many of them were changed."""
        with self.second.store.read() as session:
            count, new = session.execute(
                select(func.count(), func.sum(case((Volunteer.phone.like("138%"), 1), else_=0)))
            ).one()
        return int(count), int(new or 0)

    def take_all(self, count: int) -> Cost:
        """As many exchanges of the second PC as it takes until it holds all records, together."""
        total = Cost()
        while self.held()[0] < count:
            cost = self.exchange(self.second)
            total.cpu, total.wall = total.cpu + cost.cpu, total.wall + cost.wall
            total.sent, total.requests = total.sent + cost.sent, total.requests + cost.requests
        return total

    def exchange(self, office: Office) -> Cost:
        """One exchange of a PC with the server; raises unless all went well."""
        known = office.exchange.county()
        assert known is not None
        assert self._process is not None
        line = Counting(verify=trusting(known.authority), trust_env=False)
        way = HttpTransport(
            f"https://127.0.0.1:{self._port}",
            Credentials(office.device, office.key, known.authority),
            transport=line,
        )
        with measured(self._process.pid, *self._servers) as cost:
            outcome = office.exchange.run(way, "bench")
        way.close()
        assert not outcome.report.refused, outcome.report.refused
        assert (outcome.report.waiting, outcome.report.set_aside) == (0, 0)
        cost.requests = line.requests
        return cost
