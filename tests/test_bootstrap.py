"""A desk is wired whole or not at all, and two desks share one journal with its anchor."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from corrdesk.base.actor import Role
from corrdesk.base.clock import FixedClock
from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.bootstrap import Desk, Founding, create_desk, office_id_for, open_desk
from corrdesk.casework.caseload.queries import find_people
from corrdesk.casework.caseload.service import change_person
from corrdesk.casework.caseload.tables import Officer
from corrdesk.rules.catalog import UnknownPack
from corrdesk.store.journal import JournalEntry, digest
from corrdesk.vault.cipher import connect
from corrdesk.vault.errors import VaultReadOnly
from corrdesk.vault.keyslots import KdfProfile
from tests.casework.people import new_person

PASSPHRASE = "six red lanterns over the gate"
OFFICER = "李明"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(date(2026, 6, 10))


def found(folder: Path, clock: FixedClock, **more: Any) -> Desk:
    usual: dict[str, Any] = {
        "office": "青石镇司法所",
        "officer": OFFICER,
        "passphrase": PASSPHRASE,
        "pack_id": "cn-example",
        "kdf": KdfProfile.CHEAP_FOR_TESTS,
    }
    founding = Founding(**(usual | more))
    secret = folder / "device.secret"
    return create_desk(folder / "vault", founding, device_secret_file=secret, clock=clock)[0]


def reopen(folder: Path, clock: FixedClock, **more: Any) -> Desk:
    usual = {"officer": OFFICER, "passphrase": PASSPHRASE}
    secret = folder / "device.secret"
    return open_desk(folder / "vault", device_secret_file=secret, clock=clock, **(usual | more))


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    opened = found(tmp_path, clock)
    yield opened
    opened.close()


def tamper(desk: Desk, *statements: str) -> None:
    """What somebody with the key and another tool could do."""
    raw = connect(desk.vault.folder / "casework.db", desk._vault.key)
    try:
        for statement in statements:
            raw.execute(statement)
    finally:
        raw.close()


def kinds(desk: Desk) -> set[str]:
    return {problem.kind for problem in desk.verify()}


# Founding and opening


def test_a_new_office_is_there_when_it_is_opened_again(tmp_path: Path, clock: FixedClock) -> None:
    desk = found(tmp_path, clock)
    office, head = desk.office, desk.head()
    assert desk.alarms == ()
    desk.close()
    again = reopen(tmp_path, clock)
    assert (again.office, again.head(), again.alarms) == (office, head, ())
    assert (again.actor.name, again.actor.role) == (OFFICER, Role.HEAD)
    assert again.verify() == []
    assert office.id == office_id_for(again._vault.vault_id)
    assert again.law().as_of == clock.today()
    again.close()


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"passphrase": "123456"}, UserError),
        ({"pack_id": "no-such-pack"}, UnknownPack),
        ({"pack_id": "blank-county"}, UnknownPack),
    ],
)
def test_a_founding_that_fails_leaves_nothing(
    tmp_path: Path, clock: FixedClock, more: dict[str, str], kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        found(tmp_path, clock, **more)
    assert list(tmp_path.iterdir()) == []


def test_a_founding_that_fails_late_leaves_nothing(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_schema(engine: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("corrdesk.upkeep.founding.upgrade", no_schema)
    with pytest.raises(RuntimeError):
        found(tmp_path, clock)
    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder_is_not_touched(desk: Desk, tmp_path: Path, clock: FixedClock) -> None:
    before = desk.head()
    with pytest.raises(UserError):
        found(tmp_path, clock)
    assert desk.head() == before


@pytest.mark.parametrize(
    "more", [{"passphrase": "seven red lanterns over it"}, {"officer": "张三"}]
)
def test_a_stranger_does_not_come_in(
    tmp_path: Path, clock: FixedClock, more: dict[str, str]
) -> None:
    found(tmp_path, clock).close()
    with pytest.raises(UserError) as refused:
        reopen(tmp_path, clock, **more)
    assert "张三" not in str(refused.value)


def test_without_the_device_secret_nobody_comes_in(tmp_path: Path, clock: FixedClock) -> None:
    found(tmp_path, clock).close()
    (tmp_path / "device.secret").unlink()
    with pytest.raises(EnvironmentFault):
        reopen(tmp_path, clock)


def test_an_officer_who_was_retired_does_not_come_in(tmp_path: Path, clock: FixedClock) -> None:
    desk = found(tmp_path, clock)
    with desk.unit_of_work() as uow:
        uow.begin_act("officer.retire")
        uow.require(Officer, uow.actor.officer_id).active = False
        uow.commit()
    desk.close()
    with pytest.raises(UserError, match="停用"):
        reopen(tmp_path, clock)


@pytest.mark.parametrize("role", list(Role))
def test_roles_see_what_is_theirs(tmp_path: Path, clock: FixedClock, role: Role) -> None:
    desk = found(tmp_path, clock)
    with desk.unit_of_work() as uow:
        uow.begin_act("officer.change")
        uow.require(Officer, uow.actor.officer_id).role = role.value
        uow.commit()
    desk.close()
    again = reopen(tmp_path, clock)
    if role is Role.ADMINISTRATOR:
        with pytest.raises(UserError):
            again.read()
    else:
        with again.read() as session:
            assert find_people(session, again.office.id, "x") == []
    if role is Role.ASSISTANT:
        with pytest.raises(UserError):
            again.verify()
    else:
        assert again.verify() == []
    again.close()


def test_a_sealed_file_comes_back(desk: Desk) -> None:
    address = desk.seal("证据".encode())
    assert desk.unseal(address).decode() == "证据"


def test_an_act_that_raises_leaves_nothing(desk: Desk) -> None:
    before = desk.head()
    with pytest.raises(UserError):
        desk.act(lambda uow: change_person(uow, "nobody", {"phone": "1"}))
    assert desk.head() == before


# Two desks at once


def test_two_desks_write_into_one_chain(desk: Desk, tmp_path: Path, clock: FixedClock) -> None:
    other = reopen(tmp_path, clock)
    person, _supervision = new_person(desk)
    start = desk.head().seq
    failed: list[BaseException] = []

    def work(mine: Desk, label: str) -> None:
        try:
            for number in range(15):
                mine.act(
                    partial(change_person, person_id=person, changes={"phone": f"{label}{number}"})
                )
        except BaseException as error:  # noqa: BLE001 - shown by the test itself
            failed.append(error)

    threads = [
        threading.Thread(target=work, args=(each, label))
        for each, label in ((desk, "甲"), (other, "乙"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failed == []
    assert desk.head().seq == start + 30
    assert desk.verify() == other.verify() == []
    other.close()
    assert desk.verify() == []


# The journal and what is noted outside


def test_an_edited_entry_shows(desk: Desk) -> None:
    new_person(desk)
    tamper(desk, "UPDATE journal_entry SET act='nothing' WHERE seq=2")
    assert kinds(desk) == {"edited"}


def test_a_deleted_entry_shows(desk: Desk) -> None:
    for serial in (1, 2):
        new_person(desk, serial)
    tamper(desk, "DELETE FROM journal_entry WHERE seq=2")
    assert kinds(desk) == {"gap"}


def test_reordered_entries_show(desk: Desk) -> None:
    for serial in (1, 2):
        new_person(desk, serial)
    swap = "UPDATE journal_entry SET seq={} WHERE seq={}".format
    tamper(desk, swap(99, 2), swap(2, 3), swap(3, 99))
    assert kinds(desk) == {"order", "edited", "rollback"}


def test_an_inserted_entry_shows(desk: Desk) -> None:
    new_person(desk)
    tamper(
        desk,
        "INSERT INTO journal_entry SELECT office_id, device_id, 3, act, actor_id, hlc,"
        " happened_at, entered_at, reason, body, previous, hash FROM journal_entry WHERE seq=2",
    )
    assert kinds(desk) == {"order", "edited"}


def test_a_cut_end_shows_by_the_anchor(desk: Desk) -> None:
    new_person(desk)
    desk.save_anchor()
    tamper(desk, "DELETE FROM journal_entry WHERE seq=2")
    assert kinds(desk) == {"cut"}


def test_a_whole_journal_that_is_gone_shows(desk: Desk) -> None:
    new_person(desk)
    tamper(desk, "DELETE FROM journal_entry")
    assert kinds(desk) == {"cut"}


def test_a_chain_that_was_written_anew_shows_by_the_anchor(desk: Desk) -> None:
    for serial in (1, 2):
        new_person(desk, serial)
    desk.save_anchor()
    forge(desk)
    assert kinds(desk) == {"rollback"}


def forge(desk: Desk) -> None:
    """Changes an entry and computes every hash after it again, as somebody with the key can."""
    with desk.read() as session:
        entries = list(session.scalars(select(JournalEntry).order_by(JournalEntry.seq)))
    raw = connect(desk.vault.folder / "casework.db", desk._vault.key)
    previous = entries[0].hash
    for entry in entries[1:]:
        entry.reason, entry.previous = "x", previous
        previous = entry.hash = digest(entry)
        raw.execute(
            "UPDATE journal_entry SET reason='x', previous=?, hash=? WHERE seq=?",
            (entry.previous, entry.hash, entry.seq),
        )
    raw.close()


def test_an_older_file_put_back_shows_when_the_vault_is_opened(
    tmp_path: Path, clock: FixedClock
) -> None:
    desk = found(tmp_path, clock)
    desk.close()
    shutil.copyfile(tmp_path / "vault" / "casework.db", tmp_path / "old.db")
    desk = reopen(tmp_path, clock)
    new_person(desk)
    desk.close()
    shutil.copyfile(tmp_path / "old.db", tmp_path / "vault" / "casework.db")
    for _time in range(2):  # closing it does not wash the proof away
        again = reopen(tmp_path, clock)
        assert {problem.kind for problem in again.alarms} == {"cut", "file"}
        assert kinds(again) == {"cut", "file"}
        with pytest.raises(VaultReadOnly):
            new_person(again)
        again.close()


@pytest.mark.parametrize("name", ["anchor.json", "anchor.live", "seals.jsonl"])
def test_an_anchor_that_is_gone_shows_until_a_person_decides(
    tmp_path: Path, clock: FixedClock, name: str
) -> None:
    found(tmp_path, clock).close()
    (tmp_path / "vault" / name).unlink()
    for _time in range(2):
        again = reopen(tmp_path, clock)
        assert kinds(again) == {"anchor"}
        again.close()
    again = reopen(tmp_path, clock)
    with pytest.raises(UserError):
        again.accept(" ")
    again.accept("误删了文件")
    new_person(again)
    again.close()
    mended = reopen(tmp_path, clock)
    assert (mended.alarms, mended.verify()) == ((), [])
    mended.close()


def test_an_anchor_that_was_edited_shows_and_stays(tmp_path: Path, clock: FixedClock) -> None:
    found(tmp_path, clock).close()
    path = tmp_path / "vault" / "anchor.json"
    content = json.loads(path.read_text("utf-8"))
    for anchor in content["anchors"].values():
        anchor["seq"] = 0
    path.write_text(json.dumps(content), "utf-8")
    for _time in range(2):
        again = reopen(tmp_path, clock)
        assert kinds(again) == {"anchor"}
        again.close()
