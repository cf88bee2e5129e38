"""A PC of an office is lost: it is heard no more, reads nothing new, and names tell it nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from corrdesk.base.clock import FixedClock
from corrdesk.bootstrap import Desk, Founding, create_desk, open_desk
from corrdesk.casework.caseload.service import change_person
from corrdesk.casework.caseload.tables import Person
from corrdesk.county.exchange import last_held, serve
from corrdesk.store.base import table_of
from corrdesk.sync.core.merge import Side
from corrdesk.sync.core.names import file_name
from corrdesk.sync.core.refusal import Reason, Refused
from corrdesk.sync.core.stops import Guard
from corrdesk.sync.exchange import IDENTITY
from corrdesk.sync.transports.memory import MemoryTransport
from corrdesk.sync.words import ExchangeStopped
from corrdesk.upkeep.verify import verify
from corrdesk.vault.device_secret import find_store
from corrdesk.vault.keyslots import KdfProfile
from corrdesk.vault.vault import Vault
from tests.casework.people import new_person
from tests.county.conftest import Bureau, bureau, founded_county
from tests.county.offices import enrol

__all__ = ["bureau", "founded_county"]  # fixtures

OFFICER, PASSPHRASE = "李明", "six red lanterns over the gate"


class TwoPCs:
    """An office with two PCs, the second begun from a backup of the first, and its county."""

    def __init__(self, folder: Path, bureau: Bureau) -> None:
        self.county, self.place = bureau.county, MemoryTransport()
        self.clock = FixedClock(date(2026, 6, 10))
        founding = Founding("青石镇司法所", OFFICER, PASSPHRASE, kdf=KdfProfile.CHEAP_FOR_TESTS)
        self.first, code = create_desk(
            folder / "first", founding, device_secret_file=folder / "s1", clock=self.clock
        )
        enrol(self.first, self.county, "前台")
        new_person(self.first, 1, "共同之前")
        self.sync(self.first)
        self.first.save_anchor()
        shutil.copytree(self.first.vault.folder, folder / "second")
        store = find_store(folder / "s2")
        vault = Vault.open_with_recovery(
            folder / "second", code, device_store=store, clock=self.clock
        )
        vault.rewrap_device(
            officer_name=OFFICER, passphrase=PASSPHRASE, kdf=KdfProfile.CHEAP_FOR_TESTS
        )
        vault.close()
        self.second = open_desk(
            folder / "second", officer=OFFICER, passphrase=PASSPHRASE,
            device_secret_file=folder / "s2", clock=self.clock,
        )  # fmt: skip
        enrol(self.second, self.county, "里间")

    def sync(self, desk: Desk, times: int = 2) -> None:
        for _time in range(times):
            desk.exchange.run(self.place, "place")
            serve(self.county, self.place)

    def lose(self, desk: Desk) -> None:
        device = desk.exchange.device
        border = last_held(self.county, device)
        with self.county.registry() as registry:
            registry.revoke(device, border, lost=True)
        serve(self.county, self.place)


@pytest.fixture
def office(tmp_path: Path, bureau: Bureau) -> Iterator[TwoPCs]:
    made = TwoPCs(tmp_path, bureau)
    yield made
    made.first.close()
    made.second.close()


def names(desk: Desk) -> set[str]:
    with desk.read() as session:
        return set(session.scalars(select(table_of(Person).c.name)))


def test_two_pcs_write_and_both_have_everything(office: TwoPCs) -> None:
    new_person(office.first, 2, "前台所写")
    new_person(office.second, 3, "里间所写")
    for _time in range(2):
        office.sync(office.first)
        office.sync(office.second)
    assert names(office.first) == names(office.second) == {"共同之前", "前台所写", "里间所写"}
    for desk in (office.first, office.second):
        desk.save_anchor()
        assert verify(desk.vault) == []


def test_the_lost_one_reads_nothing_new_and_is_heard_no_more(office: TwoPCs) -> None:
    office.sync(office.first)
    office.sync(office.second)
    with office.county.registry() as registry:
        before = registry.roster(office.second.office.id)
    office.lose(office.first)
    with office.county.registry() as registry:
        after = registry.roster(office.second.office.id)
    assert after.naming != before.naming
    digest = "ab" * 32
    assert file_name(after.naming, digest, Side.COUNTY) != file_name(
        before.naming, digest, Side.COUNTY
    )
    lost, kept = office.first.exchange._box(), office.second.exchange._box()
    assert lost.recipient not in after.recipients(Side.OFFICE)

    there = set(office.place.list(""))
    new_person(office.first, 8, "丢失之后所写")
    new_person(office.second, 9, "里间续写")
    with office.county.unit_of_work(
        office.second.office.id, "0" * 32, "县级", office.second.actor.role
    ) as uow:
        person = uow.session.query(Person).first()
        assert person is not None
        change_person(uow, person.id, {"education": "高中"})
        uow.commit()
    office.sync(office.second)
    office.sync(office.second)
    sealed = [
        name
        for name in set(office.place.list("")) - there
        if name.endswith((".seg", ".rct")) and "/out/" in name
    ]
    assert sealed
    for name in sealed:
        kept.open(office.place.get(name) or b"")
        with pytest.raises(Refused) as refused:
            lost.open(office.place.get(name) or b"")
        assert refused.value.reason is Reason.SEALED
    with pytest.raises(ExchangeStopped) as stopped:
        office.sync(office.first)
    assert stopped.value.guard is Guard.NOT_ENROLLED
    assert office.first.exchange.automatic().guard is Guard.NOT_ENROLLED
    office.sync(office.second)
    with office.county.read() as session:
        known = set(session.scalars(select(table_of(Person).c.name)))
    assert "里间续写" in known
    assert "丢失之后所写" not in known


def test_a_pc_that_began_from_a_copy_has_not_the_others_secret(office: TwoPCs) -> None:
    office.sync(office.second)
    ledger = office.second.exchange._ledger()
    assert ledger.recall(f"{IDENTITY}{office.second.exchange.device}") is not None
    assert ledger.recall(f"{IDENTITY}{office.first.exchange.device}") is None
