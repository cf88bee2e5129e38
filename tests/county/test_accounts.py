"""Accounts of the console: two factors, each code once, waits that a restart does not end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from corrdesk.base.actor import Role
from corrdesk.base.errors import UserError
from corrdesk.county.accounts import totp_uri
from corrdesk.county.attempts import FREE_ATTEMPTS
from corrdesk.county.county import open_county
from corrdesk.county.errors import SignInRefused, SignInWaits
from corrdesk.vault.errors import WeakPassphrase
from tests.county.conftest import ADMINISTRATOR, PASSPHRASE, Bureau

WRONG = "wrong"


def _fails(bureau: Bureau, name: str = ADMINISTRATOR, passphrase: str = WRONG) -> None:
    with pytest.raises(SignInRefused), bureau.county.console() as console:
        console.accounts.check_passphrase(name, passphrase)


def test_both_factors_are_needed_and_a_code_is_good_once(bureau: Bureau) -> None:
    with bureau.county.console() as console:
        person = console.accounts.check_passphrase(f" {ADMINISTRATOR} ", PASSPHRASE)
        code = bureau.code()
        assert console.accounts.check_code(person.id, f"{code[:3]} {code[3:]}")[0] == person
    with pytest.raises(SignInRefused), bureau.county.console() as console:
        console.accounts.check_code(person.id, code)


def test_codes_of_the_neighbouring_half_minutes_are_taken(bureau: Bureau) -> None:
    with bureau.county.console() as console:
        person = console.accounts.everybody()[0]
        early = bureau.code()
        bureau.clock.advance(timedelta(seconds=30))
        console.accounts.check_code(person.id, early)
        bureau.clock.advance(timedelta(seconds=90))
        stale = bureau.code()
        bureau.clock.advance(timedelta(seconds=90))
        with pytest.raises(SignInRefused):
            console.accounts.check_code(person.id, stale)


def test_wrong_ones_lead_to_a_wait_that_survives_a_restart(bureau: Bureau) -> None:
    for _time in range(FREE_ATTEMPTS):
        _fails(bureau)
    again = open_county(bureau.county.folder.path, bureau.clock)
    with pytest.raises(SignInWaits), again.console() as console:
        console.accounts.check_passphrase(ADMINISTRATOR, PASSPHRASE)
    bureau.clock.advance(timedelta(minutes=16))
    with again.console() as console:
        person = console.accounts.check_passphrase(ADMINISTRATOR, PASSPHRASE)
        console.accounts.check_code(person.id, bureau.code())
    again.close()


def test_only_the_code_ends_the_counting(bureau: Bureau) -> None:
    """Whoever has the passphrase may not guess codes without end."""
    with bureau.county.console() as console:
        person = console.accounts.check_passphrase(ADMINISTRATOR, PASSPHRASE)
    for _time in range(FREE_ATTEMPTS):
        with pytest.raises(SignInRefused), bureau.county.console() as console:
            console.accounts.check_code(person.id, "000000")
    with pytest.raises(SignInWaits), bureau.county.console() as console:
        console.accounts.check_code(person.id, bureau.code())


def test_unknown_and_closed_names_are_not_told_apart(bureau: Bureau) -> None:
    bureau.add("李局", Role.HEAD)
    with bureau.county.console() as console:
        closed = next(each for each in console.accounts.everybody() if each.name == "李局")
        console.accounts.close(closed.id)
        assert console.accounts.find(closed.id) is None
    _fails(bureau, "李局", PASSPHRASE)
    _fails(bureau, "谁也不是", PASSPHRASE)


def test_a_new_passphrase_ends_sessions_and_old_codes(bureau: Bureau) -> None:
    browser = bureau.sign_in()
    assert browser.get("/devices").status_code == 200
    with bureau.county.console() as console:
        person = console.accounts.everybody()[0]
        secret = console.accounts.renew(person.id, "雨伞 石榴 铁轨 风筝 麦田")
    assert secret != bureau.secret
    assert browser.get("/devices").status_code == 303
    _fails(bureau, passphrase=PASSPHRASE)


def test_what_cannot_be(bureau: Bureau) -> None:
    with bureau.county.console() as console:
        for name, passphrase, kind in (
            (ADMINISTRATOR, PASSPHRASE, UserError),
            (" ", PASSPHRASE, UserError),
            ("王" * 61, PASSPHRASE, UserError),
            ("王五", "123456", WeakPassphrase),
        ):
            with pytest.raises(kind):
                console.accounts.add(name, Role.OFFICER, passphrase)
        with pytest.raises(UserError, match="没有这个角色"):
            console.accounts.add("王五", Role.ASSISTANT, PASSPHRASE)
        with pytest.raises(UserError, match="管理员"):
            console.accounts.close(console.accounts.everybody()[0].id)
        with pytest.raises(UserError):
            console.accounts.renew("nobody", PASSPHRASE)


def test_a_new_passphrase_ends_the_wait_and_opens_a_closed_account(bureau: Bureau) -> None:
    bureau.add("李局", Role.HEAD)
    for _time in range(FREE_ATTEMPTS):
        _fails(bureau, "李局")
    with bureau.county.console() as console:
        head = next(each for each in console.accounts.everybody() if each.name == "李局")
        assert head.waits_until is not None
        console.accounts.close(head.id)
        console.accounts.renew(head.id, "雨伞 石榴 铁轨 风筝 麦田")
        again = next(each for each in console.accounts.everybody() if each.id == head.id)
        assert (again.active, again.waits_until) == (True, None)
        console.accounts.check_passphrase("李局", "雨伞 石榴 铁轨 风筝 麦田")


def test_a_role_changes_and_an_administrator_remains(bureau: Bureau) -> None:
    browser = bureau.sign_in()
    bureau.add("李局", Role.HEAD)
    with bureau.county.console() as console:
        keeper, head = sorted(console.accounts.everybody(), key=lambda each: each.role)
        with pytest.raises(UserError, match="管理员"):
            console.accounts.change_role(keeper.id, Role.OFFICER)
        for role in Role:
            if role is Role.ASSISTANT:
                with pytest.raises(UserError, match="没有这个角色"):
                    console.accounts.change_role(head.id, role)
            else:
                console.accounts.change_role(head.id, role)
        console.accounts.change_role(keeper.id, Role.AUDITOR)
        assert {each.role for each in console.accounts.everybody()} == {
            Role.AUDITOR, Role.ADMINISTRATOR,
        }  # fmt: skip
    assert browser.get("/devices").status_code == 303


def test_nothing_of_an_account_is_readable_on_disk(bureau: Bureau) -> None:
    raw = b"".join(p.read_bytes() for p in bureau.county.folder.path.glob("console.db*"))
    for secret in (bureau.secret, ADMINISTRATOR, PASSPHRASE, "argon2"):
        assert secret.encode() not in raw


def test_the_uri_names_the_account() -> None:
    assert totp_uri("li", "JBSWY3DPEHPK3PXP" * 2).startswith("otpauth://totp/corrdesk:li?secret=")
