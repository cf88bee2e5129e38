"""A county with many offices, people and matters, long names among them: for looking at pages.

Rows are written at the county itself, past the exchange: what is looked at is how they are shown.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from corrdesk.base.actor import Role
from corrdesk.casework.caseload.search import index_people
from corrdesk.casework.caseload.tables import Office, Person, Supervision
from corrdesk.casework.leave.tables import Leave
from corrdesk.casework.permissions import command
from corrdesk.county.county import County
from corrdesk.store.base import table_of
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.sync.box import AgeBox, new_identity
from corrdesk.sync.core.enrolment import Request
from tests.casework.people import id_number
from tests.sync.worlds import public

OFFICES, PEOPLE = 40, 500
LONG_OFFICE = "石桥县经济技术开发区新村街道综合治理中心司法所"
LONG_NAME = "古丽巴哈尔·阿卜杜热合曼·买买提艾力"
FAMILY, GIVEN = "王李张刘陈杨赵黄周吴", ["小明", "欧", "建国", "秀英", "志强", "海燕", "文博"]
CLASSES = ("strict", "normal", "light", None)
CATEGORIES = ("probation", "parole", "public_surveillance", "outside_prison")


def crowd(county: County, today: date, *, offices: int = OFFICES, people: int = PEOPLE) -> None:
    """Fills a county. The first office has a long name, every seventh person too."""
    share, rest = divmod(people, offices)
    for number in range(offices):
        name = LONG_OFFICE if number == 0 else f"第{number + 1}司法所"
        office = _enrolled(county, number, name, share=share)
        with county.unit_of_work(office, f"{1:032x}", "李局", Role.HEAD) as uow:
            _fill(uow, _office(office, name), number, share + (number < rest), today)
            uow.commit()


def _enrolled(county: County, number: int, name: str, *, share: int) -> str:
    """An office with one device; some are in trouble, some have never spoken."""
    key = Ed25519PrivateKey.from_private_bytes(bytes([number + 1]) * 32)
    office, device = f"{number + 0xA00000000000:012x}", f"{number + 1:032x}"
    reader = AgeBox(new_identity()).recipient
    label = f"{name}窗口电脑（{share}）"[:40]
    asked = Request(office, name, device, label, public(key), reader, "2026-06-10")
    trouble = "收到的编号断开：缺 第 212 至 215 条，等待补送" if number == 3 else ""
    with county.registry() as registry:
        registry.enrol(asked.framed(key.sign))
        if number % 9 != 8:
            registry.heard(office, trouble)
            registry.seen(device)
    return office


def _office(office: str, name: str) -> dict[str, Any]:
    return {
        "id": office, "name": name, "short_name": "石", "county_name": "石桥县社区矫正管理局",
        "procuratorate": "石桥县人民检察院", "pack_id": "cn",
    }  # fmt: skip


@command("ledger.import")
def _fill(uow: UnitOfWork, office: dict[str, Any], number: int, count: int, today: date) -> None:
    uow.insert_rows(table_of(Office), [office])
    found = [_person(number, serial) for serial in range(count)]
    orders = [_order(number, serial, today) for serial in range(count)]
    uow.insert_rows(table_of(Person), found)
    uow.insert_rows(table_of(Supervision), orders)
    waiting = [_leave(each, serial, today) for serial, each in enumerate(orders) if serial % 6 == 0]
    uow.insert_rows(table_of(Leave), waiting)
    index_people(uow, found)


def _person(number: int, serial: int) -> dict[str, Any]:
    which = number * 31 + serial
    name = FAMILY[which % len(FAMILY)] + GIVEN[which % len(GIVEN)]
    return {
        "id": f"{0x10000 + number * 1000 + serial:032x}",
        "name": LONG_NAME if serial % 7 == 6 else name, "sex": "male",
        "id_number": id_number(serial + 1, date(1985 + number % 20, 3, 1 + number % 28)),
        "born": date(1985, 3, 1), "ethnicity": "", "education": "", "phone": "13900000000",
        "residence": "青石镇西河村12号", "household": "", "note": "",
        "minor": serial % 11 == 5, "sealed_on": None,
    }  # fmt: skip


def _order(number: int, serial: int, today: date) -> dict[str, Any]:
    return {
        "id": f"{0x20000 + number * 1000 + serial:032x}",
        "person_id": f"{0x10000 + number * 1000 + serial:032x}",
        "category": CATEGORIES[serial % 4], "status": "supervised",
        "decision_organ": "青石县人民法院",
        "judgment_number": "（2025）青刑初88号", "offence": "盗窃罪", "offence_on": None,
        "original_sentence": "", "effective_on": None, "term_start": date(2026, 1, 5),
        "term_end": today + timedelta(days=30 + serial), "reported_in_on": date(2026, 1, 6),
        "tracked_from": date(2026, 1, 6), "class_": CLASSES[serial % 4], "able_to_work": True,
        "officer_id": "",
    }  # fmt: skip


def _leave(order: dict[str, Any], serial: int, today: date) -> dict[str, Any]:
    depart = today + timedelta(days=serial - 3)
    return {
        "id": f"{int(order['id'], 16) + 0x40000:032x}", "person_id": order["person_id"],
        "supervision_id": order["id"], "extends": None, "requested_on": today, "depart": depart,
        "return_on": depart + timedelta(days=12), "reason": "medical",
        "reason_text": "到省人民医院复查心脏支架，医生要求住院观察", "transport": "火车",
        "contact": "",
        "destination": "省城人民医院东院区住院部七楼心血管内科第三病区", "abroad": False,
        "apply_by": today, "late_reason": "", "days": 13, "days_in_window": 13,
        "approver": "county", "counted": {}, "citations": [], "compared": [], "rule_version": "",
        "state": "requested",
    }  # fmt: skip
