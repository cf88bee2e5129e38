"""Clock, disk, cloud folders, backups, fonts, printer."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from corrdesk.base.errors import EnvironmentFault
from corrdesk.upkeep import surroundings
from corrdesk.upkeep.backups import back_up
from tests.upkeep.offices import Place


@pytest.mark.parametrize(
    ("parts", "cloud"),
    [
        (("OneDrive - 青石县", "corrdesk"), "OneDrive"),
        (("Nutstore", "1", "我的坚果云"), "坚果云"),
        (("我的坚果云", "x"), None),
        (("坚果云", "x"), "坚果云"),
        (("BaiduSyncdisk", "x"), "百度网盘"),
        (("WPSDrive", "123", "x"), "WPS 云盘"),
        (("Documents", "corrdesk"), None),
        (("onedriver", "x"), None),
    ],
)
def test_a_cloud_is_known_by_the_names_of_its_folders(
    tmp_path: Path, parts: tuple[str, ...], cloud: str | None
) -> None:
    folder = tmp_path.joinpath(*parts)
    assert surroundings.cloud_of(folder) == cloud
    assert [f.code for f in surroundings.check_cloud(folder)] == (["cloud"] if cloud else [])


def test_a_syncthing_folder_is_known_by_its_mark(tmp_path: Path) -> None:
    (tmp_path / ".stfolder").mkdir()
    assert surroundings.cloud_of(tmp_path / "vault") is not None


@pytest.mark.parametrize(
    ("free", "severity"), [(10**12, None), (5 * 10**8, "warning"), (10**7, "error")]
)
def test_little_room_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, severity: str | None
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=free))
    found = [f.severity for f in surroundings.check_disk(tmp_path, 10**6)]
    assert found == ([severity] if severity else [])


def test_a_clock_before_the_last_entry_is_said(place: Place) -> None:
    def codes(last: str) -> list[str]:
        return [f.code for f in surroundings.check_clock(place.clock, last)]

    now = place.clock.now()
    assert codes((now + timedelta(minutes=9)).isoformat()) == []
    assert codes((now + timedelta(minutes=11)).isoformat()) == ["clock"]
    assert codes("") == []


def test_backups_that_are_missing_or_old_are_said(place: Place, tmp_path: Path) -> None:
    vault = place.vault()

    def codes() -> list[str]:
        return [f.code for f in surroundings.check_backups(vault, place.clock)]

    assert codes() == ["backup.none", "backup.second"]
    back_up(vault, place.clock)
    back_up(vault, place.clock, tmp_path / "second")
    assert codes() == []
    place.clock.advance(timedelta(days=3))
    assert codes() == ["backup.old"]
    place.clock.advance(timedelta(days=5))
    assert codes() == ["backup.old", "backup.second"]
    vault.close()


def test_missing_fonts_and_printers_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise EnvironmentFault("没有字体。", remedy="请安装。")

    monkeypatch.setattr("corrdesk.printing.fonts.load_fonts", none)
    assert [(f.code, f.severity) for f in surroundings.check_fonts()] == [("fonts", "warning")]
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert [(f.code, f.severity) for f in surroundings.check_printer()] == [("printer", "info")]


@pytest.mark.parametrize(("says", "codes"), [("echo office", []), ("true", ["printer"])])
def test_the_printer_list_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str, codes: list[str]
) -> None:
    script = tmp_path / "lpstat"
    script.write_text(f"#!/bin/sh\n{says}\n")
    script.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _name: str(script))
    assert [f.code for f in surroundings.check_printer()] == codes
