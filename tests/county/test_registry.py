"""Enrolling and revoking: who is listened to, and the rosters that say so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import event

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.county.county import open_county
from corrdesk.sync.core.enrolment import read_grant, read_request
from corrdesk.sync.core.membership import read_roster
from corrdesk.sync.core.merge import Side
from tests.county.conftest import Bureau
from tests.county.offices import Pair


def test_a_device_gets_its_certificate_and_the_roster(pair: Pair) -> None:
    roster = pair.roster()
    assert roster.devices(Side.OFFICE) == [pair.desk.exchange.device]
    assert roster.devices(Side.COUNTY) == [pair.county.identity.device]
    with pair.county.registry() as registry:
        assert [each.name for each in registry.offices()] == [pair.desk.office.name]
        assert registry.office_of(pair.desk.exchange.device) == pair.office
        assert registry.office_of("0" * 32) is None
    certificate = pair.desk.exchange.standing.certificate()
    assert certificate is not None
    assert certificate.until == "2029-06-09"


def test_a_request_asks_for_its_device_once(pair: Pair) -> None:
    device = pair.desk.exchange.device
    asked: list[str] = []
    with pair.county.registry() as registry:
        connection = registry._session.connection()

        def noted(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if "FROM console_device" in statement:
                asked.append(statement)

        event.listen(connection, "before_cursor_execute", noted)
        assert registry.key_of(device)
        assert registry.office_of(device)
        registry.seen(device)
        event.remove(connection, "before_cursor_execute", noted)
    assert len(asked) == 1


def test_asking_twice_gives_one_place(pair: Pair) -> None:
    number = pair.roster().number
    with pair.county.registry() as registry:
        registry.enrol(pair.desk.exchange.request("里间"))
        assert [each.label for each in registry.devices(pair.office)] == ["里间"]
    assert pair.roster().number == number + 1


def test_who_was_revoked_does_not_come_back_by_asking(pair: Pair) -> None:
    device = pair.desk.exchange.device
    with pair.county.registry() as registry:
        registry.revoke(device, 3)
        assert registry.office_of(device) is None
        assert registry.key_of(device) is None
        assert registry.devices()[0].revoked
        member = registry.roster(pair.office).member(device)
        assert member is not None
        assert member.revoked == 3
        with pytest.raises(UserError, match="吊销"):
            registry.enrol(pair.desk.exchange.request("前台"))
        with pytest.raises(UserError):
            registry.revoke("0" * 32, 0)


def test_what_nothing_can_be_sealed_to_is_not_enrolled(pair: Pair) -> None:
    """One such device on the roster, and its office would get no answer any more."""
    asked = read_request(pair.desk.exchange.request("前台"))
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    other = replace(asked, device="f" * 32, key=public, recipient="age1nonsense")
    with pair.county.registry() as registry, pytest.raises(UserError, match="登记申请"):
        registry.enrol(other.framed(key.sign))


def test_nobody_takes_the_name_of_a_known_device(pair: Pair) -> None:
    asked = read_request(pair.desk.exchange.request("前台"))
    thief = Ed25519PrivateKey.generate()
    public = thief.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    forged = replace(asked, key=public).framed(thief.sign)
    with pytest.raises(UserError), pair.county.registry() as registry:
        registry.enrol(forged)


@pytest.mark.parametrize("raw", [b"", b"no request", b"CDSYNC" + bytes(200)])
def test_what_is_no_request(bureau: Bureau, raw: bytes) -> None:
    with pytest.raises(UserError, match="申请"), bureau.county.registry() as registry:
        registry.enrol(raw)
    with pytest.raises(UserError), bureau.county.registry() as registry:
        registry.roster("0" * 12)


def test_after_a_restoring_the_rosters_are_signed_anew(pair: Pair, bureau: Bureau) -> None:
    before = pair.roster()
    pair.county.folder.new_epoch()
    again = open_county(pair.county.folder.path, bureau.clock)
    with again.registry() as registry:
        roster = registry.roster(pair.office)
        packed = roster.packed()
    assert (roster.epoch != before.epoch, roster.number) == (True, before.number + 1)
    assert again.identity.device != pair.county.identity.device
    me = again.identity
    assert read_roster(packed, me.root, county=me.county_id, office=pair.office) == roster
    again.close()


def test_the_grant_names_the_server_and_its_authority(bureau: Bureau, desk: Desk) -> None:
    with bureau.county.registry() as registry:
        asked, raw = registry.enrol(
            desk.exchange.request("前台"), authority="PEM", address="https://jz.example"
        )
    grant = read_grant(raw)
    assert (grant.authority, grant.address) == ("PEM", "https://jz.example")
    assert (asked.office_name, grant.county_name) == (desk.office.name, bureau.county.name)
