"""A vault whose journal went on in two places: one goes on under another name, nothing is lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from corrdesk.base.clock import FixedClock
from corrdesk.base.resources import resource_path
from corrdesk.bootstrap import Desk, open_desk, succeed
from corrdesk.casework.caseload.tables import Person
from corrdesk.store.base import table_of
from corrdesk.store.engine import Store
from corrdesk.sync.branches import moved_entries
from corrdesk.sync.core.stops import Guard
from corrdesk.sync.transports.folder import FolderTransport
from corrdesk.sync.words import ExchangeStopped
from corrdesk.upkeep.inspection import export_period
from corrdesk.upkeep.verify import misfits, verify
from tests.casework.conftest import OFFICER, PASSPHRASE
from tests.casework.people import new_person
from tests.sync.bureau import Bureau
from tests.sync.worlds import contents


def names(store: Store) -> list[str]:
    with store.read() as session:
        return sorted(session.scalars(select(table_of(Person).c.name)))


def reopened(folder: Path, clock: FixedClock) -> Desk:
    return open_desk(
        folder / "vault",
        officer=OFFICER,
        passphrase=PASSPHRASE,
        device_secret_file=folder / "device.secret",
        clock=clock,
    )


class Clone:
    """An office that was copied whole, secret included, after it had exchanged once."""

    def __init__(self, desk: Desk, bureau: Bureau, target: FolderTransport, place: Path) -> None:
        self.desk, self.bureau, self.target, self.place = desk, bureau, target, place
        new_person(desk, 1, "共同之前")
        self.round(desk)
        desk.save_anchor()
        shutil.copytree(desk.vault.folder, place / "vault")
        shutil.copyfile(desk.vault.folder.parent / "device.secret", place / "device.secret")
        notes = desk.vault.folder.parent / "device.secret.seen"
        shutil.copyfile(notes, place / notes.name)

    def round(self, desk: Desk) -> None:
        for _time in range(2):
            desk.exchange.run(self.target, "t")
            self.bureau.serve(desk.office.id, self.target)

    @property
    def office(self) -> str:
        return self.desk.office.id


@pytest.fixture
def clone(enrolled: Desk, bureau: Bureau, target: FolderTransport, tmp_path: Path) -> Clone:
    place = tmp_path / "copy"
    place.mkdir()
    return Clone(enrolled, bureau, target, place)


@pytest.fixture
def other(clone: Clone, clock: FixedClock) -> Iterator[Desk]:
    """The copy, open; both have written since."""
    desk = reopened(clone.place, clock)
    new_person(clone.desk, 2, "原机所写")
    new_person(desk, 3, "副本所写")
    new_person(desk, 4, "副本又写")
    clone.round(clone.desk)
    yield desk
    desk.close()


def forked(desk: Desk, target: FolderTransport) -> None:
    with pytest.raises(ExchangeStopped) as stopped:
        desk.exchange.run(target, "t")
    assert stopped.value.guard is Guard.FORK


def test_the_copy_goes_on_under_another_name_and_nothing_is_lost(clone: Clone, other: Desk) -> None:
    former, written = other.actor.device_id, other.head().seq
    key = other.exchange.public_key()
    forked(other, clone.target)
    clone.bureau.serve(clone.office, clone.target)
    branch = other.exchange.branch(clone.target)
    assert branch.count == 2
    assert [entry.act for entry in branch.entries] == ["person.add", "person.add"]
    assert branch.first == written - 1

    assert succeed(other, branch.first) == 2
    assert other.actor.device_id not in {former, clone.desk.actor.device_id}
    assert other.exchange.public_key() != key
    assert other.exchange.standing.certificate() is None
    assert verify(other.vault) == []
    new_person(other, 5, "等待批准时写")
    with pytest.raises(ExchangeStopped) as waiting:
        other.exchange.run(clone.target, "t")
    assert waiting.value.guard is Guard.NOT_ENROLLED

    other.exchange.accept(clone.bureau.grant(other.exchange.request("前台（接替）")))
    for _time in range(2):
        clone.round(other)
        clone.round(clone.desk)
    everybody = sorted(["共同之前", "原机所写", "副本所写", "副本又写", "等待批准时写"])
    for store in (other._store, clone.desk._store, clone.bureau.store):
        assert names(store) == everybody
    mine = contents(other._store, clone.office)
    theirs = contents(clone.bureau.store, clone.office)
    assert {k for k in mine if mine[k] != theirs.get(k)} == set()
    balance = other.exchange.standing.balance()
    assert balance.held == balance.written
    for desk in (other, clone.desk):
        desk.save_anchor()
        assert verify(desk.vault) == []


def test_the_new_name_holds_at_every_later_opening(
    clone: Clone, other: Desk, clock: FixedClock
) -> None:
    forked(other, clone.target)
    clone.bureau.serve(clone.office, clone.target)
    succeed(other, other.exchange.branch(clone.target).first)
    name, key = other.actor.device_id, other.exchange.public_key()
    other.close()
    again = reopened(clone.place, clock)
    try:
        assert (again.actor.device_id, again.exchange.public_key()) == (name, key)
        assert again.alarms == ()
        new_person(again, 6)
        assert verify(again.vault) == []
    finally:
        again.close()


def test_killed_before_the_branch_was_moved_the_next_exchange_moves_it(
    clone: Clone, other: Desk, clock: FixedClock
) -> None:
    forked(other, clone.target)
    clone.bureau.serve(clone.office, clone.target)
    assert succeed(other, 0) == 0  # as far as a kill lets it come
    other.close()
    again = reopened(clone.place, clock)
    try:
        assert again.alarms == ()
        again.exchange.accept(clone.bureau.grant(again.exchange.request("前台")))
        clone.round(again)
        clone.round(again)
        assert names(clone.bureau.store) == sorted(["共同之前", "原机所写", "副本所写", "副本又写"])
        again.save_anchor()
        assert verify(again.vault) == []
    finally:
        again.close()


def test_killed_after_it_was_moved_the_old_witnesses_are_content(
    clone: Clone, other: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    forked(other, clone.target)
    clone.bureau.serve(clone.office, clone.target)
    branch = other.exchange.branch(clone.target)
    monkeypatch.setattr(Desk, "save_anchor", lambda _self: None)
    succeed(other, branch.first)
    other.close()
    monkeypatch.undo()
    again = reopened(clone.place, clock)
    try:
        assert again.alarms == ()
        assert verify(again.vault) == []
    finally:
        again.close()


def test_a_witness_is_not_content_with_a_branch_that_nobody_says(clone: Clone, other: Desk) -> None:
    """Entries that were cut off and kept aside, but stand in no chain, are gone all the same."""
    forked(other, clone.target)
    clone.bureau.serve(clone.office, clone.target)
    succeed(other, other.exchange.branch(clone.target).first)
    connection = other.vault.connect()
    try:
        assert len(moved_entries(connection)) == 2
        mine = other.actor.device_id
        connection.execute("DELETE FROM journal_entry WHERE device_id = ?", (mine,))
        assert moved_entries(connection) == {}
    finally:
        connection.close()
    assert {problem.kind for problem in misfits(other.vault)} >= {"cut"}


def test_an_inspection_export_holds_after_it(
    clone: Clone, other: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    """Also with a head that was printed before; without the list of what was moved it shows."""
    other.save_anchor()
    printed = other.head().short
    forked(other, clone.target)
    clone.bureau.serve(clone.office, clone.target)
    succeed(other, other.exchange.branch(clone.target).first)
    out = tmp_path / "export"
    export_period(other.vault, (None, None), out, clock)
    tool = [sys.executable, "-I", str(resource_path("tools", "verify_export.py")), str(out)]
    checked = subprocess.run([*tool, "--head", printed], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stdout.decode()
    (out / "moved.txt").unlink()
    assert subprocess.run(tool, capture_output=True, check=False).returncode != 0


def test_a_vault_put_back_that_went_on(
    enrolled: Desk, bureau: Bureau, target: FolderTransport, tmp_path: Path, clock: FixedClock
) -> None:
    """The same device, an older state: what it wrote since is kept, the rest comes back."""
    new_person(enrolled, 1, "备份之前")
    enrolled.close()
    place = tmp_path / "older"
    place.mkdir()
    shutil.copytree(enrolled.vault.folder, place / "vault")
    desk = reopened(tmp_path, clock)
    new_person(desk, 2, "备份之后")
    for _time in range(2):
        desk.exchange.run(target, "t")
        bureau.serve(desk.office.id, target)
    desk.close()
    shutil.rmtree(tmp_path / "vault")
    shutil.move(place / "vault", tmp_path / "vault")
    (tmp_path / "device.secret.seen").unlink()
    back = reopened(tmp_path, clock)
    try:
        new_person(back, 3, "恢复之后")
        forked(back, target)
        bureau.serve(back.office.id, target)
        succeed(back, back.exchange.branch(target).first)
        back.exchange.accept(bureau.grant(back.exchange.request("前台")))
        for _time in range(3):
            back.exchange.run(target, "t")
            bureau.serve(back.office.id, target)
        assert names(back._store) == sorted(["备份之前", "备份之后", "恢复之后"])
        assert names(bureau.store) == names(back._store)
        back.save_anchor()
        assert verify(back.vault) == []
    finally:
        back.close()
