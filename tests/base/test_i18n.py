"""Messages: Chinese is the source, English the translation, and a lack falls back to Chinese."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corrdesk.base import i18n
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import N_, _, current_language, set_language
from corrdesk.base.workdays import CalendarMissing

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
