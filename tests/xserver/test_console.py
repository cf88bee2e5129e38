"""The console in a real Chromium, as a bureau uses it in a day: by keyboard and by mouse."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from corrdesk.base.actor import Role
from corrdesk.casework.caseload.tables import Person
from corrdesk.casework.enforcement.tables import Proposal
from corrdesk.county.attempts import FREE_ATTEMPTS
from corrdesk.county.web.limits import RequestLimits
from corrdesk.county.web.pages import offices
from corrdesk.county.web.pages.conflicts import CARDS
from tests.casework import cases, leaves, wishes
from tests.casework.conftest import clock, desk, founded_office
from tests.casework.goals import by_hours, by_word, planned_goals
from tests.casework.people import new_person
from tests.casework.sessions import attended
from tests.county.conflicted import Conflicted, make_conflicts
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
from tests.county.crowded import crowd
from tests.county.offices import Pair
from tests.county.scanned import NAME, SCAN, delivered, proposed
from tests.county.test_packs import signed
from tests.county.web.console import away
from tests.xserver.console_browser import Console
from tests.xserver.console_stage import (
    HEAD,
    NEEDED,
    _unlimited,
    _without_complaints,
    answer,
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
REASON = "行程与就诊安排不符，请核实后重新申请"

pytestmark = NEEDED


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
    console.link("帮助").click()
    console.title("帮助")
    assert console.driver.execute_script("return decodeURI(location.hash)") == "#待决定"
    console.look("help")
    console.open("/")
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
    assert equal_to_its_workbook(console, "/queue.xlsx") == 5

    console.link("欧阳平").click()
    console.title("欧阳平")
    console.look("matter")
    assert not console.every("input[name=answer]:checked"), "nothing is chosen for anybody"
    answer(console, "不批准")
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

    for name, word, reason in (("王小明", "批准", ""), ("李秀英", "退回补充", "请补充询问笔录")):
        row = next(each for each in console.every("tbody tr")
                   if name in each.text and "训诫" in each.text)  # fmt: skip
        row.find_element(By.TAG_NAME, "a").send_keys(Keys.ENTER)
        console.title(name)
        answer(console, word)
        console.find("#reason").send_keys(reason)
        console.press("作出决定")
        console.says(f"：{word}")

    _grant_all_at_once(console)

    pair.round()
    assert leaves.file_of(desk, wanted).leave.state == "refused"
    assert {wishes.file_of(desk, each).approval.state for each in wishes_} == {"granted"}
    with desk.read() as session:
        states = [session.get_one(Proposal, (pair.office, each)).state for each in sanctions]
    assert states == ["granted", "returned"]
    console.open("/figures")
    assert equal_to_its_workbook(console, "/figures.xlsx") == 2
    console.driver.find_element(By.CSS_SELECTOR, "tbody tr:first-child td:last-child a").click()
    console.says("共 5 件")
    console.look("decided")
    assert equal_to_its_workbook(console, "/decided.xlsx") == 5
    assert {row[3] for row in console.rows("/decided.xlsx")[1]} == {"批准", "不批准", "退回补充"}


def _grant_all_at_once(console: Console) -> None:
    """Two that burden nobody, after being asked whether that is sure."""
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
    assert equal_to_its_workbook(console, "/offices.xlsx") == 1
    console.link("2").click()
    console.says("共 2 人")
    assert equal_to_its_workbook(console, "/people.xlsx") == 2
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
    assert equal_to_its_workbook(console, "/goals.xlsx") == 2
    assert equal_to_its_workbook(console, "/hours.xlsx") == 2
    console.link("教育公益").click()
    console.says("共 1 个目标")
    console.look("goals")
    assert equal_to_its_workbook(console, "/goals.xlsx") == 1
    console.link("本期时长").click()
    console.says("单位：小时")
    console.look("hours")
    assert equal_to_its_workbook(console, "/hours.xlsx") == 4

    console.open(f"/matters/{matter}")
    console.look("matter_sanction")
    console.link("看档案").click()
    console.says("等待县级决定")
    console.look("person_papers")
    assert console.download(console.link(NAME)) == SCAN
    assert equal_to_its_workbook(console, "papers.xlsx") == 1


def test_every_figure_opens_its_list_and_an_auditor_sees_no_minor(
    console: Console, bureau: Bureau, pair: Pair
) -> None:
    new_person(pair.desk, 1, name="欧阳平", offence_on=date(2005, 1, 1))
    supervision = new_person(pair.desk, 2, name="王小明")[1]
    leaves.requested(pair.desk, supervision, return_=leaves.RETURN.replace(day=30))
    wishes.asked(pair.desk, supervision)
    pair.round()
    console.sign_in(bureau, "吴监督", bureau.add("吴监督", Role.AUDITOR))
    assert not console.every("tbody input")
    for page in ("/figures", "/offices"):
        console.open(page)
        figures = [(each.get_attribute("href"), int(each.text)) for each in
                   console.every("td.number a")]  # fmt: skip
        assert len(figures) >= 2
        for address, number in figures:
            console.driver.get(str(address))
            assert len(console.every("table[data-export] tbody tr")) == number, address
    console.link("人员").click()
    console.title("人员")
    console.look("people_auditor")
    assert "（不公开）" in console.text
    console.until(lambda: console.focus.get_attribute("id") == "q")
    console.focus.send_keys("oyp")
    console.says("没有找到人员")
    console.open("/")
    console.link("王小明").click()
    console.title("王小明")
    console.look("matter_auditor")
    assert not console.every("main form")


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


def refuse_with_words(console: Console, bureau: Bureau, pair: Pair, head: str) -> None:
    """Somebody is at a matter and has written why it is refused."""
    supervision = new_person(pair.desk, name="欧阳平")[1]
    leaves.requested(pair.desk, supervision, return_=leaves.RETURN.replace(day=30))
    pair.round()
    console.sign_in(bureau, HEAD, head)
    console.link("欧阳平").click()
    console.title("欧阳平")
    answer(console, "不批准")
    console.find("#reason").send_keys(REASON)


def test_a_sign_in_that_ends_a_page_that_is_old_and_other_refusals(
    console: Console, bureau: Bureau, pair: Pair, head: str
) -> None:
    refuse_with_words(console, bureau, pair, head)
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
    answer(console, "批准")
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


def test_too_many_requests_are_said_on_a_page_and_within_one(
    console: Console, bureau: Bureau, head: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    console.sign_in(bureau, HEAD, head)
    monkeypatch.setattr(RequestLimits, "allows", lambda *_arguments, **_named: False)
    console.open("/offices")
    console.says("请求过于频繁")
    console.look("too_many")
    monkeypatch.undo()
    monkeypatch.setattr(offices, "office_lines", lambda _county: 1 / 0)
    console.open("/offices")
    console.says("服务器出错")
    console.look("fault")
    console.link("回到首页").click()
    console.title("待决定")
    console.open("/people")
    console.until(lambda: console.focus.get_attribute("id") == "q")
    monkeypatch.setattr(RequestLimits, "allows", lambda *_arguments, **_named: False)
    console.focus.send_keys("欧阳")  # refused in the middle of a page: said in its place
    console.says("请求过于频繁")
    assert console.find("#q").get_attribute("value") == "欧阳"


def test_a_database_that_is_away_is_said_and_what_was_typed_comes_back(
    console: Console, bureau: Bureau, pair: Pair, head: str
) -> None:
    refuse_with_words(console, bureau, pair, head)
    with away():
        console.press("作出决定")
        console.says("数据库连接不上")
        console.look("away_with_words")
    assert console.find("textarea").get_attribute("value") == REASON
    console.link("返回原页面").click()
    console.title("欧阳平")
    with away():
        console.open("/offices")
        console.says("数据库连接不上")
        console.look("away")
    console.link("再试一次").click()
    console.title("司法所")
    console.open("/people")
    console.until(lambda: console.focus.get_attribute("id") == "q")
    with away():
        console.focus.send_keys("欧阳")  # refused in the middle of a page: said in its place
        console.says("数据库连接不上")
        console.look("away_within")
    assert console.find("#q").get_attribute("value") == "欧阳"


def test_conflicts_of_many_people_fit_and_are_turned(
    console: Console, bureau: Bureau, pair: Pair, head: str
) -> None:
    make_conflicts(pair, CARDS + 2)
    console.sign_in(bureau, HEAD, head)
    console.link("数据冲突").click()
    console.title("数据冲突")
    console.look("many_conflicts")
    assert len(console.every(".conflict")) == CARDS
    console.driver.execute_script("window.scrollTo(0, document.body.scrollHeight)")
    console.look("many_conflicts_end")
    console.link("下一页 →").click()
    console.says("第 2 页，共 2 页")
    assert len(console.every(".conflict")) == 2
    console.press("以此为准")
    console.says("已选定")
    console.says("第 2 页，共 2 页")
    console.look("many_conflicts_2")
    console.press("以此为准")
    console.until(lambda: len(console.every(".conflict")) == CARDS)
    assert not console.every(".pages")


def test_who_guesses_at_an_account_is_seen(console: Console, bureau: Bureau, head: str) -> None:
    bureau.sign_in(HEAD, head)
    for _time in range(FREE_ATTEMPTS):
        bureau.browser().post("/login", data={"name": HEAD, "passphrase": "x"})
    console.sign_in(bureau, ADMINISTRATOR, bureau.secret)
    console.link("账号").click()
    console.says("◆ 陌生电脑暂停")
    console.look("accounts_guessed")
    console.driver.delete_all_cookies()
    console.open("/login")
    console.find("#name").send_keys(HEAD)
    console.find("#passphrase").send_keys(PASSPHRASE, "\n")
    console.says("尝试次数过多")
    console.look("login_waits")


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
