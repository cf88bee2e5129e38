"""Settings: declared once, typed, stored whole, and never in the way of opening the desk."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.settings import (
    OFFICE_COUNTY_NAME,
    SETTINGS,
    UI_IDLE_LOCK_MINUTES,
    UI_LANGUAGE,
    UI_SCALE,
    Setting,
    SettingsStore,
    UnknownSetting,
    find_setting,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def test_every_declaration_is_complete_and_its_default_valid() -> None:
    assert set(SETTINGS) == {
        "ui.scale", "ui.language", "ui.idle_lock_minutes", "office.county_name",
        "vault.device_file", "backup.second_folder", "sync.target",
    }  # fmt: skip
    for key, setting in SETTINGS.items():
        assert setting.key == key
        assert setting.help
        assert setting.accepts(setting.default)


def test_defaults_hold_until_something_is_stored(path: Path) -> None:
    store = SettingsStore(path)
    assert (store.get(UI_SCALE), store.get(UI_IDLE_LOCK_MINUTES)) == (100, 5)
    assert store.get(UI_LANGUAGE) == "zh_CN"
    assert not path.exists()


def test_a_stored_value_is_there_next_time(path: Path) -> None:
    SettingsStore(path).set(UI_SCALE, 150)
    SettingsStore(path).set(OFFICE_COUNTY_NAME, "青石县社区矫正管理局")
    store = SettingsStore(path)
    assert (store.get(UI_SCALE), store.get(OFFICE_COUNTY_NAME)) == (150, "青石县社区矫正管理局")
    store.reset(UI_SCALE)
    store.reset(UI_LANGUAGE)
    assert SettingsStore(path).get(UI_SCALE) == 100
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        (UI_SCALE, 110),
        (UI_SCALE, "150"),
        (UI_SCALE, True),
        (UI_LANGUAGE, "fr"),
        (UI_IDLE_LOCK_MINUTES, 0),
        (UI_IDLE_LOCK_MINUTES, 61),
        (UI_IDLE_LOCK_MINUTES, True),
        (UI_IDLE_LOCK_MINUTES, 5.0),
        (OFFICE_COUNTY_NAME, "两\n行"),
        (OFFICE_COUNTY_NAME, "长" * 61),
        (OFFICE_COUNTY_NAME, None),
    ],
)
def test_a_value_out_of_range_is_refused_and_ignored_when_found(
    path: Path, setting: Setting[Any], value: object
) -> None:
    store = SettingsStore(path)
    with pytest.raises(UserError) as caught:
        store.set(setting, value)
    assert caught.value.field == setting.key
    assert caught.value.remedy
    path.parent.mkdir()
    path.write_text(json.dumps({setting.key: value}), encoding="utf-8")
    assert store.get(setting) == setting.default


def test_an_unknown_key_is_refused_with_the_known_ones(path: Path) -> None:
    with pytest.raises(UnknownSetting, match=r"ui\.colour") as caught:
        find_setting("ui.colour")
    assert "ui.scale" in caught.value.remedy
    undeclared = Setting("ui.scale", int, 7, "自造")
    with pytest.raises(UnknownSetting):
        SettingsStore(path).get(undeclared)
    assert find_setting("ui.scale") is UI_SCALE


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b"[1]", b"[" * 100_000])
def test_a_damaged_file_gives_defaults_and_is_set_aside(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    store = SettingsStore(path)
    assert store.get(UI_SCALE) == 100
    store.reset(UI_SCALE)
    assert path.read_bytes() == content
    store.set(UI_SCALE, 125)
    assert store.get(UI_SCALE) == 125
    assert path.with_suffix(".damaged").read_bytes() == content


def test_keys_of_a_newer_version_are_kept(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"ui.future": [1]}', encoding="utf-8")
    SettingsStore(path).set(UI_SCALE, 125)
    assert json.loads(path.read_text(encoding="utf-8")) == {"ui.future": [1], "ui.scale": 125}


def test_a_failed_write_leaves_the_old_file_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SettingsStore(path)
    store.set(UI_SCALE, 125)

    def full(_handle: int) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EnvironmentFault, match="保存不了"):
        store.set(UI_SCALE, 150)
    assert store.get(UI_SCALE) == 125
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]
