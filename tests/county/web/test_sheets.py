"""Workbooks: as the page shows them, what looks like a formula stays text, numbers numbers."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime

from fastapi.routing import APIRoute

from corrdesk.base.actor import Role
from corrdesk.county.decisions import queue
from corrdesk.county.web.app import PAGES
from corrdesk.county.web.sheets import download, words, workbook
from tests.casework import cases
from tests.casework.goals import by_word, planned_goals
from tests.casework.people import new_person
from tests.county.conflicted import Conflicted
from tests.county.conftest import Bureau
from tests.county.offices import Pair
from tests.county.web.console import cells, enter, post


def test_nothing_becomes_a_formula_or_a_link() -> None:
    hostile = ["=1+1", "+1", "-1", "@x", "\tx", "https://example.org", "=HYPERLINK(1)"]
    rows = cells(workbook("表", ["甲"], [[each] for each in hostile]))
    assert [row[0] for row in rows[1:]] == hostile


def test_a_text_longer_than_a_cell_is_cut_and_not_left_out() -> None:
    (cell,) = cells(workbook("表", ["甲"], [["长" * 40_000]]))[1]
    assert cell == "长" * 32_766 + "…"


def test_text_stays_text_when_it_is_edited_and_the_filter_reaches_every_row() -> None:
    book = zipfile.ZipFile(io.BytesIO(workbook("表", ["甲", "乙"], [["=1+1", 1], ["370", 2]])))
    styles = book.read("xl/styles.xml").decode()
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert 'formatCode="@"' in styles
    assert 'quotePrefix="1"' in styles
    assert '<autoFilter ref="A1:B3"/>' in sheet


def test_values_are_shown_as_on_the_page() -> None:
    assert [words(each) for each in (None, True, date(2026, 6, 1), datetime(2026, 6, 1, 9))] == [
        "", "是", "2026-06-01", "2026-06-01 09:00",
    ]  # fmt: skip
    assert cells(workbook("表", ["数"], [[3]]))[1][0] == 3


def test_a_download_has_a_chinese_name() -> None:
    header = download("名单.xlsx", b"x").headers["content-disposition"]
    assert header.startswith("attachment; filename*=UTF-8''%E5%90%8D")


LISTS = re.compile(r'<table(?: data-export="([^"]+)")?>(.*?)</table>', re.DOTALL)


def pages() -> list[str]:
    """Every page that is read without naming a record."""
    return [
        route.path
        for module in PAGES
        for route in module.router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
        and "{" not in route.path and not route.path.endswith(".xlsx")
    ]  # fmt: skip


def test_every_list_is_exported_as_it_is_shown(
    bureau: Bureau, pair: Pair, conflicted: Conflicted
) -> None:
    """Found on the pages themselves: a list without a workbook, or with another one, fails here."""
    for serial in (7, 8):
        cases.proposal(pair.desk, cases.violation(pair.desk, new_person(pair.desk, serial)[1]))
    planned_goals(pair.desk, new_person(pair.desk, 9)[1], by_word())
    pair.round()
    with bureau.county.enrolling() as (invitations, _registry):
        invitations.invite(note="里间")
    matter = queue(pair.county, Role.HEAD)[0].id
    seen = set()
    for role in (Role.HEAD, Role.ADMINISTRATOR):
        browser = enter(bureau, role)
        if role is Role.HEAD:
            assert post(browser, f"/matters/{matter}", f"/matters/{matter}", answer="grant",
                        reason="情况属实").status_code == 303  # fmt: skip
        for path in pages():
            answer = browser.get(path)
            if answer.status_code == 403:
                continue
            for export, content in LISTS.findall(answer.text):
                assert export, (path, "a list that cannot be exported")
                assert f'href="{export}' in answer.text, (path, export)
                body = content.split("<tbody>")[1]
                shown = body.count("<tr>") + body.count('<tr class="sum">')
                rows = cells(browser.get(export).content)
                assert len(rows) == shown + 1, (path, export)
                seen.add(export)
    assert seen >= {
        "/queue.xlsx", "/offices.xlsx", "/people.xlsx", "/figures.xlsx", "/packs.xlsx",
        "/devices.xlsx", "/invitations.xlsx", "/accounts.xlsx", "/decided.xlsx", "/hours.xlsx",
        "/goals.xlsx",
    }  # fmt: skip


def test_every_figure_leads_to_a_list_of_so_many(bureau: Bureau, pair: Pair) -> None:
    for serial in (1, 2, 3):
        new_person(pair.desk, serial)
    cases.proposal(pair.desk, cases.violation(pair.desk, new_person(pair.desk, 7)[1]))
    pair.round()
    browser = enter(bureau)
    found = []
    for path in ("/figures", "/offices"):
        text = browser.get(path).text
        links = re.findall(r'<td class="number"><a href="([^"]+)">(\d+)</a>', text)
        for link, figure in links:
            text = browser.get(link.replace("&amp;", "&")).text
            listed = [rows.split("<tbody>")[1].count("<tr>") for _e, rows in LISTS.findall(text)]
            assert int(figure) in listed, (path, link, figure)
            found.append(link)
    assert len(found) >= 6
