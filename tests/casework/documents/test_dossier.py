"""A dossier holds every valid sheet with its scans, and names by its clause what is missing."""

from __future__ import annotations

from functools import partial

import pytest

from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Status
from corrdesk.casework.caseload.service import add_attachment
from corrdesk.casework.documents.dossier import Dossier, dossier, missing_papers
from corrdesk.casework.documents.service import record_scan, void_document
from tests.casework.papers import draft, issued
from tests.casework.people import new_person


@pytest.fixture
def person(desk: Desk) -> tuple[str, str]:
    return new_person(desk)


def read(desk: Desk, supervision: str, **subjects: str) -> Dossier:
    with desk.read() as session:
        return dossier(session, desk.office.id, supervision, desk.law(), subjects)


def keep(desk: Desk, subject: str, name: str) -> str:
    work = partial(
        add_attachment,
        subject_id=subject,
        content=name.encode(),
        name=name,
        media_type="application/pdf",
        seal=desk.seal,
    )
    return desk.act(work)[0]


def test_sheets_with_their_scans_and_files_of_records(desk: Desk, person: tuple[str, str]) -> None:
    other = issued(desk, draft(*new_person(desk, 2)))
    first = issued(desk, draft(*person))
    spoilt = issued(desk, draft(*person))
    desk.act(lambda uow: void_document(uow, spoilt, "打印污损"))
    desk.act(
        lambda uow: record_scan(
            uow, first, b"scan", name="扫描.pdf", media_type="application/pdf", seal=desk.seal
        )
    )
    keep(desk, person[1], "判决书.pdf")
    keep(desk, "violation-1", "笔录.pdf")
    keep(desk, "somebody-else", "不相干.pdf")
    found = read(desk, person[1], **{"violation-1": "违规材料："})
    titles = {paper.title: [file.name for file in paper.files] for paper in found.papers}
    assert titles == {
        "解除社区矫正通知书": ["（2026）青矫解通字第2号.pdf", "扫描.pdf"],
        "判决书.pdf": ["判决书.pdf"],
        "违规材料：笔录.pdf": ["笔录.pdf"],
    }
    assert (found.person, found.category, found.status) == ("王小明", "缓刑", "在册")
    assert other not in {file.attachment_id for paper in found.papers for file in paper.files}


def test_missing_papers_are_named_by_their_clause(desk: Desk, person: tuple[str, str]) -> None:
    everything = [each.form_id for each in read(desk, person[1]).missing]
    issued(desk, draft(*person, "correction-plan"))
    found = read(desk, person[1]).missing
    assert len(found) == len(everything) - 1
    agreement = next(each for each in found if each.form_id == "team-agreement")
    assert agreement.clause == "《中华人民共和国社区矫正法实施办法》第十九条"
    assert not agreement.confirmed
    registration = next(each for each in found if each.form_id == "person-registration")
    assert registration.confirmed


def test_nothing_is_missing_where_everything_is_there(desk: Desk) -> None:
    due = {each.form_id for each in missing_papers(Status.DISCHARGED, set(), desk.law())}
    assert missing_papers(Status.DISCHARGED, due, desk.law()) == ()


def test_an_unknown_order_has_no_dossier(desk: Desk) -> None:
    with pytest.raises(UserError):
        read(desk, "no-such-order")
