"""The console in a real Chromium, as a bureau uses it in a day: by keyboard and by mouse.

One browser for all; each walk has a county and an office of its own.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from corrdesk.base.actor import Role
from corrdesk.base.clock import SystemClock
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.tables import Person
from corrdesk.casework.enforcement.tables import Proposal
from corrdesk.county.county import CountyFounding, create_county
from corrdesk.county.invitations import State
from corrdesk.county.web.limits import RequestLimits
from corrdesk.county.web.watching import make_log
from corrdesk.sync.core.enrolment import eight_words, read_grant
from corrdesk.sync.joining import join
from tests.casework import cases, leaves, wishes
from tests.casework.conftest import clock, desk, founded_office
from tests.casework.goals import by_hours, by_word, planned_goals
from tests.casework.people import new_person
from tests.casework.sessions import attended
from tests.county.conflicted import Conflicted
from tests.county.conftest import (
    ADMINISTRATOR,
    PASSPHRASE,
    Bureau,
    _cheap_guesses,
    bureau,
    conflicted,
    pair,
)
from tests.county.crowded import crowd
from tests.county.offices import Pair
from tests.county.scanned import NAME, SCAN, delivered, proposed
from tests.county.test_packs import signed
from tests.county.web.serving import served_by
from tests.xserver.console_browser import BROWSER, DRIVER, Console, Stage, chromium

__all__ = [  # fixtures
    "_cheap_guesses", "bureau", "clock", "conflicted", "desk", "founded_office", "pair", "signed",
]  # fmt: skip
HEAD = "李局"
REASON = "行程与就诊安排不符，请核实后重新申请"
NEW_PASSPHRASE = "雨伞 石榴 铁轨 风筝 麦田"

pytestmark = pytest.mark.skipif(not (BROWSER and DRIVER), reason="not installed: chromium")


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture(autouse=True)
def _unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test is quicker than an officer; where the limit is what is seen, it is set there."""
    monkeypatch.setattr(RequestLimits, "allows", lambda *_arguments, **_named: True)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, str]]:
    """The server and its address."""
    owner, _secret = create_county(
        tmp_path_factory.mktemp("stage") / "county", CountyFounding("石桥县", ""), SystemClock()
    )
    opened = Stage(owner)
    with served_by(opened, owner.folder) as address:
        yield opened, address
    owner.close()


@pytest.fixture
def console(
    bureau: Bureau, driver: webdriver.Chrome, stage: tuple[Stage, str], tmp_path: Path
) -> Console:
    """The county served over TLS, nobody signed in."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    driver.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)}
    )
    stage[0].show(bureau.county, make_log(bureau.log))
    return Console(driver, stage[1], folder)


@pytest.fixture(autouse=True)
def _without_complaints(console: Console) -> Iterator[None]:
    """A script that is not let in, or fails, is a fault."""
    console.faults()
    yield
    assert console.faults() == []
    console.driver.get("about:blank")


@pytest.fixture
def head(bureau: Bureau) -> str:
    """The code secret of somebody who decides."""
    return bureau.add(HEAD, Role.HEAD)


def _equal_to_its_workbook(console: Console, export: str) -> int:
    """Opens the workbook of a list by its link and compares it with the page. Returns its rows."""
    heads, shown = console.rows(export)
    content = console.download(console.find(f'a[href*="{export}"]'))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    names, rows = [str(each) for each in sheet[0]], sheet[1:]
    assert len(rows) == len(shown), export
    common = [each for each in heads if each in names]
    assert len(common) >= 2, (export, heads, names)
    for row, cells in zip(rows, shown, strict=True):
        for name in common:
            told, seen = _told(row[names.index(name)]), cells[heads.index(name)]
            bare = seen.replace("▲ 从未联系", "").replace("—", "")
            told = told.replace("—", "")
            fits = told in bare or bare in told if told and bare else told == bare
            assert fits, (export, name, told, seen)
    return len(rows)


def _told(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def test_signing_in_by_keyboard(console: Console, bureau: Bureau, head: str) -> None:
    console.open("/")
    console.title("登录")
    console.look("login")
    console.focus.send_keys(HEAD, Keys.TAB, "不是这句", Keys.ENTER)
    console.says("姓名、口令或动态码不对")
    assert console.find("#name").get_attribute("value") == HEAD
    assert console.focus.get_attribute("id") == "passphrase"
    assert "3px" in console.driver.execute_script(
        "return getComputedStyle(document.activeElement).outline"
    )
    console.look("login_wrong")
    console.focus.send_keys(PASSPHRASE, Keys.ENTER)
    console.title("动态码")
    console.focus.send_keys("000000", Keys.ENTER)
    console.says("姓名、口令或动态码不对")
    console.look("code_wrong")
    console.focus.send_keys(bureau.code(head), Keys.ENTER)
    console.title("待决定")
    console.says("没有等待县级决定的事项")
    console.look("queue_empty")
    console.find("body").send_keys(Keys.TAB)
    assert console.focus.text == "跳到正文"
    console.press("退出", "header")
    console.title("登录")
    console.open("/people")
    console.title("登录")


def test_everything_that_waits_is_decided_and_arrives(
    console: Console, bureau: Bureau, pair: Pair, head: str
) -> None:
    desk = pair.desk
    people = {name: new_person(desk, serial, name=name)[1] for serial, name in
              enumerate(("欧阳平", "王小明", "李秀英", "张文博"), 1)}  # fmt: skip
    wanted = leaves.requested(desk, people["欧阳平"], return_=leaves.RETURN.replace(day=30))
    sanctions = [cases.proposal(desk, cases.violation(desk, people[each]))
                 for each in ("王小明", "李秀英")]  # fmt: skip
    wishes_ = [wishes.asked(desk, people[each]) for each in ("王小明", "张文博")]
    pair.round()
    console.sign_in(bureau, HEAD, head)
    console.look("queue")
    assert "○ 还有 5 天" in console.text
    assert len(console.every("tbody input[type=checkbox]")) == 3, "sanctions are read one by one"
    assert _equal_to_its_workbook(console, "/queue.xlsx") == 5

    console.link("欧阳平").click()
    console.title("欧阳平")
    console.look("matter")
    assert not console.every("input[name=answer]:checked"), "nothing is chosen for anybody"
    _answer(console, "不批准")
    console.press("作出决定")
    console.says("请写明理由")
    assert console.focus.get_attribute("id") == "reason"
    console.focus.send_keys(REASON)
    console.press("作出决定")
    console.says("请写明法律依据")
    console.look("matter_missing")
    assert console.find("#reason").get_attribute("value") == REASON
    console.focus.send_keys("《社区矫正法实施办法》第二十七条", Keys.ENTER)
    console.says("社矫决〔2026〕1号：不批准")

    for name, answer, reason in (("王小明", "批准", ""), ("李秀英", "退回补充", "请补充询问笔录")):
        row = next(each for each in console.every("tbody tr")
                   if name in each.text and "训诫" in each.text)  # fmt: skip
        row.find_element(By.TAG_NAME, "a").send_keys(Keys.ENTER)
        console.title(name)
        _answer(console, answer)
        console.find("#reason").send_keys(reason)
        console.press("作出决定")
        console.says(f"：{answer}")

    console.press("批准选中的")
    console.says("没有选中")
    console.look("queue_nothing_chosen")
    console.driver.find_element(By.PARTIAL_LINK_TEXT, "全选可以批量的 2 件").click()
    console.until(lambda: len(console.every("input[name=ids]:checked")) == 2)
    console.press("批准选中的")
    console.says("批准这 2 件？")
    console.look("together")
    console.press("批准这 2 件")
    console.says("已批准 2 件")
    console.says("没有等待县级决定的事项")

    pair.round()
    assert leaves.file_of(desk, wanted).leave.state == "refused"
    assert {wishes.file_of(desk, each).approval.state for each in wishes_} == {"granted"}
    with desk.read() as session:
        states = [session.get_one(Proposal, (pair.office, each)).state for each in sanctions]
    assert states == ["granted", "returned"]
    console.open("/figures")
    assert _equal_to_its_workbook(console, "/figures.xlsx") == 2
    console.driver.find_element(By.CSS_SELECTOR, "tbody tr:first-child td:last-child a").click()
    console.says("共 5 件")
    console.look("decided")
    assert _equal_to_its_workbook(console, "/decided.xlsx") == 5
    assert {row[3] for row in console.rows("/decided.xlsx")[1]} == {"批准", "不批准", "退回补充"}


def _answer(console: Console, words: str) -> None:
    for each in console.every("label.choice"):
        if each.text.strip() == words:
            each.click()
            return
    raise LookupError(words)


def test_offices_people_goals_hours_and_papers(
    console: Console, bureau: Bureau, pair: Pair, head: str
) -> None:
    matter = proposed(pair)
    supervision = new_person(pair.desk, 2, name="欧阳平")[1]
    planned_goals(pair.desk, supervision, by_hours(1), by_word())
    attended(pair.desk, supervision)
    delivered(pair)
    bureau.clock.advance(timedelta(days=4))
    console.sign_in(bureau, HEAD, head)
    console.open("/offices")
    console.says("◆ 4 天前")
    console.look("offices")
    assert _equal_to_its_workbook(console, "/offices.xlsx") == 1
    console.link("2").click()
    console.says("共 2 人")
    assert _equal_to_its_workbook(console, "/people.xlsx") == 2
    console.open("/people")
    console.until(lambda: console.focus.get_attribute("id") == "q")
    console.focus.send_keys("查无此人")  # found while typing
    console.says("没有找到人员")
    console.look("people_none")
    console.find("#q").send_keys(*[Keys.BACKSPACE] * 4, "oyp")
    console.says("共 1 人")
    console.look("people")

    console.link("欧阳平").click()
    console.title("欧阳平")
    console.look("person")
    for words in ("已达到 1/2 个", "✓ 已达到", "○ 进行中", "本期时长", "没有存入的文件"):
        assert words in console.text
    assert _equal_to_its_workbook(console, "/goals.xlsx") == 2
    assert _equal_to_its_workbook(console, "/hours.xlsx") == 2
    console.link("教育公益").click()
    console.says("共 1 个目标")
    console.look("goals")
    assert _equal_to_its_workbook(console, "/goals.xlsx") == 1
    console.link("本期时长").click()
    console.says("单位：小时")
    console.look("hours")
    assert _equal_to_its_workbook(console, "/hours.xlsx") == 4

    console.open(f"/matters/{matter}")
    console.look("matter_sanction")
    console.link("看档案").click()
    console.says("等待县级决定")
    console.look("person_papers")
    assert console.download(console.link(NAME)) == SCAN
    assert _equal_to_its_workbook(console, "papers.xlsx") == 1


def test_a_conflict_is_settled_and_the_office_hears_it(
    console: Console, bureau: Bureau, pair: Pair, conflicted: Conflicted, head: str
) -> None:
    console.sign_in(bureau, HEAD, head)
    console.link("数据冲突").click()
    console.title("数据冲突")
    console.look("conflicts")
    sides = console.every(".side")
    assert {each.find_element(By.CLASS_NAME, "value").text for each in sides} == set(
        conflicted.values
    )
    assert sum("○ 现在显示" in each.text for each in sides) == 1
    content = console.download(console.find('a[href^="/conflicts.xlsx"]'))
    (_heads, row) = (
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    )
    assert all(value in str(row[4]) for value in conflicted.values)
    side = next(each for each in sides if "欧阳萍" in each.text)
    side.find_element(By.TAG_NAME, "button").click()
    console.says("已选定")
    console.look("conflicts_none")
    pair.round()
    with pair.desk.read() as session:
        assert session.get_one(Person, (pair.office, conflicted.place["row"])).name == "欧阳萍"


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
    assert _equal_to_its_workbook(console, "/devices.xlsx") == 1
    assert _equal_to_its_workbook(console, "/invitations.xlsx") == 2
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
    assert _equal_to_its_workbook(console, "/accounts.xlsx") == 2
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
    assert _equal_to_its_workbook(console, "/packs.xlsx") == 1


def test_a_sign_in_that_ends_a_page_that_is_old_and_other_refusals(
    console: Console, bureau: Bureau, pair: Pair, head: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervision = new_person(pair.desk, name="欧阳平")[1]
    leaves.requested(pair.desk, supervision, return_=leaves.RETURN.replace(day=30))
    pair.round()
    console.sign_in(bureau, HEAD, head)
    console.link("欧阳平").click()
    console.title("欧阳平")
    _answer(console, "不批准")
    console.find("#reason").send_keys(REASON)
    bureau.clock.advance(timedelta(minutes=16))
    console.press("作出决定")
    console.says("登录已过期，没有办理")
    console.look("over_with_words")
    assert console.find("textarea").get_attribute("value") == REASON
    console.link("去登录").click()
    console.title("登录")
    console.open("/people")
    console.says("登录已过期")
    console.look("over")

    console.sign_in(bureau, HEAD, head)
    console.link("欧阳平").click()
    console.title("欧阳平")
    matter = console.driver.current_url
    console.driver.execute_script(
        "document.querySelectorAll('[name=csrf]').forEach(e=>e.value='x')"
    )
    _answer(console, "批准")
    console.find("#reason").send_keys(REASON)
    console.press("作出决定")
    console.says("页面已过期，没有办理")
    console.look("forged")
    assert console.find("textarea").get_attribute("value") == REASON
    console.link("返回原页面").click()
    console.until(lambda: console.driver.current_url == matter)

    console.open("/people")
    console.until(lambda: console.focus.get_attribute("id") == "q")
    bureau.clock.advance(timedelta(minutes=16))
    console.focus.send_keys("欧阳")  # asked for in the middle of a page
    console.title("登录")
    console.says("登录已过期")
    console.sign_in(bureau, HEAD, head)
    for path, words in (("/nothing", "没有这个页面"), ("/devices", "您的角色不能办理")):
        console.open(path)
        console.says(words)
        console.look("problem" + path.replace("/", "_"))
        console.link("回到首页").click()
        console.title("待决定")
    monkeypatch.setattr(RequestLimits, "allows", lambda *_arguments, **_named: False)
    console.open("/offices")
    console.says("请求过于频繁")
    console.look("too_many")


def test_many_offices_people_and_matters_fit_too(
    console: Console, bureau: Bureau, head: str
) -> None:
    crowd(bureau.county, bureau.clock.today())
    console.sign_in(bureau, HEAD, head)
    for page in ("", "offices", "people", "conflicts", "packs", "figures", "hours", "goals"):
        console.open(f"/{page}")
        console.look(f"many_{page or 'queue'}")
    console.open("/people?page=3")
    assert len(console.rows("/people.xlsx")[1]) == 100
    console.look("many_people_3")
    console.open("/people")
    console.find("tbody a").click()
    console.until(lambda: "人员" in console.text)
    console.look("many_person")
    console.open("/?all=yes")
    console.press("批准选中的")
    console.says("批准这")
    console.look("many_together")
    console.sign_in(bureau, ADMINISTRATOR, bureau.secret)
    console.look("many_devices")
