"""One person in the browser: goals with their state, hours, what waits, files that are entered."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import select

from corrdesk.base.actor import Role
from corrdesk.casework.caseload.tables import FileAccess
from tests.casework.goals import by_hours, by_word, planned_goals
from tests.casework.people import id_number, new_person
from tests.casework.sessions import attended
from tests.county.conftest import Bureau
from tests.county.offices import Pair
from tests.county.scanned import NAME, SCAN, delivered, proposed
from tests.county.web.console import cells, enter


def test_goals_and_hours_stand_on_the_page(bureau: Bureau, pair: Pair) -> None:
    person, supervision = new_person(pair.desk, name="欧阳平")
    planned_goals(pair.desk, supervision, by_hours(1), by_word(words="<与家人>恢复联系"))
    attended(pair.desk, supervision)
    pair.round()
    browser = enter(bureau)
    link = f"/people/{pair.office}/{person}"
    assert f'href="{link}">欧阳平' in browser.get("/people").text
    text = browser.get(link).text
    assert "已达到 1/2 个" in text
    assert "✓ 已达到" in text
    assert "○ 进行中" in text
    assert "&lt;与家人&gt;恢复联系" in text
    assert "2小时 / 1小时" in text
    assert "本期时长" in text
    assert id_number(1) not in text
    assert '<a href="#hour-events">2</a>' in text
    assert 'id="hour-events"' in text
    assert f'<a href="{link}#hour-events">2</a>' in browser.get("/hours").text
    events = cells(browser.get(f"{link}/hours.xlsx").content)
    assert [row[1:4] for row in events[1:]] == [["教育学习", "计入", 2]]
    assert browser.get("/people/none/none/hours.xlsx").status_code == 404
    query = {"office": pair.office, "person": person, "reached": "yes"}
    rows = cells(browser.get("/goals.xlsx", params=query).content)
    assert [row[3] for row in rows[1:]] == ["已达到", "进行中"]


def test_a_file_is_read_and_entered(bureau: Bureau, pair: Pair) -> None:
    proposed(pair)
    delivered(pair)
    with pair.county.read() as session:
        assert session.execute(select(FileAccess)).first() is None
    browser = enter(bureau)
    (person,) = re.findall(r'href="(/people/\w+/\w+)"', browser.get("/people").text)
    text = browser.get(person).text
    (paper,) = re.findall(rf'href="({person}/papers/\w+)"', text)
    answer = browser.get(paper)
    assert answer.content == SCAN
    assert answer.headers["content-type"] == "application/octet-stream"
    assert cells(browser.get(f"{person}/papers.xlsx").content)[1][:2] == [NAME, "违规"]
    with pair.county.read() as session:
        access = session.execute(select(FileAccess)).scalar_one()
    assert (access.kind, access.reason, access.document) == ("read", NAME, "违规")
    assert browser.get(f"{person}/papers/{'0' * 32}").status_code == 400


def test_nobody_and_a_closed_file_get_the_same_answer(bureau: Bureau, pair: Pair) -> None:
    person = new_person(pair.desk, name="欧阳平", offence_on=date(2005, 1, 1))[0]
    pair.round()
    auditor = enter(bureau, Role.AUDITOR)
    for tail in ("", "/papers.xlsx", "/papers/x"):
        closed = auditor.get(f"/people/{pair.office}/{person}{tail}")
        nobody = auditor.get(f"/people/{pair.office}/{'0' * 32}{tail}")
        assert (closed.status_code, nobody.status_code) == (404, 404)
        assert closed.text == nobody.text
        assert "欧阳平" not in closed.text
    assert "欧阳平" in enter(bureau, Role.OFFICER).get(f"/people/{pair.office}/{person}").text
