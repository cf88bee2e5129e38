"""Short ways to what waits for the county, and to its word, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from corrdesk.bootstrap import Desk
from corrdesk.casework.deciding.model import Answer, Matter, MatterFile, Word
from corrdesk.casework.deciding.queries import find_matter, waiting
from corrdesk.casework.deciding.service import decide

TODAY = date(2026, 6, 10)
BUREAU = "青石县社区矫正管理局"


def word(answer: Answer = Answer.GRANT, **more: Any) -> Word:
    usual: dict[str, Any] = {
        "decided_on": TODAY,
        "document": "青矫决〔2026〕31号",
        "decided_by": BUREAU,
        "reason": "" if answer is Answer.GRANT else "材料不能证明事由。",
    }
    return Word(answer, **(usual | more))


def queue(desk: Desk) -> Sequence[Matter]:
    with desk.read() as session:
        return waiting(session, [desk.office.id], lambda _office: desk.law())


def file_of(desk: Desk, matter_id: str) -> MatterFile | None:
    with desk.read() as session:
        return find_matter(session, [desk.office.id], lambda _office: desk.law(), matter_id)


def say(desk: Desk, matter_id: str, made: Word | None = None) -> str:
    """The county's word, as the county would enter it."""
    file = file_of(desk, matter_id)
    assert file is not None
    said = made or word(decided_on=desk.clock.today())
    return desk.act(lambda uow: decide(uow, desk.law(), file.matter.kind, matter_id, said))[0]
