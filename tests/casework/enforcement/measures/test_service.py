"""Measures begin on a ground and go step by step; nothing is skipped, dated wrongly or unnamed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corrdesk.base.actor import Role
from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import Category, Status
from corrdesk.casework.enforcement.measures.model import MeasureKind, Stage, Step
from corrdesk.casework.enforcement.measures.service import amend_measure
from corrdesk.casework.enforcement.measures.ways import FIRST
from corrdesk.casework.enforcement.model import Measure, Severity
from corrdesk.casework.flows import change_status_and_duties
from tests.casework.cases import granted
from tests.casework.measures import (
    device,
    file_of,
    fill_pack,
    lost,
    newest_proposal,
    noon,
    revocation,
    serious,
    start,
    step,
    steps,
)
from tests.casework.people import new_person, stand_on

DEED = ("outstanding_deed",)


@pytest.fixture
def supervision(desk: Desk) -> str:
    return new_person(desk)[1]


def stage(desk: Desk, measure: str) -> str:
    return str(file_of(desk, measure).measure.stage)


def test_a_commendation_goes_over_head_and_county_to_the_person(
    desk: Desk, supervision: str
) -> None:
    made = start(desk, supervision, MeasureKind.COMMENDATION, grounds=DEED)
    assert stage(desk, made) == Stage.DRAFT
    steps(desk, made, Step.CHECK, Step.SUBMIT, Step.GRANT, Step.INFORM, Step.COPY)
    file = file_of(desk, made)
    assert file.measure.stage == Stage.ENDED
    assert [row.step for row in file.steps] == ["check", "submit", "grant", "inform", "copy"]
    assert file.measure.citations


def test_a_returned_proposal_is_checked_and_handed_over_again(desk: Desk, supervision: str) -> None:
    made = start(desk, supervision, MeasureKind.COMMENDATION, grounds=DEED)
    steps(desk, made, Step.CHECK, Step.SUBMIT, Step.RETURN)
    with pytest.raises(UserError):
        step(desk, made, Step.SUBMIT)
    steps(desk, made, Step.CHECK, Step.SEND_BACK, Step.CHECK, Step.SUBMIT, Step.REFUSE)
    assert stage(desk, made) == Stage.REFUSED


def test_every_need_is_asked_for_by_name(desk: Desk, supervision: str) -> None:
    made = lost(desk, supervision, date(2026, 6, 8))
    for what, field in ((Step.SEARCH, "note"), (Step.TELL_POLICE, "who")):
        with pytest.raises(UserError) as missing:
            step(desk, made, what, note=" ", who=" ")
        assert missing.value.field == field
    praise = start(desk, supervision, MeasureKind.COMMENDATION, grounds=DEED)
    steps(desk, praise, Step.CHECK, Step.SUBMIT)
    with pytest.raises(UserError) as missing:
        step(desk, praise, Step.GRANT, document="")
    assert missing.value.field == "document"


def test_a_step_that_may_not_follow_names_those_that_may(desk: Desk, supervision: str) -> None:
    made = start(desk, supervision, MeasureKind.COMMENDATION, grounds=DEED)
    with pytest.raises(UserError, match="记录批准") as wrong:
        step(desk, made, Step.GRANT)
    assert "所长审核" in str(wrong.value)


def test_an_officer_cannot_check(desk: Desk, supervision: str) -> None:
    made = start(desk, supervision, MeasureKind.COMMENDATION, grounds=DEED)
    head = desk.actor
    object.__setattr__(
        desk, "actor", type(head)(head.officer_id, head.name, Role.OFFICER, head.device_id)
    )
    with pytest.raises(UserError):
        step(desk, made, Step.CHECK)


def test_times_are_possible(desk: Desk, supervision: str) -> None:
    made = start(desk, supervision, MeasureKind.COMMENDATION, grounds=DEED)
    with pytest.raises(UserError) as future:
        step(desk, made, Step.CHECK, at=desk.clock.now() + timedelta(minutes=1))
    assert future.value.field == "at"
    stand_on(desk, date(2026, 6, 15))
    steps(desk, made, Step.CHECK, Step.SUBMIT)
    with pytest.raises(UserError) as past:
        step(desk, made, Step.GRANT, at=noon(date(2026, 6, 14)))
    assert past.value.field == "at"


def test_the_same_thing_does_not_run_twice(desk: Desk, supervision: str) -> None:
    made = start(desk, supervision, MeasureKind.COMMENDATION, grounds=DEED)
    with pytest.raises(UserError):
        start(desk, supervision, MeasureKind.COMMENDATION, grounds=DEED)
    step(desk, made, Step.WITHDRAW)
    start(desk, supervision, MeasureKind.COMMENDATION, grounds=DEED)


def test_who_has_left_is_not_proposed(desk: Desk, supervision: str) -> None:
    desk.act(
        lambda uow: change_status_and_duties(
            uow, desk.law(), supervision, Status.TRANSFERRED, desk.clock.today(), reason="迁居"
        )
    )
    with pytest.raises(UserError):
        lost(desk, supervision, date(2026, 6, 8))


def test_only_a_granted_proposal_goes_to_court_and_once(desk: Desk, supervision: str) -> None:
    with pytest.raises(UserError):
        start(desk, supervision, MeasureKind.REVOCATION, origin_id="no-such")
    origin = serious(desk, supervision)
    with pytest.raises(UserError):  # not what was granted
        start(desk, supervision, MeasureKind.SECURITY_PENALTY, origin_id=origin)
    made = start(desk, supervision, MeasureKind.REVOCATION, origin_id=origin)
    step(desk, made, Step.WITHDRAW)
    start(desk, supervision, MeasureKind.REVOCATION, origin_id=origin)
    with pytest.raises(UserError):
        start(desk, supervision, MeasureKind.REVOCATION, origin_id=origin)


def test_the_pack_is_complete_or_the_gap_is_explained(desk: Desk, supervision: str) -> None:
    made = revocation(desk, supervision)
    with pytest.raises(UserError, match="裁判文书") as missing:
        step(desk, made, Step.SEND)
    assert missing.value.field == "note"
    assert "证据材料" not in str(missing.value).replace("考核", "")  # that is in the file
    with pytest.raises(UserError):
        step(desk, made, Step.PAPER, paper="appraisal")
    fill_pack(desk, made)
    step(desk, made, Step.SEND)
    assert stage(desk, made) == Stage.SENT


def test_a_gap_may_be_explained(desk: Desk, supervision: str) -> None:
    made = revocation(desk, supervision)
    step(desk, made, Step.SEND, note="本人下落不明，无法取得陈述")
    assert stage(desk, made) == Stage.SENT


def test_an_arrest_goes_with_a_running_revocation(desk: Desk, supervision: str) -> None:
    with pytest.raises(UserError):
        start(desk, supervision, MeasureKind.ARREST, grounds=("flee",))
    parent = revocation(desk, supervision)
    other = new_person(desk, 2, "赵二")[1]
    with pytest.raises(UserError):
        start(desk, other, MeasureKind.ARREST, grounds=("flee",), origin_id=parent)
    made = start(desk, supervision, MeasureKind.ARREST, grounds=("flee",), origin_id=parent)
    steps(desk, made, Step.CHECK, Step.SUBMIT, Step.GRANT)
    fill_pack(desk, made)
    steps(desk, made, Step.SEND, Step.RECEIVE)
    (due,) = file_of(desk, made).dues
    assert due.due == desk.clock.now() + timedelta(hours=48)
    step(desk, parent, Step.WITHDRAW)
    with pytest.raises(UserError):
        start(desk, supervision, MeasureKind.ARREST, grounds=("flee",), origin_id=parent)


def test_a_device_is_extended_within_the_law_and_lifted(desk: Desk, supervision: str) -> None:
    made = device(desk, supervision)  # 10 June to 9 August
    steps(desk, made, Step.CHECK, Step.SUBMIT)
    with pytest.raises(UserError):
        step(desk, made, Step.GRANT, until=date(2026, 8, 10))  # longer than was asked for
    step(desk, made, Step.GRANT, until=date(2026, 8, 1))
    step(desk, made, Step.INFORM)
    assert file_of(desk, made).measure.until_on == date(2026, 8, 1)
    stand_on(desk, date(2026, 7, 30))
    for wrong in (date(2026, 8, 1), date(2026, 11, 2)):
        with pytest.raises(UserError) as limit:
            step(desk, made, Step.EXTEND, until=wrong)
        assert limit.value.field == "until"
    step(desk, made, Step.EXTEND, until=date(2026, 11, 1))
    assert file_of(desk, made).measure.until_on == date(2026, 11, 1)
    step(desk, made, Step.LIFT)
    assert stage(desk, made) == Stage.ENDED


def test_a_search_may_begin_before_its_file(desk: Desk, supervision: str) -> None:
    made = lost(desk, supervision, date(2026, 6, 8))
    step(desk, made, Step.SEARCH, at=noon(date(2026, 6, 9)))
    with pytest.raises(UserError):
        step(desk, made, Step.SEARCH, at=noon(date(2026, 6, 7)))
    steps(desk, made, Step.TELL_POLICE, Step.FIND, Step.TELL_PROCURATORATE, Step.HANDLE)
    assert stage(desk, made) == Stage.ENDED
    with pytest.raises(UserError):
        lost(desk, supervision, date(2026, 6, 11))  # in the future


def test_sentences_are_written_until_the_county_has_them(desk: Desk, supervision: str) -> None:
    made = start(desk, supervision, MeasureKind.COMMENDATION, grounds=DEED, texts={"facts": "救人"})
    desk.act(lambda uow: amend_measure(uow, made, {"facts": " 见义勇为，救起落水儿童 "}))
    assert file_of(desk, made).measure.texts == {"facts": "见义勇为，救起落水儿童"}
    step(desk, made, Step.CHECK)
    with pytest.raises(UserError):
        desk.act(lambda uow: amend_measure(uow, made, {"facts": "别的"}))


def test_the_words_of_a_search_are_written_as_long_as_it_goes_on(
    desk: Desk, supervision: str
) -> None:
    made = lost(desk, supervision, desk.clock.today())
    step(desk, made, Step.SEARCH)
    desk.act(lambda uow: amend_measure(uow, made, {"facts": "电话不通"}))
    step(desk, made, Step.FIND)
    desk.act(lambda uow: amend_measure(uow, made, {"facts": "电话不通，后在邻县找到"}))
    step(desk, made, Step.HANDLE)
    with pytest.raises(UserError):
        desk.act(lambda uow: amend_measure(uow, made, {"facts": "别的"}))
    assert file_of(desk, made).measure.texts == {"facts": "电话不通，后在邻县找到"}


def test_recommittal_is_for_those_outside_prison(desk: Desk) -> None:
    outside = new_person(desk, 3, "就医", category=Category.OUTSIDE_PRISON)[1]
    origin = serious(desk, outside, Measure.RECOMMIT)
    made = start(desk, outside, MeasureKind.RECOMMITTAL, origin_id=origin)
    assert stage(desk, made) == FIRST[MeasureKind.RECOMMITTAL]


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from(list(Step)), max_size=8), st.sampled_from(["device", "praise"]))
def test_whatever_is_tried_the_stage_follows_the_table(
    desk: Desk, tried: list[Step], what: str
) -> None:
    """The refused steps change nothing, the taken ones lead where the table says."""
    serial = next(_SERIALS)
    supervision = new_person(desk, serial, "王小明")[1]
    if what == "device":
        made = device(desk, supervision)
    else:
        made = start(desk, supervision, MeasureKind.COMMENDATION, grounds=DEED)
    for each in tried:
        before = file_of(desk, made)
        allowed = {way.step: way.to for way in before.ways}
        more: dict[str, Any] = {}
        if each is Step.EXTEND and before.measure.until_on:
            more["until"] = before.measure.until_on + timedelta(days=5)
        try:
            step(desk, made, each, **more)
        except UserError:
            assert file_of(desk, made) == before
            continue
        assert each in allowed
        assert stage(desk, made) == (allowed[each] or before.measure.stage)


_SERIALS = iter(range(100, 999))


@pytest.mark.parametrize(
    ("happened_on", "article"), [(date(2025, 12, 31), "PSA-60(4)"), (None, "PSA-72(4)")]
)
def test_the_police_are_named_the_article_of_the_day_of_the_breach(
    desk: Desk, happened_on: date | None, article: str
) -> None:
    watched = new_person(desk, 3, "钱三", category=Category.PUBLIC_SURVEILLANCE)[1]
    granted(
        desk, watched, Measure.SECURITY_PENALTY, severity=Severity.SERIOUS, happened_on=happened_on
    )
    origin = newest_proposal(desk)
    made = start(desk, watched, MeasureKind.SECURITY_PENALTY, origin_id=origin)
    cited = [each["id"] for each in file_of(desk, made).measure.citations]
    assert [each for each in cited if each.startswith("PSA-")] == [article]
