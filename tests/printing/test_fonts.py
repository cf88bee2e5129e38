"""Finding fonts, choosing one per character, refusing what cannot be printed."""

import sys
from pathlib import Path

import pytest

from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.printing.fonts import (
    BASELINE_PLAN,
    FONT_DIR_VARIABLE,
    FontPlan,
    FontSet,
    Role,
    find_font_files,
    font_folders,
    load_face,
    load_fonts,
    missing_characters,
)


@pytest.mark.parametrize("char", "𠮷㐂𠅤䶮㛃𬬭镕堃喆玥祎珺旸璟·〔〕□")
def test_rare_characters_of_names_have_a_font(fonts: FontSet, char: str) -> None:
    assert fonts.missing_characters(char) == ()


def test_the_role_decides_the_face_and_rare_characters_fall_back(fonts: FontSet) -> None:
    assert fonts.face_for("矫", Role.BODY) is fonts.face(Role.BODY)
    assert fonts.face_for("矫", Role.TITLE) is fonts.face(Role.TITLE)
    assert fonts.face(Role.TITLE) is not fonts.face(Role.BODY)
    rare = next(chr(c) for c in range(0x20000, 0x2A000) if not fonts.face(Role.BODY).has(chr(c)))
    assert fonts.face_for(rare, Role.BODY).has(rare)


def test_a_character_without_font_is_named_with_its_number(fonts: FontSet) -> None:
    assert fonts.missing_characters("王م小\ue000م") == ("م", "\ue000")
    with pytest.raises(UserError) as refusal:
        fonts.face_for("م", Role.BODY)
    assert "U+0645" in refusal.value.message
    assert FONT_DIR_VARIABLE in refusal.value.remedy


def test_the_module_function_asks_the_given_fonts(fonts: FontSet) -> None:
    assert missing_characters("矫正م", fonts) == ("م",)


def test_without_any_font_the_remedy_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="fonts-lxgw-wenkai"):
        load_fonts(BASELINE_PLAN, (tmp_path,))


def test_the_first_wish_that_exists_is_used(fonts: FontSet) -> None:
    files = find_font_files(font_folders())
    plan = FontPlan(
        title=("absent.ttf", "LXGWWenKai-Bold.ttf"),
        body=("LXGWWenKai-Bold.ttf", "LXGWWenKai-Regular.ttf"),
        kai=("LXGWWenKai-Regular.ttf",),
        fallback=(),
    )
    chosen = FontSet(plan, files)
    assert chosen.face(Role.BODY).name == fonts.face(Role.TITLE).name
    assert chosen.face(Role.TITLE) is chosen.face(Role.BODY)


def test_folders_named_by_the_environment_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FONT_DIR_VARIABLE, f"{tmp_path}:{tmp_path / 'absent'}")
    assert font_folders()[0] == tmp_path
    (tmp_path / "sub").mkdir()
    mine = tmp_path / "sub" / "SimFang.TTF"
    mine.write_bytes(b"")
    assert find_font_files(font_folders())["simfang.ttf"] == mine


def test_windows_fonts_are_looked_for_where_windows_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Fonts").mkdir()
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("WINDIR", str(tmp_path))
    assert tmp_path / "Fonts" in font_folders()


def test_postscript_outlines_rubbish_and_forbidden_embedding_are_refused(
    tmp_path: Path,
) -> None:
    otf = tmp_path / "outlines.ttf"
    otf.write_bytes(b"OTTO" + bytes(60))
    rubbish = tmp_path / "rubbish.ttf"
    rubbish.write_bytes(b"not a font at all")
    assert load_face(otf) is None
    assert load_face(rubbish) is None
    assert load_face(tmp_path / "absent.ttf") is None
    source = find_font_files(font_folders()).get("lxgwwenkai-regular.ttf")
    if source is None:
        pytest.skip("apt-get install fonts-lxgw-wenkai")
    content = bytearray(source.read_bytes())
    assert load_face(source) is not None
    tables = {bytes(content[12 + 16 * n : 16 + 16 * n]): 12 + 16 * n for n in range(content[5])}
    offset = int.from_bytes(content[tables[b"OS/2"] + 8 : tables[b"OS/2"] + 12], "big")
    content[offset + 8 : offset + 10] = b"\x00\x02"
    forbidden = tmp_path / "forbidden.ttf"
    forbidden.write_bytes(content)
    assert load_face(forbidden) is None
