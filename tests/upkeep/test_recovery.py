"""The recovery code on paper: what the sheet is told, and a file that is whole or not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrdesk.base.clock import FixedClock
from corrdesk.base.errors import UserError
from corrdesk.printing.preview import extract_text
from corrdesk.upkeep import recovery
from corrdesk.vault.errors import WrongRecoveryCode
from tests.upkeep.offices import DAY, Place


def test_the_sheet_names_office_vault_and_day(place: Place) -> None:
    vault = place.vault()
    code = (place.folder / "code.txt").read_text("ascii")
    words = extract_text(recovery.recovery_pdf(vault, place.clock, code))
    for part in ("青石镇司法所", "vault", recovery.mark_of(vault), "2026年6月10日", code[:5]):
        assert part in words
    assert vault.vault_id.startswith(recovery.mark_of(vault).replace(" ", ""))
    vault.close()


def test_without_a_readable_database_there_is_a_sheet_all_the_same(place: Place) -> None:
    vault = place.vault()
    place.database.write_bytes(b"x" * place.database.stat().st_size)
    assert recovery.recovery_pdf(vault, place.clock, "AAAAA-BBBBB").startswith(b"%PDF")
    vault.close()


def test_a_new_code_holds_once_it_is_written(place: Place, tmp_path: Path) -> None:
    vault = place.vault()
    old = (place.folder / "code.txt").read_text("ascii")
    recovery.issue_code(vault, place.clock, tmp_path / "new.txt", "out")
    vault.check_recovery_code((tmp_path / "new.txt").read_text("ascii"))
    with pytest.raises(WrongRecoveryCode):
        vault.check_recovery_code(old)
    vault.close()


def test_a_code_that_was_not_written_never_holds(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = place.vault()

    def fail(_descriptor: int) -> None:
        raise OSError

    monkeypatch.setattr("corrdesk.upkeep.recovery.os.fsync", fail)
    with pytest.raises(OSError):  # noqa: PT011 - whatever the disk says
        recovery.issue_code(vault, place.clock, tmp_path / "new.txt", "out")
    monkeypatch.undo()
    assert not (tmp_path / "new.txt").exists()
    vault.check_recovery_code((place.folder / "code.txt").read_text("ascii"))
    vault.close()


def test_a_name_without_glyphs_is_refused_before_there_is_a_code(tmp_path: Path) -> None:
    clock = FixedClock(DAY)
    recovery.require_paper("\U0003fffd", tmp_path, tmp_path / "code.txt", clock)
    with pytest.raises(UserError):
        recovery.require_paper("\U0003fffd", tmp_path, tmp_path / "code.pdf", clock)
