"""The records that everybody exchanges: invented volunteers, 288 bytes of JSON each in the mean."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corrdesk.base.ids import derived_id

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰萍红建文"
SKILLS = (
    "法律咨询", "心理疏导", "戒酒帮扶", "技能培训", "就业推荐", "邻里调解", "普法宣讲", "危机干预",
    "家庭走访", "手工教学", "环境清洁", "敬老服务", "电工维修", "农技指导", "书法课堂", "防诈宣传",
)  # fmt: skip
PARTNERS = 200
TURNS = 5  # rounds of changes
COLUMNS = (
    "id", "name", "phone", "partner_id", "skills", "joined_on", "secrecy_on", "insured_until",
    "left_on",
)  # fmt: skip
Record = dict[str, Any]


def partner_id(number: int) -> str:
    """The id of one of the organisations that volunteers come from."""
    return derived_id("partner", str(number % PARTNERS))


def records(count: int, seed: int = 6) -> Iterator[Record]:
    """So many records, the same each time."""
    chance = random.Random(seed)
    for number in range(count):
        yield {
            "id": _uuid7(number, chance.getrandbits(74)),
            "name": chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2)),
            "phone": f"139{number % 100_000_000:08d}",
            "partner_id": partner_id(chance.randrange(PARTNERS)),
            "skills": "、".join(chance.choices(SKILLS, k=chance.choice((3, 4, 5)))),
            "joined_on": f"20{chance.randrange(16, 26)}-0{chance.randrange(1, 10)}-15",
            "secrecy_on": "2026-01-15",
            "insured_until": None if number % 3 else "2026-12-31",
            "left_on": None,
        }


def _uuid7(number: int, noise: int) -> str:
    """An id as the desk mints them: ordered by time, one record each forty seconds."""
    moment = 1_780_000_000_000 + 40_000 * number
    return f"{moment:012x}7{noise >> 62:03x}{0b10 << 62 | noise & ((1 << 62) - 1):016x}"


def changed(count: int, of: int, turn: int = 0) -> list[tuple[int, Record]]:
    """Every so many-th record with another phone number in each turn, by its place."""
    step = max(of // count, 1)
    wanted = [(number, record) for number, record in enumerate(records(of)) if number % step == 0][
        :count
    ]
    return [(n, record | {"phone": f"138{turn}{n:07d}"}) for n, record in wanted]


def mean_size(count: int) -> float:
    """Bytes of JSON per record."""
    return sum(len(as_json(record)) for record in records(count)) / count


def as_json(value: Any) -> bytes:
    """JSON as one would send it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def plain_file(path: Path) -> sqlite3.Connection:
    """An unencrypted database with the records' table, empty if it is new."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    marks = ", ".join(f"{name} TEXT" for name in COLUMNS[1:])
    connection.execute(f"CREATE TABLE IF NOT EXISTS volunteer (id TEXT PRIMARY KEY, {marks})")
    return connection


def upsert(*more: str) -> str:
    """The statement that puts records into such a file, with further columns."""
    columns = (*COLUMNS, *more)
    marks = ", ".join(f":{name}" for name in columns)
    news = ", ".join(f"{name}=excluded.{name}" for name in columns[1:])
    return (
        f"INSERT INTO volunteer ({', '.join(columns)}) VALUES ({marks}) "
        f"ON CONFLICT (id) DO UPDATE SET {news}"
    )
