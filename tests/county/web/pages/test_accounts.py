"""Accounts in the browser: made with a code shown once, renewed, and ended."""

from __future__ import annotations

from corrdesk.base.actor import Role
from corrdesk.county.attempts import FREE_ATTEMPTS
from tests.county.conftest import PASSPHRASE, Bureau
from tests.county.web.console import cells, enter, post


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


def test_a_role_changes_and_a_closed_account_opens_again(bureau: Bureau) -> None:
    head, keeper = enter(bureau), enter(bureau, Role.ADMINISTRATOR)
    with bureau.county.console() as console:
        own, account = sorted(
            console.accounts.everybody(), key=lambda each: each.role is not Role.ADMINISTRATOR
        )
    path = f"/accounts/{account.id}"
    answer = post(keeper, f"{path}/role", "/accounts", role="auditor")
    assert "角色已改" in keeper.get(answer.headers["location"]).text
    assert head.get("/").status_code == 303
    for role in ("assistant", "officer"):
        said = post(keeper, f"/accounts/{own.id}/role", "/accounts", role=role)
        assert said.status_code == 400
    assert post(keeper, f"{path}/role", "/accounts", role="king").status_code == 400
    post(keeper, f"{path}/close", "/accounts")
    assert "重新启用" in keeper.get("/accounts").text
    said = post(keeper, f"{path}/renew", "/accounts", passphrase="雨伞 石榴 铁轨 风筝 麦田")
    assert "手工输入" in said.text
    assert [row[2] for row in cells(keeper.get("/accounts.xlsx").content)[1:]] == ["可登录"] * 2


def test_who_gives_the_keys_away_signs_in_anew(bureau: Bureau) -> None:
    bureau.add("郑接任", Role.ADMINISTRATOR)
    keeper = enter(bureau, Role.ADMINISTRATOR)
    with bureau.county.console() as console:
        own = next(each for each in console.accounts.everybody() if each.name != "郑接任")
    answer = post(keeper, f"/accounts/{own.id}/role", "/accounts", role="officer")
    assert answer.headers["location"] == "/login"


def test_who_waits_after_wrong_attempts_is_seen(bureau: Bureau) -> None:
    bureau.add("李局", Role.HEAD)
    for _time in range(FREE_ATTEMPTS):
        bureau.browser().post("/login", data={"name": "李局", "passphrase": "x"})
    keeper = enter(bureau, Role.ADMINISTRATOR)
    assert "◆ 暂停登录" in keeper.get("/accounts").text


def test_guesses_made_elsewhere_are_told_apart(bureau: Bureau) -> None:
    """The person comes in where they always do: that is said, and not that they are shut out."""
    bureau.sign_in("李局", bureau.add("李局", Role.HEAD))
    for _time in range(FREE_ATTEMPTS):
        bureau.browser().post("/login", data={"name": "李局", "passphrase": "x"})
    keeper = enter(bureau, Role.ADMINISTRATOR)
    text = keeper.get("/accounts").text
    assert "◆ 陌生电脑暂停" in text
    assert "◆ 暂停登录" not in text
    states = {row[0]: row[2] for row in cells(keeper.get("/accounts.xlsx").content)[1:]}
    assert states["李局"] == "可登录，陌生电脑暂停"
