"""The help of every command in the language in force, in columns that hold in 80."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from corrdesk.cli.frame import Commands, SpokenCommand, SpokenGroup, cells, wrapped
from tests.cli.script import Run, everything

OF_TYPER = re.compile(
    r"Usage|Arguments|Options|Commands|OPTIONS|COMMAND|ARGS|Show this|DEPRECATED|"
    r"\[(?:required|default|env var)|; required|<(?:str|int|float|bool|path|file|dir|list|Path)\b"
)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


demo = Commands()


@demo.command("paint", help="粉刷一间房。")
def paint(
    room: Annotated[str, typer.Argument(help="哪一间。")],
    colours: Annotated[list[Colour], typer.Option("--colour", help="颜色。")],
    coats: Annotated[int, typer.Option("--coats", min=1, max=3, help="几遍。")] = 2,
    height: Annotated[float, typer.Option("--height", max=4, help="多高。")] = 2.5,
    *,
    bright: Annotated[bool, typer.Option("--bright/--dull", help="亮的。")] = True,
    painter: Annotated[str, typer.Option(envvar="PAINTER", help="谁来。")] = "",
) -> None:
    """Paints a room."""


@demo.command("look", help="看一看。")
def look() -> None:
    """Looks."""


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def columns(page: str) -> set[tuple[str, int]]:
    """Where the explanations of each section begin, in columns."""
    heading, found = "", set()
    for line in page.splitlines():
        if line.endswith("：") and not line.startswith(" "):
            heading = line
        elif heading and (row := re.match(r"  \S.*?\s{2,}(?=\S)|\s{7,}(?=\S)", line)):
            found.add((heading, cells(row[0])))
    return found


def test_no_word_of_typer_is_left_in_any_help(bare: Run) -> None:
    pages = {words: bare(*words, "--help") for words, _command in everything()}
    assert len(pages) > 150
    for words, said in pages.items():
        assert (said.code, said.err) == (0, ""), words
        assert OF_TYPER.findall(said.out) == [], words
        path = " ".join(("corrdesk", *words))
        assert said.out.startswith(f"用法：{path} [选项]"), words


def test_every_command_speaks_through_the_same_classes() -> None:
    for words, command in everything():
        assert isinstance(command, SpokenCommand | SpokenGroup), words


def test_every_help_fits_and_its_columns_hold(bare: Run) -> None:
    for words, _command in everything():
        page = bare(*words, "--help").out
        assert [line for line in page.splitlines() if cells(line) > 80] == [], words
        begins = columns(page)
        assert len(begins) == len({heading for heading, _column in begins}), (words, begins)


def test_the_notes_of_a_command_in_chinese() -> None:
    page = CliRunner().invoke(demo, ["paint", "--help"]).stdout
    for line in (
        "  room <文本>  哪一间。 [必填]",
        "  --colour <red|blue>...  颜色。 [必填]",
        "  --coats <整数>          几遍。 [默认：2] [1 到 3]",
        "  --height <数字>         多高。 [默认：2.5] [不大于 4]",
        "  --bright / --dull       亮的。 [默认：--bright]",
        "  --painter <文本>        谁来。 [环境变量：PAINTER]",
        "  --help                  显示说明。",
    ):
        assert line in page.splitlines(), line


@pytest.mark.usefixtures("english")
def test_the_notes_of_a_command_in_english() -> None:
    page = CliRunner().invoke(demo, ["paint", "--help"]).stdout
    assert re.match(r"Usage: \S+ paint \[OPTIONS\] \{room\}\n", page)
    for words in ("Arguments:", "Options:", "[required]", "[default: 2] [1 to 3]", "Shows this"):
        assert words in page
    listed = CliRunner().invoke(demo, ["--help"]).stdout
    assert "COMMAND [ARGS]..." in listed
    assert "\nCommands:\n" in listed


def test_a_narrow_window_takes_more_lines(bare: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = bare("sync", "--help").out
    monkeypatch.setenv("COLUMNS", "56")
    narrow = bare("sync", "--help").out
    assert len(narrow.splitlines()) > len(wide.splitlines())


def test_a_long_usage_hangs_below_its_first_word(bare: Run, monkeypatch: Any) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    usage, after, *_others = bare("county", "decide", "--help").out.splitlines()
    assert usage.startswith("用法：corrdesk county decide [选项] {DIR}")
    assert cells(usage) - cells(usage.partition("[")[2]) - 1 == len(after) - len(after.lstrip())


def test_a_chinese_character_is_two_columns_wide() -> None:
    assert (cells("abc"), cells("口令"), cells("（a）"), cells("…")) == (3, 4, 5, 2)


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    lines = wrapped("口令文件（一行）；不给则询问，见“帮助”。", 12)
    assert "".join(lines) == "口令文件（一行）；不给则询问，见“帮助”。"
    assert all(line[0] not in "）；，”。" and line[-1] not in "（“" for line in lines)


@given(st.text(st.sampled_from("口令文件，。（）ab |[]"), max_size=60), st.integers(8, 40))
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert cells(line) <= width or len(wrapped(line, 1)) == 1
