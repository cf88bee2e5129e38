"""Which fonts print: finding them, loading them when first needed, and which one draws a character.

Preferences are data (`FontPlan`); nothing here draws or breaks lines.
"""

from __future__ import annotations

import hashlib
import os
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.base.i18n import _
from corrdesk.base.resources import resource_path
from corrdesk.printing import unicode_map

unicode_map.install()

FONT_DIR_VARIABLE = "CORRDESK_FONT_DIR"

_RESTRICTED_LICENCE = 0x0002  # OS/2 fsType: must not be embedded
_SPACES = frozenset(" \u3000")


class Role(StrEnum):
    """What a piece of text is, which decides its font."""

    TITLE = "title"
    BODY = "body"
    KAI = "kai"


@dataclass(frozen=True, slots=True)
class FontPlan:
    """File names in order of preference; the first one found prints the role.

    `fallback` is asked, in order, for characters which the role's own font does not have.
    """

    title: tuple[str, ...]
    body: tuple[str, ...]
    kai: tuple[str, ...]
    fallback: tuple[str, ...]

    def preferences(self, role: Role) -> tuple[str, ...]:
        """The file names wished for a role."""
        return {Role.TITLE: self.title, Role.BODY: self.body, Role.KAI: self.kai}[role]


_SONG = ("NotoSerifSC_400Regular.ttf",)
_KAI = ("LXGWWenKai-Regular.ttf",)
_RARE = ("HanaMinA.ttf", "HanaMinB.ttf")

# Official faces may be used where an office has them installed; they are never shipped.
_OFFICIAL_TITLE = ("FZXBSJW.TTF", "FZXBSK.TTF", "方正小标宋简体.ttf", "方正小标宋_GBK.ttf")
_OFFICIAL_BODY = (
    "simfang.ttf",
    "FZFSJW.TTF",
    "FZFSK.TTF",
    "方正仿宋简体.ttf",
    "方正仿宋_GBK.ttf",
)

OFFICE_PLAN = FontPlan(
    title=(*_OFFICIAL_TITLE, "NotoSerifSC_700Bold.ttf", "LXGWWenKai-Bold.ttf"),
    body=(*_OFFICIAL_BODY, *_SONG, *_KAI),
    kai=("simkai.ttf", *_KAI),
    fallback=(*_SONG, *_KAI, *_RARE),
)

# The same on every machine that has only the two free font packages of the distribution.
BASELINE_PLAN = FontPlan(
    title=("LXGWWenKai-Bold.ttf",), body=_KAI, kai=_KAI, fallback=(*_KAI, *_RARE)
)


def font_folders() -> tuple[Path, ...]:
    """Existing folders with fonts: the chosen ones, shipped ones, set-up's, then the system's."""
    candidates: list[Path] = []
    chosen = os.environ.get(FONT_DIR_VARIABLE)
    if chosen:
        candidates += [Path(folder) for folder in chosen.split(os.pathsep) if folder]
    candidates.append(resource_path("fonts"))
    checkout = Path(__file__).resolve().parents[2]
    candidates.append(checkout / ".setup" / "fonts")
    candidates += _system_folders()
    return tuple(dict.fromkeys(folder for folder in candidates if folder.is_dir()))


def _system_folders() -> list[Path]:
    home = Path.home()
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", r"C:\Windows"))
        local = Path(os.environ.get("LOCALAPPDATA", str(home / "AppData" / "Local")))
        return [windows / "Fonts", local / "Microsoft" / "Windows" / "Fonts"]
    return [
        home / ".local" / "share" / "fonts",
        home / ".fonts",
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
    ]


def find_font_files(folders: Iterable[Path]) -> dict[str, Path]:
    """TrueType files by lower-case file name; an earlier folder wins over a later one."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() == ".ttf":
                found.setdefault(path.name.lower(), path)
    return found


class Face:
    """One loaded font: what it can draw, how wide, and its name for the canvas."""

    def __init__(self, path: Path) -> None:
        digest = hashlib.blake2b(str(path).encode(), digest_size=6).hexdigest()
        self.name = f"corrdesk-{digest}"  # never written into a document
        self._font = TTFont(self.name, str(path))
        pdfmetrics.registerFont(self._font)
        face = self._font.face
        self.ascent = face.ascent / 1000
        self.descent = face.descent / 1000
        self._widths: dict[int, float] = face.charWidths
        self._glyphs: dict[int, int] = face.charToGlyph
        self._offsets: list[int] = face.glyphPos

    def has(self, char: str) -> bool:
        """True when the font has a picture for the character, not merely an entry in its table."""
        glyph = self._glyphs.get(ord(char))
        if not glyph:
            return False
        return char in _SPACES or self._offsets[glyph] != self._offsets[glyph + 1]

    def width(self, char: str) -> float:
        """Advance in parts of the font size (1.0 is a full-width character)."""
        return self._widths[ord(char)] / 1000


def load_face(path: Path) -> Face | None:
    """The font, or None when it must not be embedded or ReportLab cannot read its outlines."""
    try:
        if _embedding_forbidden(path):
            return None
        return Face(path)
    except (TTFError, OSError, KeyError, IndexError):
        return None


def _embedding_forbidden(path: Path) -> bool:
    """Read OS/2.fsType without loading the whole font."""
    with path.open("rb") as file:
        header = file.read(12)
        for _index in range(int.from_bytes(header[4:6], "big")):
            record = file.read(16)
            if record[:4] == b"OS/2":
                file.seek(int.from_bytes(record[8:12], "big") + 8)
                return bool(int.from_bytes(file.read(2), "big") & _RESTRICTED_LICENCE)
    return False


class FontSet:
    """The fonts of one plan on this machine; each file is loaded at its first use."""

    def __init__(self, plan: FontPlan, files: dict[str, Path]) -> None:
        self._files = files
        self._faces: dict[str, Face | None] = {}
        self._choices: dict[tuple[Role, str], Face | None] = {}
        self._fallback = plan.fallback
        self._own = {role: self._first_of(plan.preferences(role)) for role in Role}

    def _first_of(self, preferences: tuple[str, ...]) -> Face:
        for file_name in preferences:
            face = self._load(file_name)
            if face is not None:
                return face
        raise EnvironmentFault(
            _("没有找到可用于打印的中文字体。"),
            remedy=_(
                "请运行 python3 build/dev.py setup，或安装软件包 fonts-lxgw-wenkai 和 "
                "fonts-hanazono；也可以把字体文件放进环境变量 {variable} 所指的文件夹。"
            ).format(variable=FONT_DIR_VARIABLE),
        )

    def _load(self, file_name: str) -> Face | None:
        key = file_name.lower()
        if key not in self._faces:
            path = self._files.get(key)
            self._faces[key] = None if path is None else load_face(path)
        return self._faces[key]

    def face(self, role: Role) -> Face:
        """The font that prints the role."""
        return self._own[role]

    def face_for(self, char: str, role: Role) -> Face:
        """The font that draws this character.

        Raises `UserError` naming the character when no font has it.
        """
        face = self._choose(char, role)
        if face is None:
            raise missing_error((char,))
        return face

    def _choose(self, char: str, role: Role) -> Face | None:
        key = (role, char)
        if key not in self._choices:
            self._choices[key] = self._search(char, role)
        return self._choices[key]

    def _search(self, char: str, role: Role) -> Face | None:
        # A private code point looks different, or like nothing, in every font: never print it.
        if unicodedata.category(char) in ("Co", "Cs", "Cc"):
            return None
        if self._own[role].has(char):
            return self._own[role]
        for file_name in self._fallback:
            face = self._load(file_name)
            if face is not None and face.has(char):
                return face
        return None

    def missing_characters(self, text: str) -> tuple[str, ...]:
        """The characters of a cleaned text that no font has, each once, in order of appearance."""
        wanted = dict.fromkeys(char for char in text if char != "\n")
        return tuple(char for char in wanted if self._choose(char, Role.BODY) is None)


def missing_error(characters: tuple[str, ...]) -> UserError:
    """The refusal to print a text with characters that no font has."""
    named = "、".join(f"“{char}”（U+{ord(char):04X}）" for char in characters)
    return UserError(
        _("字体中没有这些字符：{characters}，文书不能签发。").format(characters=named),
        remedy=_(
            "请核对是否录入有误；确为生僻字的，请安装字体 fonts-hanazono（花园明朝），"
            "或把含有该字的 TrueType 字体放进环境变量 {variable} 所指的文件夹后重试。"
        ).format(variable=FONT_DIR_VARIABLE),
    )


@lru_cache(maxsize=4)
def load_fonts(plan: FontPlan = OFFICE_PLAN, folders: tuple[Path, ...] | None = None) -> FontSet:
    """The fonts of a plan in `folders` (by default `font_folders()`); kept for the process."""
    return FontSet(plan, find_font_files(font_folders() if folders is None else folders))


def missing_characters(text: str, fonts: FontSet | None = None) -> tuple[str, ...]:
    """Characters of `text` that cannot be printed here, each once; empty when all is well."""
    return (fonts or load_fonts()).missing_characters(text)
