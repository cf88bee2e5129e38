"""What is wrong with a call is said in the language of the office, with the way on."""

from __future__ import annotations

import re

import pytest
import typer
from typer import BadParameter
from typer._click import exceptions as of_typer
from typer.exceptions import TyperException

from corrdesk.base.errors import UserError
from corrdesk.cli.mistakes import check_choice, told
from tests.cli.script import Run

SECRET = "six red lanterns over the gate"
CALLS = {
    ("leav",): "没有“leav”这个命令。相近的有：leave。|说明：corrdesk --help",
    ("county", "account", "x"): "没有“x”这个命令。|说明：corrdesk county account --help",
    ("desk", "v", "--jsn"): "没有“--jsn”这个选项。相近的有：--json。|说明：corrdesk desk --help",
    ("desk", "v", "-q"): "没有“-q”这个选项。|说明：corrdesk desk --help",
    ("sync",): "缺少参数 vault（保险库文件夹）。|用法：corrdesk sync [选项] {vault}|"
    "说明：corrdesk sync --help",
    ("sync", "v"): "缺少选项 --via（folder:路径、https://… 或 webdav+https://…）。|"
    "用法：corrdesk sync [选项] {vault}|说明：corrdesk sync --help",
    ("case", "medical", "v", "p"): "缺少参数 kind（登记什么）。"
    "可选：reason | health_report | review。|"
    "用法：corrdesk case medical [选项] {vault} {person} {kind}|说明：corrdesk case medical --help",
    ("county", "serve", "d", "--port", "abc"): "--port（端口）不能是“abc”。请写整数。"
    "范围：1 到 65535。|说明：corrdesk county serve --help",
    ("county", "serve", "d", "--port", "0"): "--port（端口）不能是“0”。请写整数。"
    "范围：1 到 65535。|说明：corrdesk county serve --help",
    ("county", "partition", "d", "--parts", "x"): "--parts（分区数）不能是“x”。请写整数。|"
    "说明：corrdesk county partition --help",
    ("county", "serve", "d", "--port"): "选项 --port 后面要写内容（端口）。|"
    "说明：corrdesk county serve --help",
    ("desk", "v", "--json=3"): "选项 --json 后面不写内容。|说明：corrdesk desk --help",
    ("county", "decide", "d", "0", "gramt"): "ANSWER（决定：批准、不批准或退回）不能是“gramt”。"
    "相近的有：grant。可选：grant | refuse | return。|说明：corrdesk county decide --help",
    ("sync", "v", "--via", "x", "--confirm", "fork", "--confirm", "forks"): "--confirm（已查明，"
    "仍要继续：写停下时给出的代号）不能是“forks”。相近的有：fork。"
    "可选：not_enrolled | fork | emptied | rolled_back | foreign | clock | hides | restored。|"
    "说明：corrdesk sync --help",
    ("desk", "v", *SECRET.split()): "多写了 6 项。内容里有空格的，请用引号括起来。|"
    "用法：corrdesk desk [选项] {vault}|说明：corrdesk desk --help",
}


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize(("words", "sentences"), CALLS.items())
def test_a_mistake_is_told_with_the_way_on(
    bare: Run, words: tuple[str, ...], sentences: str
) -> None:
    said = bare(*words)
    assert (said.code, said.out) == (2, "")
    assert said.err.replace("\n", "|").rstrip("|") == sentences


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("words", CALLS)
def test_a_mistake_is_told_in_english(bare: Run, words: tuple[str, ...]) -> None:
    said = bare(*words)
    assert said.code == 2
    # The descriptions of the commands stay in the language in which they were loaded.
    sentences = re.sub(r"\([^)]*\)", "", said.err)
    assert re.findall(r"[\u3000-\u9fff\uff00-\uffef]", sentences) == []
    assert "Help: corrdesk" in sentences


def test_a_group_without_a_command_shows_its_help(bare: Run) -> None:
    said = bare("county")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("用法：corrdesk county [选项] 命令 [参数]...")


def test_a_secret_typed_in_the_wrong_place_is_not_repeated(bare: Run) -> None:
    for words in (("desk", "v", *SECRET.split()), ("desk", "v", f"--pasphrase={SECRET}")):
        said = bare(*words)
        assert said.code == 2
        assert "lanterns" not in said.err


def test_what_was_typed_cannot_write_on_the_terminal(bare: Run) -> None:
    said = bare("county", "serve", "d", "--port", "\x1b[2J" + "9" * 100)
    assert "\x1b" not in said.err
    assert "“?[2J" + "9" * 36 + "…”" in said.err


def test_a_word_that_is_no_list_is_told_like_every_wrong_choice(bare: Run) -> None:
    said = bare("case", "list", "v", "--list", "opens")
    assert said.code == 2
    assert said.err == (
        "--list 不能是“opens”。相近的有：open。可选：open | submitted | decided | closed。\n"
    )
    check_choice("--list", None, ["open"])
    with pytest.raises(UserError) as wrong:
        check_choice("--list", "", ["open"])
    assert wrong.value.field == "list"


@pytest.mark.parametrize(
    "mistake",
    [BadParameter("no"), of_typer.BadArgumentUsage("no"), TyperException("no")],
)
def test_a_mistake_of_no_known_kind_is_not_told_in_english(mistake: TyperException) -> None:
    assert told(mistake) == "命令的写法不对。"


def test_the_kinds_of_typers_mistakes_are_those_that_are_told() -> None:
    kinds = {
        name
        for name, each in vars(of_typer).items()
        if isinstance(each, type) and issubclass(each, TyperException)
    }
    assert kinds == {
        "TyperException", "ClickException", "UsageError", "BadParameter", "MissingParameter",
        "NoSuchOption", "BadOptionUsage", "BadArgumentUsage", "NoArgsIsHelpError", "FileError",
    }, f"Typer {typer.__version__} makes mistakes of other kinds"  # fmt: skip
