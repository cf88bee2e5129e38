"""Every column of every list has something to say, and sources count what they give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from corrdesk.bootstrap import Desk
from corrdesk.casework.partners.model import PartnerFacts, PartnerKind
from corrdesk.casework.partners.service import add_partner
from corrdesk.casework.programs.model import Invitee, Turnout
from corrdesk.ui.programs import lists
from corrdesk.ui.shell.table import ListSource
from tests.casework.sessions import record
from tests.ui.conftest import TODAY

KIND = PartnerKind.SOCIAL_ORGANISATION
SOURCES: tuple[tuple[Callable[[str], ListSource[Any]], str], ...] = (
    (lists.session_source, "to_record"),
    (lists.account_source, "accounts"),
    (lists.account_source, "short"),
    (lists.task_source, "tasks"),
    (lists.program_source, "programs"),
    (lists.helper_source, "helpers"),
    (lists.partner_source, "partners"),
)


@pytest.mark.parametrize(("make", "name"), SOURCES)
def test_a_source_counts_what_it_gives(
    desk: Desk,
    held: str,
    people: list[Invitee],
    make: Callable[[str], ListSource[Any]],
    name: str,
) -> None:
    record(desk, held, {people[0].learner_id: Turnout.ABSENT}, make_up_by=TODAY)
    desk.act(lambda uow: add_partner(uow, PartnerFacts("青石县阳光社工中心", KIND)))
    source = make(name)
    count = source.count(desk)
    assert count > 0
    assert len(source.page(desk, 0, 10_000)) == count
    assert len(source.page(desk, count - 1, 10)) == 1


def test_the_columns_speak_of_every_line(desk: Desk, held: str, people: list[Invitee]) -> None:
    record(desk, held, {people[0].learner_id: Turnout.ABSENT}, make_up_by=TODAY)
    desk.act(lambda uow: add_partner(uow, PartnerFacts("青石县阳光社工中心", KIND)))
    pairs: tuple[tuple[tuple[Any, ...], Any], ...] = (
        (lists.session_columns(TODAY), lists.session_source("to_record")),
        (lists.account_columns(TODAY), lists.account_source("accounts")),
        (lists.task_columns(), lists.task_source("")),
        (lists.program_columns(), lists.program_source("")),
        (lists.helper_columns(), lists.helper_source("")),
        (lists.partner_columns(), lists.partner_source("")),
    )
    for columns, source in pairs:
        for line in source.page(desk, 0, 50):
            cells = [column.cell(line) for column in columns]
            assert cells[0].text
