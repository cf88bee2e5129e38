"""A vault's part in the exchange, from the request to the county's word about what it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from corrdesk.base.clock import FixedClock
from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.search import find_person_ids
from corrdesk.casework.caseload.service import change_person
from corrdesk.casework.caseload.tables import Person
from corrdesk.store.base import table_of
from corrdesk.store.engine import Store
from corrdesk.sync.core.enrolment import read_request
from corrdesk.sync.core.stops import Guard
from corrdesk.sync.driving import Cancelled
from corrdesk.sync.exchange import Exchange, Outcome
from corrdesk.sync.settling import choose, conflicts
from corrdesk.sync.transports.base import Transport
from corrdesk.sync.transports.memory import MemoryTransport
from corrdesk.sync.words import ExchangeStopped
from corrdesk.upkeep.restore import RESTORED
from corrdesk.upkeep.verify import verify
from tests.casework.people import new_person
from tests.sync.bureau import Bureau
from tests.sync.worlds import contents


def run(desk: Desk, transport: Transport, **options: Any) -> Outcome:
    return desk.exchange.run(transport, "t", **options)


class Watched(MemoryTransport):
    """Notes how many connections to these stores are held while it is asked."""

    def __init__(self, *stores: Store) -> None:
        super().__init__()
        self._stores = stores
        self.held: list[int] = []

    def _look(self) -> None:
        pools: list[Any] = [store.engine.pool for store in self._stores]
        self.held += [pool.checkedout() for pool in pools]

    def list(self, prefix: str) -> list[str]:
        self._look()
        return super().list(prefix)

    def get(self, name: str) -> bytes | None:
        self._look()
        return super().get(name)

    def put(self, name: str, content: bytes) -> None:
        self._look()
        super().put(name, content)


def test_nothing_is_held_open_while_a_target_is_asked(enrolled: Desk, bureau: Bureau) -> None:
    """A slow line keeps nobody from writing, and the county has connections for others."""
    desk_store = enrolled.exchange._store
    new_person(enrolled, 1)
    target = Watched(desk_store, bureau.store)
    for _time in range(2):
        run(enrolled, target)
        bureau.serve(enrolled.office.id, target)
    assert len(target.held) > 20
    assert set(target.held) == {0}


class Striking(MemoryTransport):
    """A place where the county says what time it is."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self._at = at
        self._said: Callable[[datetime], None] | None = None

    def heed(self, said: Callable[[datetime], None] | None) -> None:
        self._said = said

    def list(self, prefix: str) -> list[str]:
        found = super().list(prefix)
        if self._said is not None:
            self._said(self._at)
        return found


@pytest.mark.parametrize("days", [-400, -2, 2, 400])
def test_a_clock_that_is_off_is_seen_whichever_way(
    enrolled: Desk, clock: FixedClock, days: int
) -> None:
    """A receipt lies there since some day: it tells a clock that is behind, and none ahead."""
    new_person(enrolled)
    away = Striking(clock.now() + timedelta(days=days))
    for dry in (True, False):
        with pytest.raises(ExchangeStopped) as stopped:
            run(enrolled, away, dry_run=dry)
        assert stopped.value.guard is Guard.CLOCK
    assert MemoryTransport.list(away, "") == []
    assert run(enrolled, away, confirmed=[Guard.CLOCK]).report.sent > 0
    assert run(enrolled, Striking(clock.now() - timedelta(hours=23))).report.sent > 0


def test_before_enrolment_nothing_is_exchanged(desk: Desk, target: Transport) -> None:
    assert desk.exchange.county() is None
    with pytest.raises(ExchangeStopped) as stopped:
        run(desk, target)
    assert stopped.value.guard is Guard.NOT_ENROLLED
    assert target.list("") == []


def test_a_grant_for_another_device_is_refused(desk: Desk, bureau: Bureau) -> None:
    raw = bureau.grant(desk.exchange.request("一号机"))
    for wrong in (raw[:-1], b"", raw + b"x"):
        with pytest.raises(UserError) as refused:
            desk.exchange.accept(wrong)
        assert refused.value.field == "cert"
    assert desk.exchange.county() is None
    assert desk.exchange.standing.computers() == {}
    desk.exchange.accept(raw)
    certificate = desk.exchange.standing.certificate()
    assert certificate is not None
    assert certificate.label == "一号机"
    assert desk.exchange.standing.computers() == {
        desk.actor.device_id: "一号机"
    }  # and not the county's


def test_the_pcs_of_an_office_are_told_apart_and_keep_their_names(
    desk: Desk, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.node", lambda: "DESKTOP-7F3A")
    first = read_request(desk.exchange.request())
    assert first.label == f"{desk.office.name} DESKTOP-7F3A"
    assert len(read_request(desk.exchange.request("窗口" * 60)).label) == 60
    desk.exchange.accept(bureau.grant(desk.exchange.request("窗口电脑")))
    assert read_request(desk.exchange.request()).label == "窗口电脑"
    # as after a fork, when it goes on under a new name
    party = replace(desk.exchange._party, device="f" * 32, former=("e" * 32, desk.exchange.device))
    store = desk.exchange._store
    anew = Exchange(store, party, FixedClock(desk.clock.now()), sealed=desk.exchange._sealed)
    assert read_request(anew.request()).label == "窗口电脑"


def test_the_county_holds_what_was_sent_and_says_so(
    enrolled: Desk, bureau: Bureau, target: Transport, clock: FixedClock
) -> None:
    for serial in range(1, 4):
        new_person(enrolled, serial, f"王小{'甲乙丙'[serial - 1]}")
    written = enrolled.head().seq
    first = run(enrolled, target).report
    assert (first.sent, first.held, first.waiting) == (written, 0, written)
    balance = enrolled.exchange.standing.balance()
    assert (balance.held, len(balance.waiting), balance.at) == (0, written, "")
    bureau.serve(enrolled.office.id, target)
    clock.advance(timedelta(hours=1))
    second = run(enrolled, target).report
    assert (second.sent, second.held, second.waiting) == (0, written, 0)
    balance = enrolled.exchange.standing.balance()
    assert (balance.written, balance.held, list(balance.waiting)) == (written, written, [])
    new_person(enrolled, 9)
    waiting = enrolled.exchange.standing.balance().waiting
    assert [entry.act for entry in waiting] == ["person.add"]
    people = contents(bureau.store, enrolled.office.id)["person"]
    assert {person["name"] for person in people} == {"王小甲", "王小乙", "王小丙"}


def test_a_stick_from_the_drawer_takes_nothing_back(
    enrolled: Desk, bureau: Bureau, target: Transport
) -> None:
    """What the county holds is what its last word proves, wherever that lay."""
    drawer = MemoryTransport()
    for place in (drawer, target):
        new_person(enrolled, 1 if place is drawer else 2)
        enrolled.exchange.run(place, str(id(place)))
        bureau.serve(enrolled.office.id, place)
        enrolled.exchange.run(place, str(id(place)))
    written = enrolled.head().seq
    assert enrolled.exchange.standing.balance().held == written
    enrolled.exchange.run(drawer, str(id(drawer)))
    assert enrolled.exchange.standing.balance().held == written


def test_the_countys_word_reaches_the_desk_and_its_search(
    enrolled: Desk, bureau: Bureau, target: Transport
) -> None:
    person, _supervision = new_person(enrolled)
    run(enrolled, target)
    bureau.serve(enrolled.office.id, target)
    with bureau.unit_of_work(enrolled.office.id) as uow:
        change_person(uow, person, {"name": "王大明"})
        uow.commit()
    bureau.serve(enrolled.office.id, target)
    outcome = run(enrolled, target)
    assert outcome.report.received == 1
    assert outcome.changed == {"person": {person}}
    with enrolled.read() as session:
        assert find_person_ids(session, enrolled.office.id, "大明") == [person]
    enrolled.save_anchor()
    assert verify(enrolled.vault) == []
    new_person(enrolled, 5)  # the next entry is later than everything received
    run(enrolled, target)
    bureau.serve(enrolled.office.id, target)
    here = {k: v for k, v in _both(enrolled, bureau).items() if v[0] != v[1]}
    assert here == {}


def _both(desk: Desk, bureau: Bureau) -> dict[str, Any]:
    mine, theirs = contents(desk._store, desk.office.id), contents(bureau.store, desk.office.id)
    return {name: (mine.get(name), theirs.get(name)) for name in mine.keys() | theirs.keys()}


def test_a_person_chooses_and_everybody_follows(
    enrolled: Desk, bureau: Bureau, target: Transport
) -> None:
    person, _supervision = new_person(enrolled)
    run(enrolled, target)
    bureau.serve(enrolled.office.id, target)
    with bureau.unit_of_work(enrolled.office.id) as uow:
        change_person(uow, person, {"education": "高中"})
        uow.commit()
    enrolled.act(lambda uow: change_person(uow, person, {"education": "初中"}))
    bureau.serve(enrolled.office.id, target)
    run(enrolled, target)
    with enrolled.read() as session:
        (conflict,) = conflicts(session, enrolled.office.id)
    assert {said.value for said in conflict.said} == {"高中", "初中"}
    enrolled.act(lambda uow: choose(uow, conflict, "高中"))
    run(enrolled, target)
    bureau.serve(enrolled.office.id, target)
    table = table_of(Person)
    for store in (enrolled._store, bureau.store):
        with store.read() as session:
            assert conflicts(session, enrolled.office.id) == []
            assert session.execute(select(table.c.education)).scalar_one() == "高中"
    with pytest.raises(UserError, match="新的变化"):
        enrolled.act(lambda uow: choose(uow, conflict, "初中"))


def test_a_restored_vault_waits_for_a_person(enrolled: Desk, target: Transport) -> None:
    (enrolled.vault.folder / RESTORED).write_text("{}")
    with pytest.raises(ExchangeStopped) as stopped:
        run(enrolled, target)
    assert stopped.value.guard is Guard.RESTORED
    assert target.list("") == []


def test_cancelling_keeps_what_was_exchanged(
    enrolled: Desk, bureau: Bureau, target: Transport
) -> None:
    asked = iter([False, False, False, False, True])
    with pytest.raises(Cancelled):
        run(enrolled, target, cancelled=lambda: next(asked, True))
    bureau.serve(enrolled.office.id, target)
    assert run(enrolled, target).report.waiting == 0


def test_a_dry_run_changes_nothing(enrolled: Desk) -> None:
    empty = MemoryTransport()
    new_person(enrolled)
    report = run(enrolled, empty, dry_run=True).report
    assert report.sent == enrolled.head().seq
    assert empty.content == {}


def test_nothing_at_the_target_tells_who_or_what(
    enrolled: Desk, bureau: Bureau, target: Transport
) -> None:
    new_person(enrolled, 1, "欧阳乘风")
    run(enrolled, target)
    bureau.serve(enrolled.office.id, target)
    for name in target.list(""):
        content = target.get(name) or b""
        for canary in ("欧阳乘风", "青石镇", "person.add"):
            assert canary.encode() not in content
            assert canary not in name
