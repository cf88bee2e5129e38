"""What the administrator keeps at the console, in a real Chromium: devices, accounts, packs."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from corrdesk.bootstrap import Desk
from corrdesk.county.ailments import Ailment
from corrdesk.county.health import PARTS, Health
from corrdesk.county.invitations import State
from corrdesk.county.web import app
from corrdesk.sync.core.enrolment import eight_words, read_grant
from corrdesk.sync.joining import join
from tests.casework.conftest import clock, desk, founded_office
from tests.county.conftest import (
    ADMINISTRATOR,
    PASSPHRASE,
    Bureau,
    _cheap_guesses,
    bureau,
    conflicted,
    founded_county,
    pair,
)
from tests.county.offices import Pair
from tests.county.test_packs import signed
from tests.xserver.console_browser import Console
from tests.xserver.console_stage import (
    HEAD,
    NEEDED,
    _unlimited,
    _without_complaints,
    console,
    driver,
    equal_to_its_workbook,
    head,
    stage,
)

__all__ = [  # fixtures
    "_cheap_guesses", "_unlimited", "_without_complaints", "bureau", "clock", "conflicted",
    "console", "desk", "driver", "founded_county", "founded_office", "head", "pair",
    "signed", "stage",
]  # fmt: skip
NEW_PASSPHRASE = "雨伞 石榴 铁轨 风筝 麦田"

pytestmark = NEEDED


def test_devices_come_by_words_or_by_file_and_go(
    console: Console, bureau: Bureau, desk: Desk, tmp_path: Path
) -> None:
    console.sign_in(bureau, ADMINISTRATOR, bureau.secret)
    console.title("设备")
    console.look("devices_none")
    console.find("#note").send_keys("青石所前台", Keys.ENTER)
    console.says("只显示这一次")
    console.look("invitation")
    words = console.find(".words").text
    join(desk.exchange, words, console.base, "前台")
    console.link("已经告知，返回设备").click()
    console.says("✓ 使用中")
    console.says("✓ 已用")
    assert words not in console.text

    request = tmp_path / "里间.request"
    request.write_bytes(b"nothing")
    console.find("#file").send_keys(str(request))
    console.press("读取申请")
    console.says("不是登记申请文件")
    raw = desk.exchange.request("前台")
    request.write_bytes(raw)
    console.find("#file").send_keys(str(request))
    console.press("读取申请")
    console.title("核对登记申请")
    console.look("grant")
    assert console.find(".words").text == eight_words(raw)
    grant = read_grant(console.download(console.find("main form button")))
    assert grant.certificate.device == desk.exchange.device

    console.open("/devices")
    console.press("发邀请")
    console.says("只显示这一次")
    console.open("/devices")
    console.press("收回")
    console.says("邀请已收回")
    assert equal_to_its_workbook(console, "/devices.xlsx") == 1
    assert equal_to_its_workbook(console, "/invitations.xlsx") == 2
    with bureau.county.registry() as registry:
        before = registry.roster(desk.office.id)
    console.unfold("吊销", "前台")
    console.look("devices")
    console.find("input[name=lost]").send_keys(Keys.SPACE)
    console.press("吊销 前台")
    console.says("▲ 已吊销")
    console.says("名称密钥")
    with bureau.county.registry() as registry:
        after = registry.roster(desk.office.id)
    assert after.number == before.number + 1
    assert after.naming != before.naming
    with bureau.county.enrolling() as (invitations, _registry):
        assert {each.state for each in invitations.everything()} == {State.USED, State.VOID}


def test_accounts_are_made_changed_locked_and_opened_again(
    console: Console, bureau: Bureau
) -> None:
    console.sign_in(bureau, ADMINISTRATOR, bureau.secret)
    console.link("账号").click()
    console.title("账号")
    console.find("#name").send_keys("周经办")
    Select(console.find("#role")).select_by_visible_text("经办人")
    console.find("#passphrase").send_keys("123456", Keys.ENTER)
    console.until(lambda: console.every('[role="alert"]'))
    console.look("accounts_weak")
    assert console.find("#name").get_attribute("value") == "周经办"
    console.find("#passphrase").send_keys(PASSPHRASE, Keys.ENTER)
    console.title("动态码")
    console.look("totp")
    secret = console.text.split("手工输入：")[1].split()[0]
    console.sign_in(bureau, "周经办", secret)
    console.title("待决定")
    console.sign_in(bureau, ADMINISTRATOR, bureau.secret)

    console.open("/accounts")
    console.unfold("改角色", "周经办")
    for each in console.every("details[open] select"):
        Select(each).select_by_visible_text("监督检查")
    console.look("accounts")
    console.press("改 周经办 的角色")
    console.says("角色已改")
    assert ["周经办", "监督检查", "✓ 可登录"] in [r[:3] for r in console.rows("/accounts.xlsx")[1]]
    assert equal_to_its_workbook(console, "/accounts.xlsx") == 2
    console.unfold("停用", "周经办")
    console.press("停用 周经办")
    console.says("▲ 已停用")
    console.unfold("重新启用", "周经办")
    console.find("details[open] input[type=password]").send_keys(NEW_PASSPHRASE, Keys.ENTER)
    console.title("动态码")
    console.link("已登记，继续").click()
    console.until(lambda: "▲ 已停用" not in console.text)
    console.unfold("停用", ADMINISTRATOR)
    console.press(f"停用 {ADMINISTRATOR}")
    console.says("至少要保留一名管理员")


def test_a_rule_pack_is_handed_in_and_out(
    console: Console, bureau: Bureau, pair: Pair, head: str, signed: tuple[bytes, bytes],
    tmp_path: Path,
) -> None:  # fmt: skip
    pair.round()
    content, key = signed
    console.sign_in(bureau, ADMINISTRATOR, bureau.secret)
    console.link("规则包").click()
    for name, raw in (("shiqiao.zip", b"nothing"), ("signer.pem", key)):
        (tmp_path / name).write_bytes(raw)
    for fits in (False, True):
        (tmp_path / "shiqiao.zip").write_bytes(content if fits else b"nothing")
        console.find("#file").send_keys(str(tmp_path / "shiqiao.zip"))
        console.find("#signer").send_keys(str(tmp_path / "signer.pem"))
        console.press("核对签名并保存")
        console.until(lambda: console.every('[role="alert"], [role="status"]'))
    console.says("已保存规则包 shiqiao")
    console.look("packs_keeper")
    console.sign_in(bureau, HEAD, head)
    console.link("规则包").click()
    console.says("shiqiao.zip")
    console.look("packs")
    assert not console.every("input[type=file]")
    assert console.download(console.link("shiqiao.zip")) == content
    assert equal_to_its_workbook(console, "/packs.xlsx") == 1


def test_what_hinders_the_server_stands_above_every_page(
    console: Console, bureau: Bureau, head: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [Health(dict.fromkeys(PARTS, Ailment.FULL), 0)]
    monkeypatch.setattr(app, "examine", lambda _county: found[0])
    console.sign_in(bureau, ADMINISTRATOR, bureau.secret)
    console.says("把旧的备份移到别的磁盘")
    console.look("full_disk")
    console.sign_in(bureau, HEAD, head)
    console.says("请告诉管理员")
    console.link("人员").click()
    console.title("人员")
    console.says("磁盘已满")
    console.look("full_disk_head")
