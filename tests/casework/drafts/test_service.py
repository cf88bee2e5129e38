"""Drafts: kept until the act or until given up, of one officer alone, and aware of newer facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from corrdesk.base.actor import Actor, Role
from corrdesk.base.clock import CHINA, FixedClock
from corrdesk.base.errors import UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.sealing import seal_file
from corrdesk.casework.caseload.service import change_person
from corrdesk.casework.drafts.model import Draft, KeptDraft
from corrdesk.casework.drafts.service import drop_draft, keep_draft, news_since, own_drafts
from corrdesk.casework.permissions import RecordState
from corrdesk.store.chain import Change
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.sync.replica import Replica
from tests.casework.people import new_person
from tests.casework.roles import WHY, file_in
from tests.sync.worlds import Device

DRAFT = Draft("0d" * 16, '{"page": "case"}', "登记违规", "欧阳平翊", '{"facts": ["", "未"]}', ())


def keep(desk: Desk, draft: Draft = DRAFT) -> None:
    desk.act(lambda uow: keep_draft(uow, draft))


def kept(desk: Desk) -> list[KeptDraft]:
    return desk.act(own_drafts)[0]


def test_a_draft_is_kept_and_kept_again(desk: Desk, clock: FixedClock) -> None:
    head = desk.head()
    keep(desk)
    began = clock.now()
    clock.advance(timedelta(seconds=30))
    longer = replace(DRAFT, typed='{"facts": ["", "未按规定报到"]}')
    keep(desk, longer)
    assert kept(desk) == [KeptDraft(longer, began, clock.now())]
    assert desk.head() == head  # no act, no entry
    assert desk.verify() == []


def test_the_newest_comes_first(desk: Desk, clock: FixedClock) -> None:
    for number in range(3):
        clock.advance(timedelta(minutes=1))
        keep(desk, replace(DRAFT, id=f"{number:032x}"))
    assert [each.draft.id[-1] for each in kept(desk)] == ["2", "1", "0"]


def test_a_draft_outlives_the_desk(desk: Desk) -> None:
    keep(desk)
    with desk._store.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM draft").scalar() == 1


def test_dropping_is_final_and_may_be_repeated(desk: Desk) -> None:
    keep(desk)
    for _time in range(2):
        desk.act(lambda uow: drop_draft(uow, DRAFT.id))
    assert kept(desk) == []


def test_a_draft_goes_with_its_act_and_stays_when_the_act_fails(desk: Desk) -> None:
    person_id, _order = new_person(desk)
    keep(desk)

    def act(uow: UnitOfWork, phone: str) -> None:
        drop_draft(uow, DRAFT.id)
        change_person(uow, person_id, {"phone": phone})
        if not phone:
            raise UserError("没有电话。")

    with pytest.raises(UserError):
        desk.act(lambda uow: act(uow, ""))
    assert [each.draft for each in kept(desk)] == [DRAFT]
    desk.act(lambda uow: act(uow, "13800000001"))
    assert kept(desk) == []


def test_an_officer_sees_and_touches_only_own_drafts(desk: Desk) -> None:
    keep(desk)
    mine, desk.actor = desk.actor, Actor("0f" * 16, "王芳", Role.OFFICER, desk.actor.device_id)
    assert kept(desk) == []
    desk.act(lambda uow: drop_draft(uow, DRAFT.id))
    assert desk.act(lambda uow: news_since(uow, DRAFT.id))[0] == []
    keep(desk, replace(DRAFT, id="0e" * 16))
    assert [each.draft.id for each in kept(desk)] == ["0e" * 16]
    desk.actor = mine
    assert [each.draft.id for each in kept(desk)] == [DRAFT.id]


def test_an_auditor_types_nothing(desk: Desk) -> None:
    desk.actor = Actor(desk.actor.officer_id, "审计", Role.AUDITOR, desk.actor.device_id)
    with pytest.raises(UserError, match="角色"):
        keep(desk)


def test_news_are_what_touched_the_subjects_since_the_draft_was_begun(
    desk: Desk, clock: FixedClock
) -> None:
    person_id, _order = new_person(desk)
    other_id, _other = new_person(desk, 2, "陈小红")
    desk.act(lambda uow: change_person(uow, person_id, {"note": "之前"}))
    draft = replace(DRAFT, subjects=(person_id,))
    keep(desk, draft)
    desk.act(lambda uow: change_person(uow, other_id, {"note": "别人"}))
    assert desk.act(lambda uow: news_since(uow, DRAFT.id))[0] == []
    clock.advance(timedelta(minutes=5))
    desk.act(lambda uow: change_person(uow, person_id, {"phone": "13800000002"}))
    keep(desk, replace(draft, typed="{}"))  # going on with it does not hide the news
    (news,) = desk.act(lambda uow: news_since(uow, DRAFT.id))[0]
    assert (news.act, news.officer, news.entered_at) == ("person.change", "李明", clock.now())


def test_what_another_pc_wrote_without_form_is_no_news_and_no_fault(
    desk: Desk, clock: FixedClock
) -> None:
    person_id, _order = new_person(desk)
    keep(desk, replace(DRAFT, subjects=(person_id,)))
    device = Device("x", office=desk.office.id)
    for body in (b"\xff", b"\x81\x00"):
        device.act(body=body)
    device.act(Change("person", person_id, {"note": "外来"}, {"note": "x:1"}))
    device.misdate("yesterday")
    Replica(desk._store, desk.office.id).take(device.segment(), {})
    (news,) = desk.act(lambda uow: news_since(uow, DRAFT.id))[0]
    assert (news.act, news.entered_at.tzinfo) == ("test.act", CHINA)


def test_a_draft_about_a_sealed_file_is_not_there(desk: Desk) -> None:
    filed = file_in(desk, RecordState.SEALED, ready=False)
    keep(desk, replace(DRAFT, id="0a" * 16))
    keep(desk, replace(DRAFT, subjects=(filed.supervision,)))
    assert len(kept(desk)) == 2
    desk.act(lambda uow: seal_file(uow, filed.person, **WHY))
    assert [each.draft.id for each in kept(desk)] == ["0a" * 16]


def test_a_draft_about_nobody_has_no_news(desk: Desk) -> None:
    keep(desk)
    new_person(desk)
    assert desk.act(lambda uow: news_since(uow, DRAFT.id))[0] == []


def test_too_long_a_title_is_cut_and_what_was_typed_never(desk: Desk) -> None:
    keep(desk, replace(DRAFT, what="长" * 300, typed="字" * 50_000))
    (found,) = kept(desk)
    assert len(found.draft.what) == 120
    assert len(found.draft.typed) == 50_000
