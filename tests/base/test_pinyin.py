"""Pinyin initials, judged by pypinyin for the common readings and by hand for names."""

import importlib.util
import itertools
import unicodedata
import zlib
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin
from pypinyin.pinyin_dict import pinyin_dict

from corrdesk.base.pinyin import initials
from corrdesk.base.resources import resource_path

TABLE = resource_path("pinyin", "initials.z")


def load_baker() -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "build" / "bake_pinyin.py"
    spec = importlib.util.spec_from_file_location("bake_pinyin", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_is_small() -> None:
    assert TABLE.stat().st_size <= 60_000


def test_the_table_is_what_the_baker_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    baker = load_baker()
    monkeypatch.setattr(baker, "TARGET", tmp_path / "initials.z")
    baker.main()
    baked, shipped = (tmp_path / "initials.z").read_bytes(), TABLE.read_bytes()
    assert zlib.decompress(baked) == zlib.decompress(shipped)  # zlib builds pack differently


def test_every_character_that_pypinyin_reads_has_its_common_initial() -> None:
    wrong = []
    for char in map(chr, pinyin_dict):
        reading = lazy_pinyin(char, style=Style.NORMAL, errors="ignore")
        first = unicodedata.normalize("NFD", reading[0])[:1] if reading else ""
        if f"m{first}" not in initials("马" + char):
            wrong.append(char)
    assert wrong == []


@pytest.mark.parametrize(
    ("block", "share"),
    [((0x4E00, 0x9FA5), 0.99), ((0x3400, 0x4DB5), 0.85), ((0x20000, 0x2A6D6), 0.2)],
)
def test_the_blocks_are_covered(block: tuple[int, int], share: float) -> None:
    known = sum(bool(initials(chr(code))) for code in range(block[0], block[1] + 1))
    assert known / (block[1] - block[0] + 1) >= share


@pytest.mark.parametrize(
    ("name", "variants"),
    [
        ("马涛", ("mt",)),
        ("单雄信", ("sxx", "dxx")),
        ("解晓东", ("xxd", "jxd")),
        ("仇英", ("qy", "cy")),
        ("查良镛", ("zly", "cly")),
        ("区小明", ("oxm", "qxm")),
        ("翟光", ("zg", "dg")),
        ("尉迟恭", ("ycg", "wcg")),
        ("万俟卨", ("mqx", "wqx")),
        ("长孙无忌", ("zswj", "cswj")),
        ("欧阳丽磊", ("oyll",)),
        ("黄　庆", ("hq",)),
        ("艾力·买买提", ("almmt",)),
        ("John Smith", ("johnsmith",)),
        ("Ｏ'Brien", ("obrien",)),
        ("Müller", ("muller",)),
        ("𠅤䶮", ("xy",)),
        ("", ()),
        ("· ", ()),
    ],
)
def test_names_have_the_initials_that_people_type(name: str, variants: tuple[str, ...]) -> None:
    assert initials(name) == variants


@pytest.mark.parametrize(
    ("surname", "letters"),
    [
        ("单", "sd"), ("解", "xj"), ("仇", "qc"), ("查", "zc"), ("区", "oq"), ("翟", "zd"),
        ("乐", "yl"), ("曾", "zc"), ("尉", "yw"), ("缪", "m"), ("盖", "g"),
        ("员", "y"), ("朴", "p"),
        ("覃", "qt"), ("种", "cz"), ("召", "sz"), ("折", "sz"), ("谌", "cs"),
    ],
)  # fmt: skip
def test_surnames_have_both_readings_their_own_first(surname: str, letters: str) -> None:
    found = [variant[0] for variant in initials(surname + "明")]
    assert found == list(letters)


def test_a_surname_reading_is_for_the_front_of_a_name() -> None:
    assert initials("马翟") == ("md",)


def test_a_given_name_with_two_readings_is_found_by_either() -> None:
    assert set(initials("王乐")) == {"wl", "wy"}
    assert set(initials("曾重乐")) == {
        "".join(letters) for letters in itertools.product("zc", "zc", "ly")
    }


@given(st.text(max_size=12))
def test_any_text_gives_few_plain_variants_of_one_length(name: str) -> None:
    variants = initials(name)
    assert len(variants) <= 8
    assert len(set(variants)) == len(variants)
    assert len({len(variant) for variant in variants}) <= 1
    assert all(v.isascii() and v.isalnum() and v == v.lower() for v in variants)


def test_the_surname_readings_survive_a_name_of_many_readings() -> None:
    variants = initials("单重乐行长朝")
    assert len(variants) == 8
    assert {variant[0] for variant in variants} == {"s", "d"}
