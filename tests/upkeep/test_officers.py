"""Keys and accounts change together: one never stands without the other."""

from __future__ import annotations

import pytest

from corrdesk.base.actor import ROLE_LABELS, Actor, Role
from corrdesk.base.errors import UserError
from corrdesk.upkeep import officers
from corrdesk.vault.errors import OfficerExists, WrongPassphrase
from tests.upkeep.offices import OFFICER, PASSPHRASE, Place

NEW = "七只青蛙在雨伞下面数萤火虫"
OTHER = "纸鸢 石桥 冬瓜 铁轨 月食 芦苇"


def test_somebody_comes_changes_the_passphrase_and_goes(place: Place) -> None:
    desk = place.desk()
    new_id = officers.hire(desk, "王芳", Role.ASSISTANT, NEW)
    found = {each.name: each for each in officers.roster(desk)}
    assert (found["王芳"].role, found["王芳"].active, found["王芳"].has_key) == (
        Role.ASSISTANT, True, True,
    )  # fmt: skip
    with pytest.raises(OfficerExists):
        officers.hire(desk, "王芳", Role.OFFICER, NEW)
    officers.reset_passphrase(desk, "王芳", OTHER)
    officers.change_own_passphrase(desk, PASSPHRASE, NEW)
    with pytest.raises(WrongPassphrase):
        officers.change_own_passphrase(desk, PASSPHRASE, OTHER)
    with pytest.raises(UserError):
        officers.dismiss(desk, desk.actor.officer_id)
    officers.dismiss(desk, new_id)
    gone = officers.roster(desk)[-1]
    assert (gone.name, gone.active, gone.has_key) == ("王芳", False, False)
    assert OFFICER in {each.name for each in officers.roster(desk)}
    with pytest.raises(UserError):
        officers.find_active(desk, "王芳")
    assert desk.verify() == []
    desk.close()


def test_an_account_that_cannot_be_made_leaves_no_key(place: Place) -> None:
    desk = place.desk()
    before = desk.vault.officer_ids()

    def fail(_work: object) -> None:
        raise UserError("x")

    desk.act = fail  # type: ignore[method-assign,assignment]
    with pytest.raises(UserError):
        officers.hire(desk, "王芳", Role.OFFICER, NEW)
    assert desk.vault.officer_ids() == before
    desk.close()


def test_a_colleague_without_a_key_gets_one_again(place: Place) -> None:
    desk = place.desk()
    new_id = officers.hire(desk, "王芳", Role.OFFICER, NEW)
    desk.vault.remove_officer(new_id)
    assert not officers.find_active(desk, "王芳").has_key
    officers.reset_passphrase(desk, "王芳", OTHER)
    assert officers.find_active(desk, "王芳").has_key
    desk.close()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ASSISTANT, Role.AUDITOR])
def test_who_may_not_keep_keys_does_not(place: Place, role: Role) -> None:
    desk = place.desk()
    before = desk.vault.officer_ids()
    desk.actor = Actor(desk.actor.officer_id, OFFICER, role, desk.actor.device_id)
    with pytest.raises(UserError):
        officers.hire(desk, "王芳", Role.OFFICER, NEW)
    with pytest.raises(UserError):
        officers.reset_passphrase(desk, OFFICER, NEW)
    assert desk.vault.officer_ids() == before
    desk.close()


def test_every_role_has_its_name() -> None:
    assert set(ROLE_LABELS) == set(Role)
