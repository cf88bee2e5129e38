"""Papers of a matter: whether their file is here, and reading one, which is entered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from corrdesk.base.actor import Role
from corrdesk.base.errors import UserError
from corrdesk.casework.caseload.tables import FileAccess
from corrdesk.casework.permissions import NotAllowed
from corrdesk.county.decisions import Decider, look
from corrdesk.county.evidence import Paper, papers, read_paper
from corrdesk.sync.places import NotArrived
from corrdesk.vault.errors import AttachmentDamaged
from tests.county.offices import Pair
from tests.county.scanned import NAME, SCAN, delivered, proposed

HEAD = Decider("1" * 32, "田管理", Role.HEAD)


def test_a_paper_on_paper_one_on_its_way_and_one_that_is_here(pair: Pair) -> None:
    file = look(pair.county, proposed(pair), Role.HEAD)
    assert file is not None
    (scan,) = [known for _title, known in file.papers]
    file = replace(file, papers=(*file.papers, ("诊断证明", None)))
    assert papers(pair.county, file) == [
        Paper("谈话笔录", scan, here=False),
        Paper("诊断证明", None, here=False),
    ]
    with pytest.raises(NotArrived):
        read_paper(pair.county, file, str(scan), HEAD)
    delivered(pair)
    assert papers(pair.county, file)[0].here
    assert read_paper(pair.county, file, str(scan), HEAD) == (NAME, SCAN)
    with pair.county.read() as session:
        access = session.execute(select(FileAccess)).scalar_one()
    assert (access.person_id, access.by) == (file.matter.person_id, HEAD.id)


def test_nothing_is_given_out_that_is_not_entered(pair: Pair) -> None:
    """Who may not read a matter is stopped by the command too, and what is damaged is not shown."""
    file = look(pair.county, proposed(pair), Role.HEAD)
    assert file is not None
    delivered(pair)
    (scan,) = [str(known) for _title, known in file.papers]
    with pytest.raises(NotAllowed):
        read_paper(pair.county, file, scan, replace(HEAD, role=Role.ADMINISTRATOR))
    with pytest.raises(UserError):
        read_paper(pair.county, file, "0" * 32, HEAD)
    (path,) = [p for p in pair.county.folder.files_path.rglob("*") if p.is_file()]
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(AttachmentDamaged):
        read_paper(pair.county, file, scan, HEAD)
    with pair.county.read() as session:
        assert session.execute(select(FileAccess)).first() is None
