"""A new vault's first content: an office of its own, or what another PC of an office waits for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from corrdesk.base.actor import Role
from corrdesk.base.clock import FixedClock
from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk, Founding, create_desk, open_desk
from corrdesk.casework.caseload.tables import Officer, Person
from corrdesk.sync.second_pc import read_invitation
from corrdesk.sync.transports.memory import MemoryTransport
from corrdesk.upkeep.founding import invited, office_id_for
from corrdesk.upkeep.verify import verify
from corrdesk.vault.keyslots import KdfProfile
from tests.casework.conftest import clock, desk, founded_office
from tests.casework.people import new_person
from tests.sync.bureau import Bureau
from tests.sync.worlds import contents

__all__ = ["clock", "desk", "founded_office"]  # fixtures
WORDS = "six green lanterns over the gate"


def joined(desk: Desk, folder: Path, clock: FixedClock) -> Desk:
    """Another PC of the same office, with the same officer."""
    raw = invited(desk, desk.actor.name)
    founding = Founding.joining(read_invitation(raw), WORDS, kdf=KdfProfile.CHEAP_FOR_TESTS)
    made, _code = create_desk(
        folder / "v2", founding, device_secret_file=folder / "ds2", clock=clock
    )
    return made


def test_an_office_is_named_after_its_vault(desk: Desk) -> None:
    assert desk.office.id == office_id_for(desk.vault.vault_id)
    with desk.read() as session:
        (officer,) = session.scalars(select(Officer)).all()
    assert (officer.id, officer.role) == (desk.actor.officer_id, Role.HEAD)


def test_another_pc_waits_and_then_has_everything(
    desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    person_id = new_person(desk)[0]
    (tmp_path / "county").mkdir()
    bureau, place = Bureau(tmp_path / "county", clock), MemoryTransport()
    desk.exchange.accept(bureau.grant(desk.exchange.request("一号机")))
    for _round in range(2):
        desk.exchange.run(place, "t")
        bureau.serve(desk.office.id, place)
    second = joined(desk, tmp_path, clock)
    assert (second.actor.role, second.office) == (Role.ADMINISTRATOR, desk.office)
    assert second.actor.officer_id == desk.actor.officer_id
    with pytest.raises(UserError), second.read():
        pass  # no case data before it is there
    assert verify(second.vault) == []
    second.exchange.accept(bureau.grant(second.exchange.request("二号机")))
    offered: list[str] = []
    for _round in range(2):
        outcome = second.exchange.run(place, "t")
        second.received(outcome.changed)
        offered = [name for name in place.content if name.endswith(".snp")]
        bureau.serve(desk.office.id, place)
    assert offered
    assert second.exchange.run(place, "t").report.agrees is True
    second.close()
    opened = open_desk(
        tmp_path / "v2", officer=desk.actor.name, passphrase=WORDS,
        device_secret_file=tmp_path / "ds2", clock=clock,
    )  # fmt: skip
    assert (opened.actor.role, opened.alarms) == (Role.HEAD, ())
    with opened.read() as session:
        assert session.scalars(select(Person.id)).all() == [person_id]
    assert verify(opened.vault) == []
    theirs = contents(bureau.store, desk.office.id)
    assert contents(opened._store, desk.office.id)["person"] == theirs["person"]
    new_person(opened, 2)
    assert opened.exchange.run(place, "t").report.sent == 1
    opened.close()


def test_only_the_staff_is_invited_by_those_who_may_enrol(desk: Desk) -> None:
    with pytest.raises(UserError) as refused:
        invited(desk, "无此人")
    assert refused.value.field == "for"
    assert read_invitation(invited(desk, f" {desk.actor.name} ")).officer == desk.actor.officer_id


def test_an_invitation_with_a_pack_that_is_not_there_makes_no_vault(
    desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    found = read_invitation(invited(desk, desk.actor.name))
    away = replace(found, office=replace(found.office, pack_id="my-county"))
    founding = Founding.joining(away, WORDS, kdf=KdfProfile.CHEAP_FOR_TESTS)
    with pytest.raises(UserError):
        create_desk(tmp_path / "v2", founding, device_secret_file=tmp_path / "ds2", clock=clock)
    assert not (tmp_path / "v2").exists()
