"""Accounts in the browser: made with a code shown once, renewed, and ended."""

from __future__ import annotations

from corrdesk.base.actor import Role
from tests.county.conftest import PASSPHRASE, Bureau
from tests.county.web.console import enter, post


def test_an_account_is_made_and_its_holder_signs_in(bureau: Bureau) -> None:
    keeper = enter(bureau, Role.ADMINISTRATOR)
    page = post(
        keeper, "/accounts", "/accounts", name="李局", role="head", passphrase=PASSPHRASE
    ).text
    assert "data:image/svg+xml" in page
    secret = page.split("手工输入：")[1].split("<")[0]
    assert bureau.sign_in("李局", secret).get("/").status_code == 200


def test_a_weak_passphrase_is_refused_and_the_name_stays(bureau: Bureau) -> None:
    keeper = enter(bureau, Role.ADMINISTRATOR)
    said = post(keeper, "/accounts", "/accounts", name="李局", role="head", passphrase="123456")
    assert said.status_code == 400
    assert 'value="李局"' in said.text


def test_an_account_is_renewed_and_ended(bureau: Bureau) -> None:
    head = enter(bureau)
    keeper = enter(bureau, Role.ADMINISTRATOR)
    with bureau.county.console() as console:
        account = next(each for each in console.accounts.everybody() if each.name == "李局")
    path = f"/accounts/{account.id}"
    new = "雨伞 石榴 铁轨 风筝 麦田"
    assert "手工输入" in post(keeper, f"{path}/renew", "/accounts", passphrase=new).text
    assert head.get("/").status_code == 303
    post(keeper, f"{path}/close", "/accounts")
    assert "已停用" in keeper.get("/accounts").text
    for missing in ("renew", "close"):
        said = post(keeper, f"/accounts/none/{missing}", "/accounts", passphrase=new)
        assert said.status_code == 400


def test_the_last_administrator_stays(bureau: Bureau) -> None:
    keeper = enter(bureau, Role.ADMINISTRATOR)
    with bureau.county.console() as console:
        (account,) = console.accounts.everybody()
    said = post(keeper, f"/accounts/{account.id}/close", "/accounts")
    assert "至少要保留" in said.text
