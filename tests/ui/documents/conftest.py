"""Issued sheets behind the real window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.documents.model import Draft
from corrdesk.casework.documents.service import issue_document
from corrdesk.ui.documents.document import DocumentPage
from corrdesk.ui.paths import LeaveOf
from corrdesk.ui.shell.workplace import Workplace
from tests.ui.leave.conftest import asked, granted, show_leave, target

__all__ = ["asked", "granted", "show_leave", "target"]

FACTS: dict[str, object] = {
    "county": "青石县社区矫正管理局",
    "addressee": "青石县人民法院",
    "person_name": "王小明",
    "category": "缓刑",
    "term_start": "2026-01-05",
    "term_end": "2026-06-09",
    "discharged_on": "2026-06-10",
    "ground": "社区矫正期限届满",
    "legal_basis": ["《中华人民共和国社区矫正法》第四十四条"],
    "signed_on": "2026-06-10",
}


@pytest.fixture
def issue(desk: Desk, target: LeaveOf) -> Callable[..., str]:
    """Issues a real sheet for somebody."""

    def made(**more: Any) -> str:
        draft = Draft(
            "discharge-notice",
            FACTS,
            person_id=target.person_id,
            supervision_id=target.supervision_id,
            addressees=("青石县人民法院",),
        )
        return desk.issue(
            lambda uow, press, seal: issue_document(uow, draft, press=press, seal=seal, **more)
        )

    return made


@pytest.fixture
def sheet(issue: Callable[..., str]) -> str:
    return issue()


@pytest.fixture
def show(place: Workplace, settled: Callable[[], None]) -> Callable[[str], DocumentPage]:
    def shown(document_id: str) -> DocumentPage:
        place.open_page("document", document_id)
        settled()
        page = place.current_page
        assert isinstance(page, DocumentPage)
        return page

    return shown
