"""The search box finds exactly whom a slow reader would find, whatever is typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from corrdesk.base.pinyin import initials
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.model import PersonFacts
from corrdesk.casework.caseload.search import find_person_ids, fold, keys_of, matching
from corrdesk.casework.caseload.service import add_person
from tests.casework.people import order_facts, person_facts

PEOPLE = {
    1: ("单国强", "青石镇西河村12号", "13911112222"),
    2: ("解小军", "青石镇东山村", "0571-88881234"),
    3: ("仇乐", "西河村", ""),
    4: ("查　理", "幸福路100号", "13800000000、13911110000"),
    5: ("阿卜杜热合曼·买买提", "青石镇(北)街", "139 2222 3333"),
    6: ("𠮷野", "Ａ座1单元", "13700000000"),
    7: ("Anna Smith", "龙门100%苑_2", "13600000000"),
    8: ("欧阳娜娜", "西河村'; DROP TABLE person;--", ""),
    9: ("王", "青石镇", "12345"),
}
Find = Callable[[str], set[int]]


def added(desk: Desk, serial: int) -> str:
    return desk.act(lambda uow: add_person(uow, facts(serial), order_facts()))[0]


def facts(serial: int) -> PersonFacts:
    name, residence, phone = PEOPLE[serial]
    return person_facts(serial, name, residence=residence, phone=phone)


@pytest.fixture
def find(desk: Desk) -> Find:
    ids = {added(desk, serial): serial for serial in PEOPLE}

    def search(term: str) -> set[int]:
        with desk.read() as session:
            return {ids[found] for found in find_person_ids(session, desk.office.id, term)}

    return search


def expected(term: str) -> set[int]:
    """The same question answered by reading everybody."""
    wanted = fold(term)
    if not wanted:
        return set()
    digits = len(wanted) >= 3 and all(c in "0123456789" for c in wanted[:-1])
    if digits and wanted[-1] in "0123456789x" and len(wanted) <= 18:
        return {serial for serial in PEOPLE if any(n.endswith(wanted) for n in numbers(serial))}
    return {serial for serial in PEOPLE if any(wanted in word for word in words(serial))}


def numbers(serial: int) -> list[str]:
    person = facts(serial)
    phones = [
        "".join(c for c in part if c in "0123456789")
        for part in person.phone.replace("、", " ").split(" ")
    ]
    return [person.id_number.lower(), *phones]


def words(serial: int) -> list[str]:
    person = facts(serial)
    return [fold(person.name), *map(fold, initials(person.name)), fold(person.residence)]


PIECES = st.sampled_from(sorted(PEOPLE)).flatmap(
    lambda serial: st.sampled_from([*words(serial), *numbers(serial)]).flatmap(
        lambda word: st.tuples(st.integers(0, len(word)), st.integers(0, len(word))).map(
            lambda ends: word[min(ends) : max(ends)]
        )
    )
)
TERMS = PIECES | st.text(max_size=6) | st.text("0123456789xX%_'\"#* ·。", max_size=20)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(term=TERMS)
def test_it_finds_whom_a_slow_reader_finds(find: Find, term: str) -> None:
    assume(not any(0xD800 <= ord(char) < 0xE000 for char in term))
    assert find(term) == expected(term)


def test_every_part_of_a_name_of_any_length(find: Find) -> None:
    for serial, (name, _residence, _phone) in PEOPLE.items():
        for first in range(len(name)):
            for last in range(first + 1, len(name) + 1):
                if name[first:last].strip("　· "):
                    assert serial in find(name[first:last])


@pytest.mark.parametrize(
    ("term", "serials"),
    [
        ("sgq", {1}),
        ("DGQ", {1}),
        ("ｘｘｊ", {2}),
        ("jxj", {2}),
        ("ql", {3}),
        ("cl", {3}),
        ("zl", {4}),
        ("查理", {4}),
        ("查 理", {4}),
        ("热合曼买", {5}),
        ("热合曼・买", {5}),
        ("𠮷", {6}),
        ("smith", {7}),
        ("西河村", {1, 3, 8}),
        ("2222", {1}),
        ("1234", {2}),
        ("057188881234", {2}),
        ("0000", {4, 6, 7}),
        ("0%苑", {7}),
        ("苑_2", {7}),
        ("drop table", {8}),
        ("2345", {9}),
    ],
)
def test_what_officers_type(find: Find, term: str, serials: set[int]) -> None:
    assert serials <= find(term)
    assert find(term) == expected(term)


def test_a_whole_number_finds_one_person(find: Find) -> None:
    for serial in PEOPLE:
        number = facts(serial).id_number
        assert find(number) == find(number.lower()) == {serial}
        assert find(f" {number[:6]} {number[6:]} ") == {serial}
        assert serial in find(number[-3:])


@pytest.mark.parametrize(
    "term",
    [
        "",
        "   ",
        "·",
        "%",
        "_%",
        "*",
        "?",
        "😀",
        "王" * 10_000,
        "1" * 10_000,
        "\x00",
        "\ud800",
        "\n",
    ],
)
def test_what_finds_nobody(find: Find, term: str) -> None:
    assert find(term) == expected(term) if term in {"%", "_%"} else find(term) == set()


def test_nothing_of_the_offence_is_a_key() -> None:
    row = {"name": "王小明", "id_number": "1", "phone": "", "residence": "", "offence": "盗窃罪"}
    assert not any("盗" in key for key in keys_of(row))


def test_keys_have_no_two_of_a_kind_and_no_empty_one() -> None:
    row = {"name": "", "id_number": "", "phone": " ", "residence": "　"}
    assert keys_of(row) == frozenset()
    assert matching("o", "") is None
