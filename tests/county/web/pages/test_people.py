"""People over all offices, found as at the desk, and figures that add up to their lists."""

from __future__ import annotations

from datetime import date

from corrdesk.base.actor import Role
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.caseload.sealing import seal_file
from corrdesk.casework.caseload.service import change_status
from corrdesk.casework.caseload.visibility import NAMELESS
from tests.casework import wishes
from tests.casework.people import id_number, new_person
from tests.county.conftest import Bureau
from tests.county.crowded import crowd
from tests.county.offices import Pair
from tests.county.web.console import cells, enter


def test_people_are_found_by_name_initials_and_number(bureau: Bureau, pair: Pair) -> None:
    new_person(pair.desk, 1, name="欧阳平")
    new_person(pair.desk, 2, name="王小明")
    pair.round()
    browser = enter(bureau)
    for term in ("欧阳", "oyp", id_number(1)[-4:]):
        text = browser.get("/people", params={"q": term}).text
        assert "欧阳平" in text
        assert "王小明" not in text
    assert id_number(1) not in browser.get("/people").text
    assert "没有找到" in browser.get("/people", params={"q": "查无此人"}).text


def test_figures_are_the_sum_of_their_rows(bureau: Bureau, pair: Pair) -> None:
    for serial in (1, 2):
        new_person(pair.desk, serial)
    pair.round()
    browser = enter(bureau)
    rows = cells(browser.get("/figures.xlsx").content)
    assert rows[-1][0] == "合计"
    for column in range(1, len(rows[0])):
        assert rows[-1][column] == sum(row[column] for row in rows[1:-1])
    listed = cells(browser.get("/people.xlsx").content)
    assert len(listed) - 1 == rows[-1][1] == 2


def test_a_minor_has_no_name_for_the_auditor(bureau: Bureau, pair: Pair) -> None:
    new_person(pair.desk, 1, name="欧阳平", offence_on=date(2005, 1, 1))
    pair.round()
    assert "欧阳平" in enter(bureau, Role.OFFICER).get("/people").text
    text = enter(bureau, Role.AUDITOR).get("/people").text
    assert "欧阳平" not in text
    assert NAMELESS in text


def test_a_sealed_file_is_nowhere(bureau: Bureau, pair: Pair) -> None:
    person, supervision = new_person(pair.desk, 1, name="欧阳平")
    wishes.asked(pair.desk, supervision)
    pair.round()
    head = enter(bureau)
    assert "欧阳平" in head.get("/").text
    pair.desk.act(
        lambda uow: change_status(
            uow, supervision, Status.DISCHARGED, pair.desk.clock.today(), reason="期满"
        )
    )
    pair.desk.act(lambda uow: seal_file(uow, person, reason="依法封存", document="青法封1号"))
    pair.round()
    for path in ("/", "/people", "/people?q=欧阳", "/figures", "/offices", "/conflicts"):
        assert "欧阳平" not in head.get(path).text


def test_a_long_list_comes_in_pages_and_whole_as_a_workbook(bureau: Bureau) -> None:
    crowd(bureau.county, bureau.clock.today(), offices=3, people=230)
    browser = enter(bureau)
    text = browser.get("/people").text
    assert "共 230 人，第 1 页，共 3 页" in text
    shown = [browser.get(f"/people?page={each}").text.count('href="/people/') for each in (1, 2, 3)]
    assert shown == [100, 100, 30]
    after = browser.get("/people?page=9").text  # the last page, and not that nobody was found
    assert ("第 3 页" in after, after.count('href="/people/')) == (True, 30)
    assert len(cells(browser.get("/people.xlsx").content)) == 231
    rows = cells(browser.get("/people.xlsx", params={"class_": "strict"}).content)[1:]
    assert {row[4] for row in rows} == {"严管"}
    assert f"共 {len(rows)} 人" in browser.get("/people", params={"class_": "strict"}).text
