"""A large invented office for measurements: thousands of people with years of check-ins."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from corrdesk.base.clock import CHINA, FixedClock
from corrdesk.base.ids import derived_id
from corrdesk.bootstrap import Desk, Founding, create_desk
from corrdesk.casework.caseload.search import index_people
from corrdesk.casework.caseload.tables import ClassChange, Person, Supervision
from corrdesk.casework.reporting.tables import CheckIn, Duty
from corrdesk.store.base import table_of
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.vault.keyslots import KdfProfile

TODAY = date(2026, 6, 10)
SEED = 5_000
PASSPHRASE = "six red lanterns over the gate"
OFFICER = "李明"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰萍红建文"
VILLAGES = ("西河村", "北沟村", "东山村", "上庄村", "南岭村", "下坝村", "石桥村", "柳树屯")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
BATCH = 500


def make_large_office(folder: Path, people: int, events: int) -> Desk:
    """Founds an office with so many people and so many check-ins; the same each time."""
    clock = FixedClock(TODAY)
    desk, _code = create_desk(
        folder / "vault",
        Founding("青石镇司法所", OFFICER, PASSPHRASE, "cn-example", kdf=KdfProfile.CHEAP_FOR_TESTS),
        device_secret_file=folder / "device.secret",
        clock=clock,
    )
    chance = random.Random(SEED)
    cases: list[tuple[str, str]] = []
    for first in range(0, people, BATCH):
        count = min(BATCH, people - first)
        added, _changes = desk.act(partial(_people, first=first, count=count, chance=chance))
        cases += added
    per_person = events // people
    for first in range(0, people, BATCH // 5):
        batch = cases[first : first + BATCH // 5]
        desk.act(partial(_history, cases=batch, per_person=per_person))
    desk.save_anchor()
    return desk


def _people(
    uow: UnitOfWork, first: int, count: int, chance: random.Random
) -> list[tuple[str, str]]:
    uow.begin_act("ledger.import")
    people = [_person(uow.new_id(), number, chance) for number in range(first, first + count)]
    orders = [_order(uow, person["id"], chance) for person in people]
    uow.insert_rows(table_of(Person), people)
    uow.insert_rows(table_of(Supervision), orders)
    uow.insert_rows(
        table_of(ClassChange),
        [
            {
                "id": uow.new_id(),
                "supervision_id": order["id"],
                "class_": order["class_"],
                "from_on": order["tracked_from"],
                "reason": "",
                "document": "",
            }
            for order in orders
        ],
    )
    index_people(uow, people)
    return [(order["id"], order["person_id"]) for order in orders]


def _person(person_id: str, number: int, chance: random.Random) -> dict[str, Any]:
    born = date(1960, 1, 1) + timedelta(days=chance.randrange(15_000))
    return {
        "id": person_id,
        "name": chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2)))),
        "sex": "male",
        "id_number": _id_number(f"370126{born:%Y%m%d}{number % 1000:03d}", number),
        "born": born,
        "ethnicity": "汉",
        "education": "初中",
        "phone": f"139{number:08d}",
        "residence": f"青石镇{chance.choice(VILLAGES)}{chance.randrange(1, 300)}号",
        "household": "",
        "note": "",
        "minor": False,
        "sealed_on": None,
    }


def _id_number(body: str, number: int) -> str:
    region = 370100 + number // 1000  # keeps the numbers of a large office apart
    body = f"{region}{body[6:]}"
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True))
    return body + "10X98765432"[total % 11]


def _order(uow: UnitOfWork, person_id: str, chance: random.Random) -> dict[str, Any]:
    start = TODAY - timedelta(days=chance.randrange(30, 700))
    return {
        "id": uow.new_id(),
        "person_id": person_id,
        "category": "probation",
        "status": "supervised",
        "decision_organ": "青石县人民法院",
        "judgment_number": "",
        "offence": "危险驾驶罪",
        "offence_on": None,
        "original_sentence": "有期徒刑1年",
        "effective_on": None,
        "term_start": start,
        "term_end": start + timedelta(days=1000),
        "reported_in_on": start,
        "tracked_from": TODAY - timedelta(days=TODAY.weekday()),
        "class_": chance.choice(("strict", "normal", "normal", "light")),
        "able_to_work": True,
        "officer_id": uow.actor.officer_id,
    }


def _history(uow: UnitOfWork, cases: list[tuple[str, str]], per_person: int) -> None:
    uow.begin_act("checkin.record")
    duties: list[dict[str, Any]] = []
    check_ins: list[dict[str, Any]] = []
    for supervision_id, person_id in cases:
        for week in range(1, per_person + 1):
            end = TODAY - timedelta(days=TODAY.weekday() + 1 + 7 * (week - 1))
            duty_id = derived_id(supervision_id, str(week))
            duties.append(_duty(duty_id, supervision_id, person_id, end))
            check_ins.append(_check_in(uow, duty_id, supervision_id, person_id, end))
    uow.insert_rows(table_of(Duty), duties)
    uow.insert_rows(table_of(CheckIn), check_ins)


def _duty(duty_id: str, supervision_id: str, person_id: str, end: date) -> dict[str, Any]:
    return {
        "id": duty_id,
        "person_id": person_id,
        "supervision_id": supervision_id,
        "kind": "check_in",
        "period_start": end - timedelta(days=6),
        "period_end": end,
        "grace_until": end,
        "needed": 1,
        "done": 1,
        "state": "fulfilled",
        "evidence_due": None,
        "rule_version": "cn+cn-example@0000000000000000",
    }


def _check_in(
    uow: UnitOfWork, duty_id: str, supervision_id: str, person_id: str, day: date
) -> dict[str, Any]:
    at = datetime.combine(day, time(9), CHINA)
    return {
        "id": uow.new_id(),
        "person_id": person_id,
        "supervision_id": supervision_id,
        "duty_id": duty_id,
        "kind": "check_in",
        "presence": "officer_saw",
        "outcome": "complied",
        "happened_at": at,
        "entered_at": at,
        "reason": "",
        "evidence_due": None,
        "note": "",
        "officer_id": uow.actor.officer_id,
    }
