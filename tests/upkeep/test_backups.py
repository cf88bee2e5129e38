"""Backups are verified, kept in generations, rehearsed, and never trusted unseen."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrdesk.base.clock import CHINA
from corrdesk.base.errors import UserError
from corrdesk.upkeep import backups
from corrdesk.upkeep.backups import DAILY, MONTHLY, WEEKLY, Kept
from corrdesk.vault.errors import BackupFailed
from tests.upkeep.offices import Place, work

START = datetime(2026, 1, 1, 17, 0, tzinfo=CHINA)


def kept(day: int, hour: int = 0) -> Kept:
    return Kept(Path(f"/b/{day}-{hour}"), START + timedelta(days=day, hours=hour))


def test_two_years_of_daily_backups_leave_the_generations() -> None:
    standing: list[Kept] = []
    for day in range(730):
        standing.append(kept(day))
        gone = backups.superfluous(standing)
        standing = [each for each in standing if each not in gone]
    days = sorted((START + timedelta(days=729) - each.made).days for each in standing)
    assert days[:DAILY] == list(range(DAILY))
    months = {(each.made.year, each.made.month) for each in standing}
    assert len(months) >= MONTHLY
    weeks = {each.made.isocalendar()[:2] for each in standing}
    assert len(weeks) >= WEEKLY
    assert len(standing) <= DAILY + WEEKLY + MONTHLY


@given(st.lists(st.integers(0, 900), unique=True, min_size=1))
def test_the_newest_always_stays_and_letting_go_settles(days: list[int]) -> None:
    standing = [kept(day) for day in days]
    gone = backups.superfluous(standing)
    assert kept(max(days)) not in gone
    staying = [each for each in standing if each not in gone]
    assert backups.superfluous(staying) == []
    assert len(staying) >= min(len(days), DAILY)


def test_a_day_a_backup(place: Place, tmp_path: Path) -> None:
    vault = place.vault()
    assert backups.due(vault, place.clock)
    assert backups.second_medium_overdue(vault, place.clock)
    report = backups.back_up_if_due(vault, place.clock)
    assert report is not None
    assert not backups.due(vault, place.clock)
    assert backups.back_up_if_due(vault, place.clock) is None
    backups.back_up(vault, place.clock, tmp_path / "usb")
    last = backups.second_medium(vault)
    assert last is not None
    assert last[1] == tmp_path / "usb"
    place.clock.advance(timedelta(days=8))
    assert backups.due(vault, place.clock)
    assert backups.second_medium_overdue(vault, place.clock)
    assert [each.folder for each in backups.kept_in(vault.backups_path)] == [report.folder]
    with pytest.raises(UserError):
        backups.back_up(vault, place.clock, place.vault_folder / "attachments")
    vault.close()


def test_old_generations_go_and_doubtful_times_keep_all(place: Place) -> None:
    vault = place.vault()
    for _time in range(12):
        place.clock.advance(timedelta(hours=1))
        backups.back_up(vault, place.clock)
    assert len(backups.kept_in(vault.backups_path)) == 1
    place.clock.advance(timedelta(hours=1))
    backups.back_up(vault, place.clock, keep_all=True)
    assert len(backups.kept_in(vault.backups_path)) == 2
    (vault.backups_path / "corrdesk-note.txt").mkdir()  # somebody else's folder is left alone
    backups.back_up(vault, place.clock.__class__(place.clock.now() + timedelta(hours=1)))
    assert (vault.backups_path / "corrdesk-note.txt").exists()
    vault.close()


def test_a_vault_that_does_not_hold_is_not_backed_up(place: Place) -> None:
    vault = place.vault()
    backups.back_up(vault, place.clock)
    place.tamper("UPDATE person SET name='别人'")
    place.clock.advance(timedelta(days=1))
    with pytest.raises(BackupFailed):
        backups.back_up(vault, place.clock)
    assert len(backups.kept_in(vault.backups_path)) == 1
    vault.close()


def test_the_rehearsal_shows_what_the_backup_holds(place: Place) -> None:
    desk = place.desk()
    with pytest.raises(UserError):
        backups.rehearse(desk.vault)
    work(desk, 2)
    report = backups.back_up(desk.vault, place.clock)
    before = sorted(path.name for path in report.folder.rglob("*"))
    result = backups.rehearse(desk.vault)
    assert (result.problems, result.attachments) == ((), 1)
    assert result.content is not None
    assert (result.content.people, result.content.head) == (3, desk.head().hash.hex())
    assert sorted(path.name for path in report.folder.rglob("*")) == before
    assert not list(desk.vault.backups_path.glob(".*"))
    desk.close()


def test_a_damaged_backup_fails_its_rehearsal(place: Place) -> None:
    vault = place.vault()
    chance = random.Random(20261120)
    report = backups.back_up(vault, place.clock)
    database = report.folder / "casework.db"
    sound = database.read_bytes()
    for _time in range(20):
        damaged = bytearray(sound)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        database.write_bytes(damaged)
        assert backups.rehearse(vault).problems
    database.write_bytes(sound)
    assert backups.rehearse(vault).problems == ()
    sealed = next((report.folder / "attachments").glob("??/*"))
    sealed.write_bytes(sealed.read_bytes()[:-1])
    assert backups.rehearse(vault).problems
    vault.close()
