"""The queue and one matter in the browser: figures open lists, forms say what is missing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from corrdesk.base.actor import Role
from corrdesk.base.errors import UserError
from corrdesk.casework.caseload.tables import Attachment, FileAccess
from tests.casework import cases, leaves, wishes
from tests.casework.people import new_person
from tests.county.conftest import Bureau
from tests.county.offices import Pair
from tests.county.scanned import NAME, SCAN, delivered, proposed
from tests.county.web.console import cells, enter, post, word_of


@pytest.fixture
def leave(pair: Pair) -> str:
    supervision = new_person(pair.desk, name="欧阳平")[1]
    asked = leaves.requested(pair.desk, supervision, return_=leaves.RETURN.replace(day=30))
    pair.round()
    return asked


def test_an_empty_queue_says_so(bureau: Bureau) -> None:
    assert "没有等待县级决定的事项" in enter(bureau).get("/").text


def test_a_figure_opens_its_list(bureau: Bureau, pair: Pair, leave: str) -> None:
    cases.proposal(pair.desk, cases.violation(pair.desk, new_person(pair.desk, 2)[1]))
    pair.round()
    browser = enter(bureau)
    assert browser.get("/").text.count('href="/matters/') == 2
    for kind, count in (("leave", 1), ("proposal", 1), ("permit", 0)):
        text = browser.get("/", params={"kind": kind}).text
        assert text.count('href="/matters/') == count
        assert f'href="/?kind={kind}" aria-current="true"><strong>{count}</strong>' in text


def test_a_word_is_said_and_leaves_the_queue(bureau: Bureau, pair: Pair, leave: str) -> None:
    browser = enter(bureau)
    page = browser.get(f"/matters/{leave}")
    assert "到省人民医院复查" in page.text
    assert "诊断证明" in page.text
    assert "理由（不批准时必填）" in page.text  # a leave cannot be returned
    answer = post(browser, f"/matters/{leave}", f"/matters/{leave}", answer="grant")
    assert answer.status_code == 303
    assert "社矫决〔2026〕1号" in browser.get(answer.headers["location"]).text
    assert browser.get(f"/matters/{leave}").status_code == 404
    pair.round()
    assert leaves.file_of(pair.desk, leave).leave.state == "approved"


def test_what_is_missing_is_said_and_what_was_typed_stays(
    bureau: Bureau, pair: Pair, leave: str
) -> None:
    browser = enter(bureau)
    answer = post(
        browser, f"/matters/{leave}", f"/matters/{leave}", answer="refuse", reason="<不实>"
    )
    assert answer.status_code == 400
    text = answer.text
    assert "请写明法律依据" in text
    assert "&lt;不实&gt;" in text
    assert 'value="refuse" required checked' in text


def test_several_are_granted_together_but_no_sanction(
    bureau: Bureau, pair: Pair, leave: str
) -> None:
    supervision = new_person(pair.desk, 2)[1]
    approval = wishes.asked(pair.desk, supervision)
    sanction = cases.proposal(pair.desk, cases.violation(pair.desk, supervision))
    pair.round()
    browser = enter(bureau)
    answer = post(browser, "/matters", "/", ids=[leave, approval, sanction], sure="yes")
    assert (answer.status_code, "不能批量批准" in answer.text) == (400, True)
    assert browser.get("/").text.count('name="ids"') == 2
    assert browser.get("/?all=yes").text.count(" checked>") == 2
    asked = post(browser, "/matters", "/", ids=[leave, approval])
    assert "批准这 2 件？" in asked.text
    assert browser.get("/").text.count('name="ids"') == 2, "nothing is granted by asking"
    answer = post(browser, "/matters", "/", ids=[leave, approval], sure="yes")
    assert "已批准 2 件" in browser.get(answer.headers["location"]).text
    assert f"/matters/{sanction}" in browser.get("/").text


def test_nothing_chosen_grants_nothing(bureau: Bureau, pair: Pair, leave: str) -> None:
    answer = post(enter(bureau), "/matters", "/", sure="yes")
    assert (answer.status_code, "没有选中" in answer.text) == (400, True)


def test_what_could_not_be_granted_is_named(
    bureau: Bureau, pair: Pair, leave: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_words: object) -> None:
        raise UserError("材料不齐。")

    monkeypatch.setattr("corrdesk.county.web.pages.decisions.speak", fail)
    answer = post(enter(bureau), "/matters", "/", ids=[leave], sure="yes")
    assert answer.status_code == 400
    assert "已批准 0 件。有 1 件没有批准：欧阳平（外出）：材料不齐。" in answer.text


def test_no_answer_is_chosen_for_anybody(bureau: Bureau, leave: str) -> None:
    assert " checked" not in enter(bureau).get(f"/matters/{leave}").text


def test_typing_keeps_the_sign_in(bureau: Bureau) -> None:
    browser = enter(bureau)
    for _time in range(3):
        bureau.clock.advance(timedelta(minutes=14))
        assert browser.get("/alive").status_code == 204
    assert browser.get("/").status_code == 200


def test_a_forged_form_does_nothing(bureau: Bureau, pair: Pair, leave: str) -> None:
    browser = enter(bureau)
    for word in ("", "forged"):
        answer = browser.post(f"/matters/{leave}", data={"csrf": word, "answer": "grant"})
        assert answer.status_code == 400
    assert browser.get(f"/matters/{leave}").status_code == 200


def test_an_auditor_reads_and_does_not_decide(bureau: Bureau, pair: Pair, leave: str) -> None:
    browser = enter(bureau, Role.AUDITOR)
    assert "欧阳平" in browser.get("/").text
    word = word_of(browser.get("/").text)
    answer = browser.post(f"/matters/{leave}", data={"csrf": word, "answer": "grant"})
    assert answer.status_code == 403


def test_the_queue_as_a_workbook(bureau: Bureau, pair: Pair, leave: str) -> None:
    rows = cells(enter(bureau).get("/queue.xlsx").content)
    assert rows[0][1] == "姓名"
    assert [row[1] for row in rows[1:]] == ["欧阳平"]


def test_a_paper_is_read_once_its_file_has_come(bureau: Bureau, pair: Pair) -> None:
    matter = proposed(pair)
    browser = enter(bureau)
    page = browser.get(f"/matters/{matter}").text
    assert "谈话笔录" in page
    assert "文件尚未送达" in page
    delivered(pair)
    page = browser.get(f"/matters/{matter}").text
    assert "文件尚未送达" not in page
    (link,) = re.findall(rf'href="(/matters/{matter}/papers/\w+)"', page)
    answer = browser.get(link)
    assert answer.content == SCAN
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    pair.round()
    with pair.desk.read() as session:
        access = session.execute(select(FileAccess)).scalar_one()
    assert (access.kind, access.reason) == ("read", NAME)


def test_a_paper_that_is_none_of_the_matter_or_not_here_is_not_read(
    bureau: Bureau, pair: Pair
) -> None:
    matter = proposed(pair)
    browser = enter(bureau)
    with pair.county.read() as session:
        (scan,) = session.scalars(select(Attachment.id))
    assert "文件尚未送达" in browser.get(f"/matters/{matter}/papers/{scan}").text
    assert browser.get(f"/matters/{matter}/papers/{'0' * 32}").status_code == 400
    assert browser.get(f"/matters/{'0' * 32}/papers/{scan}").status_code == 404
    assert bureau.browser().get(f"/matters/{matter}/papers/{scan}").status_code == 303
    with pair.county.read() as session:
        assert session.execute(select(FileAccess)).first() is None
