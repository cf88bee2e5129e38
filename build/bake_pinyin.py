"""Write `resources/pinyin/initials.z`, the table behind `corrdesk.base.pinyin`.

For maintainers, with the development requirements installed; not needed to run or build:

    python build/bake_pinyin.py

The common reading of every character comes from `pypinyin`; the readings that it does not put
first but people's names use are listed here, by hand. `tests/base/test_pinyin.py` guards both.
"""

import unicodedata
import zlib
from pathlib import Path

from pypinyin import Style, lazy_pinyin
from pypinyin.pinyin_dict import pinyin_dict

TARGET = Path(__file__).resolve().parent.parent / "resources" / "pinyin" / "initials.z"
LONGEST_GAP = 16  # characters without reading inside a run, before a new run is cheaper

# Surnames read otherwise than the character usually is; the surname's reading is tried first.
SURNAMES = """
单s 單s 解x 仇q 查z 区o 區o 翟z 盖g 蓋g 员y 員y 乐y 樂y 曾z 朴p 樸p 尉y
缪m 繆m 繁p 秘m 秘b 折s 覃q 覃t 谌c 諶c 谌s 隗w 隗k 种c 種c 召s 钭t 鈄t
佴n 乜n 祭z 车c 車c 阚k 闞k 郇x 郇h 粘n 句g 藏z 重c 适k 參s 宿s 盛s
"""
# Characters of given names for which two readings with different initials are in common use.
GIVEN = """
重c 重z 乐l 乐y 樂l 樂y 行x 行h 长c 长z 長c 長z 朝z 朝c 茜q 茜x 晟s 晟c
盛s 盛c 藏z 藏c 传c 传z 傳c 傳z 曾c 曾z 阿a 阿e 伽q 伽j 伽g 颉x 颉j 炅g
炅j 参c 参s 單d 單s 单d 单s 解j 解x 查c 查z 召z 召s 尉w 尉y 调d 调t 强q
强j 石s 石d 巷x 巷h 叶y 叶x
"""
# Surnames of two characters whose reading the single characters do not give.
COMPOUNDS = {"尉迟": "yc", "尉遲": "yc", "万俟": "mq", "萬俟": "mq", "长孙": "zs", "長孫": "zs"} | {
    "单于": "cy",
    "單于": "cy",
    "澹台": "tt",
    "澹臺": "tt",
    "亓官": "qg",
    "拓跋": "tb",
    "宰父": "zf",
}


def initial(char: str) -> str:
    """Return the first letter of the character's common reading, or "" if it has none."""
    reading = lazy_pinyin(char, style=Style.NORMAL, errors="ignore")
    letters = unicodedata.normalize("NFD", reading[0])[:1] if reading else ""
    return letters if letters.isascii() and letters.isalpha() else ""


def runs() -> list[tuple[int, str]]:
    """Return the initials as runs of neighbouring code points; "." stands for none."""
    result: list[tuple[int, str]] = []
    for code in sorted(pinyin_dict):
        letter = initial(chr(code))
        if not letter:
            continue
        start, letters = result[-1] if result else (0, "")
        gap = code - (start + len(letters))
        if result and gap <= LONGEST_GAP:
            result[-1] = (start, letters + "." * gap + letter)
        else:
            result.append((code, letter))
    return result


def other_readings(listed: str) -> dict[str, str]:
    """Return the readings listed here, by character, each letter once, in the order written."""
    result: dict[str, str] = {}
    for entry in listed.split():
        char, letter = entry[:-1], entry[-1]
        if letter not in result.get(char, ""):
            result[char] = result.get(char, "") + letter
    return result


def main() -> None:
    """Write the table."""
    lines = [f"run {start:X} {letters}" for start, letters in runs()]
    for kind, listed in (("surname", SURNAMES), ("given", GIVEN)):
        for char, letters in other_readings(listed).items():
            lines.append(f"{kind} {char} {letters}")
    lines += [f"compound {name} {letters}" for name, letters in COMPOUNDS.items()]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(zlib.compress("\n".join(lines).encode(), 9))


if __name__ == "__main__":
    main()
