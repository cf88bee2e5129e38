"""An office and its county over a stick: what one writes the other holds, come what may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from corrdesk.base.actor import Role
from corrdesk.base.errors import UserError
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.caseload.sealing import seal_file
from corrdesk.casework.caseload.service import change_status
from corrdesk.casework.caseload.tables import Person
from corrdesk.county import exchange
from corrdesk.county.county import County
from corrdesk.county.exchange import Served, last_held, open_place, serve, take_in
from corrdesk.store.runs import RunDamaged
from corrdesk.sync.core.names import inbox
from corrdesk.sync.transports.base import Transport
from tests.casework import wishes
from tests.casework.people import new_person
from tests.county.conflicted import rename
from tests.county.conftest import Bureau
from tests.county.offices import Pair


def people(pair: Pair) -> int:
    with pair.county.read() as session:
        return session.execute(select(func.count()).select_from(Person)).scalar_one()


def test_what_the_office_writes_the_county_holds(pair: Pair) -> None:
    wishes.asked(pair.desk, new_person(pair.desk)[1])
    written = pair.desk.head().seq
    outcome = pair.round()
    assert (outcome.report.held, people(pair)) == (written, 1)
    assert last_held(pair.county, pair.desk.exchange.device) == written
    with pair.county.registry() as registry:
        (office,) = registry.offices()
    assert office.contact_at == pair.county.clock.now()
    assert office.trouble == ""


def test_serving_twice_changes_nothing(pair: Pair) -> None:
    new_person(pair.desk)
    pair.sync()
    assert pair.ingest().received > 0
    before = dict(pair.place.content)
    again = pair.ingest()
    assert (again.received, again.sent, again.refused) == (0, 0, {})
    assert pair.place.content == before


def test_names_in_the_countys_own_box_do_not_grow_with_the_years(pair: Pair) -> None:
    box = pair.county.box
    lying = []
    for number in range(12):
        new_person(pair.desk, number)
        pair.sync(box)
        serve(pair.county, box)
        assert pair.sync(box).report.waiting == 0
        lying.append(len(box.list(f"{pair.office}/")))
    assert max(lying) < 12
    assert lying[-1] == lying[-2]
    assert people(pair) == 12


def test_what_is_damaged_on_the_way_is_named_and_the_office_noted(pair: Pair) -> None:
    new_person(pair.desk)
    pair.sync()
    (name,) = [each for each in pair.place.content if each.endswith(".seg")]
    whole = pair.place.content[name]
    pair.place.content[name] = whole[:-1] + bytes([whole[-1] ^ 1])
    served = pair.ingest()
    assert (served.received, served.refused) == (0, {name: "sealed"})
    with pair.county.registry() as registry:
        assert "损坏" in registry.offices()[0].trouble
    pair.place.content[name] = whole
    assert pair.ingest().received > 0


def test_what_was_damaged_on_its_way_to_the_office_comes_again(pair: Pair) -> None:
    person = new_person(pair.desk)[0]
    pair.round()
    with pair.county.unit_of_work(pair.office, "1" * 32, "李局", Role.HEAD) as uow:
        rename(uow, person, "欧阳苹")
        uow.commit()
    pair.ingest()
    (name,) = [name for name in pair.place.content if "/out/" in name and name.endswith(".seg")]
    content = pair.place.content[name]
    pair.place.content[name] = content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]
    outcome = pair.sync()
    assert (outcome.report.received, list(outcome.report.refused)) == (0, [name])
    pair.ingest()
    outcome = pair.sync()
    assert (outcome.report.received, outcome.report.refused) == (1, {})


def test_what_is_taken_in_before_it_is_asked_for_is_told_by_the_serving(
    bureau: Bureau, pair: Pair
) -> None:
    new_person(pair.desk)
    box = pair.county.box
    pair.sync(box)
    spoilt = f"{inbox(pair.office)}{'0' * 32}/0000000001-0000000002-{'0' * 16}.seg"
    box.put(spoilt, b"spoilt")
    with pair.county.registry() as registry:
        registry.heard(pair.office, "以前的")
    bureau.clock.advance(timedelta(hours=1))
    lying = box.list(f"{pair.office}/")
    done = take_in(pair.county, pair.office, (), lambda: False)
    assert (done.received, [*done.refused]) == (pair.desk.head().seq, [spoilt])
    assert (people(pair), box.list(f"{pair.office}/")) == (1, lying)
    with pair.county.registry() as registry:
        (office,) = registry.offices()
    assert (office.contact_at, office.trouble) == (pair.county.clock.now(), "以前的")
    served = serve(pair.county, box, [pair.office], before=done.received)
    assert (served.received, served.refused) == (done.received, {spoilt: "sealed"})
    with pair.county.registry() as registry:
        assert "损坏" in registry.offices()[0].trouble
    box.clear([spoilt])
    serve(pair.county, box, [pair.office], before=1)
    with pair.county.registry() as registry:
        assert registry.offices()[0].trouble == ""


def test_whoever_stops_the_taking_in_leaves_whole_runs(pair: Pair) -> None:
    box = pair.county.box
    for number in range(3):
        new_person(pair.desk, number)
        pair.sync(box)
    asked = iter([False, False, False, True])  # a list and a run were read, and no more
    done = take_in(pair.county, pair.office, (), lambda: next(asked))
    assert done.received == people(pair) + 1 == 2
    assert serve(pair.county, box, [pair.office]).received == pair.desk.head().seq - 2


def test_one_offices_damage_is_no_others(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = {"0" * 12}
    serve_one = exchange._serve_one

    def spoilt(county: County, place: Transport, office: str, total: Served, way: Any) -> None:
        if office in damaged:
            raise RunDamaged
        serve_one(county, place, office, total, way)

    monkeypatch.setattr(exchange, "_serve_one", spoilt)
    new_person(pair.desk)
    pair.sync()
    with pytest.raises(RunDamaged):
        serve(pair.county, pair.place, [*damaged, pair.office])
    assert people(pair) == 1
    damaged.add(pair.office)
    with pytest.raises(RunDamaged) as damage:
        pair.ingest()
    with pair.county.registry() as registry:
        assert registry.offices()[0].trouble == damage.value.message


def test_a_revoked_device_is_heard_no_more(pair: Pair) -> None:
    new_person(pair.desk)
    pair.round()
    held = last_held(pair.county, pair.desk.exchange.device)
    with pair.county.registry() as registry:
        registry.revoke(pair.desk.exchange.device, held)
    new_person(pair.desk, 2)
    pair.sync()
    assert "revoked" in pair.ingest().refused.values()
    assert people(pair) == 1


def test_a_stranger_holds_nothing(pair: Pair) -> None:
    assert last_held(pair.county, "0" * 32) == 0


def test_the_county_does_not_visit_itself() -> None:
    with pytest.raises(UserError, match="不通过自己的服务器"):
        open_place("https://localhost")
    with pytest.raises(UserError):
        open_place("nonsense")


def test_a_sealed_file_arrives_though_nobody_reads_it(pair: Pair) -> None:
    person, supervision = new_person(pair.desk)
    pair.round()
    pair.desk.act(
        lambda uow: change_status(
            uow, supervision, Status.DISCHARGED, pair.desk.clock.today(), reason="期满"
        )
    )
    pair.desk.act(lambda uow: seal_file(uow, person, reason="依法封存", document="青法封1号"))
    with pair.county.unit_of_work(pair.office, "1" * 32, "李局", Role.HEAD) as uow:
        rename(uow, person, "欧阳苹")
        uow.commit()
    outcome = pair.round()
    assert (outcome.report.held, outcome.report.set_aside) == (pair.desk.head().seq, 0)
    assert pair.desk.verify() == []
    connection = pair.desk.vault.connect(read_only=True)
    assert connection.execute("SELECT name FROM person").fetchall() == [("欧阳苹",)]
    connection.close()
