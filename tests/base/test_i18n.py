"""Messages: Chinese is the source, English the translation, and a lack falls back to Chinese."""

import gettext
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from corrdesk.base import i18n
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _, current_language, set_language
from corrdesk.base.resources import resource_path
from corrdesk.base.workdays import CalendarMissing

PACKAGE = Path(i18n.__file__).resolve().parent.parent
CATALOGUE = resource_path("i18n", "en", "LC_MESSAGES", "corrdesk.po")
MISSING_DAY = "没有这一天，请核对年、月、日。"


@pytest.fixture(autouse=True)
def restored_language() -> Iterator[None]:
    before = current_language()
    yield
    set_language(before)


def test_chinese_is_the_source() -> None:
    assert set_language("zh_CN") == "zh_CN"
    assert _(MISSING_DAY) == MISSING_DAY


@pytest.mark.parametrize("code", ["en", "en_GB.UTF-8", "EN", "en-US"])
def test_english_is_found_under_its_usual_codes(code: str) -> None:
    assert set_language(code) == current_language() == "en"
    assert _(MISSING_DAY).startswith("There is no such day")


def test_an_error_made_in_english_speaks_english() -> None:
    set_language("en")
    error: UserError = CalendarMissing(2027)
    assert "2027" in str(error)
    assert str(error).isascii()


@pytest.mark.parametrize("code", ["fr", "xx", "../en", "zh"])
def test_a_language_without_catalogue_gives_chinese(code: str) -> None:
    assert set_language(code) == "zh_CN"
    assert _(MISSING_DAY) == MISSING_DAY


def test_a_lost_or_damaged_catalogue_gives_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.mo"
    for content in (None, b"", b"\xde\x12\x04\x95 not a catalogue", b"hello"):
        if content is not None:
            broken.write_bytes(content)
        monkeypatch.setattr(i18n, "resource_path", lambda *_parts: broken)
        assert set_language("en") == "zh_CN"
        assert _(MISSING_DAY) == MISSING_DAY


def test_the_environment_chooses_at_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORRDESK_LANG", "en")
    monkeypatch.setattr(i18n._State, "catalogue", None)
    assert _(MISSING_DAY) != MISSING_DAY
    assert current_language() == "en"


def test_the_empty_message_stays_empty_and_a_mark_changes_nothing() -> None:
    set_language("en")
    assert _("") == ""
    assert N_(MISSING_DAY) == MISSING_DAY


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="en")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    shipped = CATALOGUE.with_suffix(".mo").read_bytes()
    assert gettext.GNUTranslations(io.BytesIO(shipped))._catalog == (  # type: ignore[attr-defined]
        gettext.GNUTranslations(compiled)._catalog  # type: ignore[attr-defined]
    )


def test_every_message_of_base_and_settings_has_an_english_text_with_its_fields() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="en")
    keywords = {"_": None, "N_": None}
    for source in [*sorted((PACKAGE / "base").glob("*.py")), PACKAGE / "settings.py"]:
        for _line, message, _comments, _context in extract_from_file("python", source, keywords):
            assert isinstance(message, str)
            entry = catalogue.get(message)
            assert entry is not None, message
            assert entry.string, message
            fields = {part.split("}")[0] for part in message.split("{")[1:]}
            assert fields == {part.split("}")[0] for part in str(entry.string).split("{")[1:]}
