"""Measures of the demo office: somebody lost, a device in use, a commendation before the county.

Invented like everything there, the same each time, through the same services as an officer's.
"""

from __future__ import annotations

from datetime import date, timedelta

from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Category
from corrdesk.casework.enforcement.measures.model import (
    MeasureKind,
    Opening,
    Step,
    StepFacts,
)
from corrdesk.casework.enforcement.measures.service import (
    check_measure,
    start_measure,
    take_step,
)
from corrdesk.casework.enforcement.measures.wording import CONSEQUENCES, REQUIREMENTS
from corrdesk.casework.reporting.queries import desk_page

PEOPLE = 3


def begin_measures(desk: Desk, today: date) -> None:
    """Begins them on the evening before the day of the demo."""
    lost, watched, praised = _people(desk, today)
    search = _begin(
        desk, lost, MeasureKind.LOST_CONTACT,
        Opening(
            texts={"facts": "电话多次无人接听，住处无人。", "contact": "李明 0571-00000000"},
            since=today - timedelta(days=2),
        ),
    )  # fmt: skip
    _step(desk, search, Step.SEARCH, note="拨打本人及家属电话，到住处走访，邻居称三日未见。")
    device = _begin(
        desk, watched, MeasureKind.DEVICE,
        Opening(
            grounds=("injunction_breach",),
            texts={
                "facts": "违反禁止令，进入人民法院禁止进入的场所。",
                "requirements": REQUIREMENTS,
                "consequences": CONSEQUENCES,
            },
            since=today, until=today + timedelta(days=60),
        ),
    )  # fmt: skip
    _step(desk, device, Step.CHECK)
    _step(desk, device, Step.SUBMIT)
    _step(desk, device, Step.GRANT, document="青司定〔2026〕3号", who="青石县司法局")
    _step(desk, device, Step.INFORM)
    praise = _begin(
        desk, praised, MeasureKind.COMMENDATION,
        Opening(("outstanding_deed",), {"facts": "在河边救起落水儿童一名，村委会出具证明。"}),
    )  # fmt: skip
    _step(desk, praise, Step.CHECK)
    _step(desk, praise, Step.SUBMIT)


def _people(desk: Desk, today: date) -> list[str]:
    """The supervisions of the last few people on probation whose week is running."""
    with desk.read() as session:
        lines = desk_page(session, desk.office.id, today, "due", limit=10_000)
    found = dict.fromkeys(
        line.supervision_id for line in lines if line.category == Category.PROBATION
    )
    return list(found)[-PEOPLE:]


def _begin(desk: Desk, supervision_id: str, kind: MeasureKind, given: Opening) -> str:
    law = desk.law()
    return desk.act(lambda uow: start_measure(uow, law, supervision_id, kind, given))[0]


def _step(
    desk: Desk, measure: str, step: Step, *, document: str = "", who: str = "", note: str = ""
) -> None:
    facts = StepFacts(step, desk.clock.now(), document, who, note)
    take = check_measure if step is Step.CHECK else take_step
    desk.act(lambda uow: take(uow, desk.law(), measure, facts))
