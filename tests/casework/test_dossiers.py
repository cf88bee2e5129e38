"""The files of violations and leaves belong to the dossier of their order."""

from __future__ import annotations

from functools import partial

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.service import add_attachment
from corrdesk.casework.dossiers import dossier_of
from tests.casework.cases import violation
from tests.casework.leaves import requested
from tests.casework.people import new_person


def test_files_of_every_capability(desk: Desk) -> None:
    _person, supervision = new_person(desk)
    for subject, name in (
        (violation(desk, supervision), "笔录.pdf"),
        (requested(desk, supervision), "诊断证明.jpg"),
    ):
        work = partial(
            add_attachment,
            subject_id=subject,
            content=b"x",
            name=name,
            media_type="application/pdf",
            seal=desk.seal,
        )
        desk.act(work)
    with desk.read() as session:
        found = dossier_of(session, desk.office.id, supervision, desk.law())
    assert sorted(paper.title for paper in found.papers) == [
        "外出材料：诊断证明.jpg",
        "违规材料：笔录.pdf",
    ]
