"""Which files wait: never less than what is not proven to be held."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import add_attachment
from corrdesk.store.base import table_of
from corrdesk.store.engine import Store
from corrdesk.sync import waiting
from corrdesk.sync.state import writing
from corrdesk.sync.tables import SyncFile
from corrdesk.sync.transports.base import Transport
from corrdesk.sync.transports.folder import FolderTransport
from corrdesk.sync.waiting import WaitingFile, Way, waiting_files
from tests.casework.people import new_person
from tests.sync.bureau import Bureau
from tests.sync.test_shelf import SCAN, attach


def found(desk: Desk) -> list[WaitingFile]:
    with desk.read() as session:
        return waiting_files(session, desk.office.id, desk.exchange.standing.file_word())


def ways(desk: Desk) -> list[Way]:
    return [each.way for each in found(desk)]


def test_nothing_waits_for_a_county_that_there_is_not(desk: Desk) -> None:
    attach(desk)
    assert found(desk) == []


def test_from_its_record_to_the_word_that_it_is_held(
    enrolled: Desk, bureau: Bureau, target: Transport
) -> None:
    made = attach(enrolled)
    (one,) = found(enrolled)
    assert (one.attachment_id, one.name, one.size) == (made, "扫描.pdf", len(SCAN))
    assert one.way is Way.OUT_LATER
    enrolled.exchange.run(target, "t")
    assert ways(enrolled) == [Way.OUT_LATER]
    bureau.serve(enrolled.office.id, target)
    enrolled.exchange.run(target, "t")
    assert ways(enrolled) == [Way.OUT]  # left there, and not yet taken in
    bureau.serve(enrolled.office.id, target)
    assert ways(enrolled) == [Way.OUT]
    enrolled.exchange.run(target, "t")
    assert ways(enrolled) == []


def test_a_word_that_is_full_proves_nothing_of_the_rest(
    enrolled: Desk, bureau: Bureau, target: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(enrolled)
    enrolled.exchange.run(target, "t")
    bureau.serve(enrolled.office.id, target)
    enrolled.exchange.run(target, "t")
    monkeypatch.setattr(waiting, "ATTEMPTS", 0)  # the name of this one is not among those said
    assert ways(enrolled) == []
    monkeypatch.setattr(waiting, "MOST_NAMES", 1)
    assert ways(enrolled) == [Way.OUT]


def test_what_was_added_elsewhere_waits_to_come(
    enrolled: Desk, bureau: Bureau, target: Transport
) -> None:
    person = new_person(enrolled)[0]
    enrolled.exchange.run(target, "t")
    bureau.serve(enrolled.office.id, target)
    with bureau.unit_of_work(enrolled.office.id) as uow:
        add_attachment(uow, person, SCAN, name="a", media_type="", seal=bureau.sealed.put)
        uow.commit()
    bureau.serve(enrolled.office.id, target)
    enrolled.exchange.run(target, "t")
    assert ways(enrolled) == [Way.IN]
    bureau.serve(enrolled.office.id, target)
    enrolled.exchange.run(target, "t")
    assert ways(enrolled) == []


def refused(store: Store, office: str, count: int) -> None:
    with writing(store, office) as (_session, connection):
        connection.execute(update(table_of(SyncFile)).values(refused=count))


def test_the_county_asks_under_the_last_of_the_names(
    enrolled: Desk, bureau: Bureau, target: Transport
) -> None:
    attach(enrolled)
    enrolled.exchange.run(target, "t")
    bureau.serve(enrolled.office.id, target)
    for count, blocked in ((13, False), (14, True)):
        refused(bureau.store, enrolled.office.id, count)
        bureau.serve(enrolled.office.id, target)
        enrolled.exchange.run(target, "t")
        (one,) = found(enrolled)
        assert (one.way, one.blocked) == (Way.OUT, blocked)
    bureau.serve(enrolled.office.id, target)
    enrolled.exchange.run(target, "t")
    assert found(enrolled) == []


def test_what_does_not_come_under_any_name_is_told(
    enrolled: Desk, bureau: Bureau, target: Transport
) -> None:
    person = new_person(enrolled)[0]
    enrolled.exchange.run(target, "t")
    bureau.serve(enrolled.office.id, target)
    with bureau.unit_of_work(enrolled.office.id) as uow:
        add_attachment(uow, person, SCAN, name="a", media_type="", seal=bureau.sealed.put)
        uow.commit()
    bureau.serve(enrolled.office.id, target)
    enrolled.exchange.run(target, "t")
    for count, blocked in ((15, False), (16, True)):
        refused(enrolled._store, enrolled.office.id, count)
        (one,) = found(enrolled)
        assert (one.way, one.blocked) == (Way.IN, blocked)


def test_what_the_last_target_had_no_room_for_is_marked_until_it_goes(
    enrolled: Desk, bureau: Bureau, target: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(enrolled)
    enrolled.exchange.run(target, "t")
    bureau.serve(enrolled.office.id, target)
    with monkeypatch.context() as small:
        small.setattr(FolderTransport, "room", lambda _self: len(SCAN))
        outcome = enrolled.exchange.run(target, "t")
    assert (outcome.files.sent, list(outcome.files.no_room.values())) == (0, [len(SCAN)])
    (one,) = found(enrolled)
    assert (one.way, one.no_room) == (Way.OUT, True)
    enrolled.exchange.run(target, "t")
    (one,) = found(enrolled)
    assert (one.way, one.no_room) == (Way.OUT, False)
