"""What is noticed, and what is not mistaken for tampering."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from corrdesk.upkeep.verify import against_witnesses, at_opening, misfits, verify
from corrdesk.vault.errors import VaultReadOnly
from corrdesk.vault.watch import SAVED, Witness
from tests.upkeep.offices import Place, work


def kinds(place: Place) -> set[str]:
    vault = place.vault()
    try:
        return {problem.kind for problem in verify(vault)}
    finally:
        vault.close()


def test_a_healthy_vault_is_never_suspected(place: Place) -> None:
    for _time in range(3):
        desk = place.desk()
        assert (desk.alarms, desk.verify()) == ((), [])
        work(desk, 4)
        assert desk.verify() == []
        desk.close()
    assert place.noticed() == set()


def test_a_killed_program_is_never_suspected(place: Place, tmp_path: Path) -> None:
    desk = place.desk()
    for moment in range(5):
        work(desk, 3)
        crashed = place.copy(tmp_path / f"crash-{moment}")  # log, shared memory and all
        assert crashed.noticed() == set()
        again = crashed.desk()
        assert (again.alarms, again.verify()) == ((), [])
        again.close()
    desk.close()


def test_an_anchor_that_is_behind_is_no_alarm(place: Place, tmp_path: Path) -> None:
    desk = place.desk()
    work(desk, 1)
    shutil.copyfile(place.vault_folder / "anchor.live", tmp_path / "older")
    work(desk, 5)
    crashed = place.copy(tmp_path / "crash")
    desk.close()
    shutil.copyfile(tmp_path / "older", crashed.vault_folder / "anchor.live")
    assert crashed.noticed() == set()  # a power cut may lose the newest anchor


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE person SET phone='13911112222' WHERE id=(SELECT min(id) FROM person)",
        "UPDATE supervision SET term_end='2026-07-01'",
        "DELETE FROM attachment",
        "UPDATE class_change SET class='light'",
        (
            "INSERT INTO officer (office_id, id, entry, versions, name, role, active)"
            " SELECT office_id, 'ff', entry, versions, '外人', 'head', 1 FROM officer LIMIT 1"
        ),
        "DELETE FROM officer",
    ],
)
def test_a_record_changed_past_the_journal_is_named(place: Place, statement: str) -> None:
    place.tamper(statement)
    vault = place.vault()
    found = verify(vault)
    vault.close()
    assert {problem.kind for problem in found} == {"record", "file"}
    assert all(problem.entry for problem in found if problem.kind == "record")


def test_every_kind_of_tampering_with_the_journal_is_named(place: Place) -> None:
    desk = place.desk()
    work(desk, 6)
    desk.close()
    cases = {
        "UPDATE journal_entry SET reason='x' WHERE seq=3": "edited",
        "DELETE FROM journal_entry WHERE seq=4": "gap",
        "DELETE FROM journal_entry WHERE seq>8": "cut",
        "DELETE FROM journal_entry": "cut",
    }
    for number, (statement, kind) in enumerate(cases.items()):
        copy = place.copy(place.folder.parent / f"case-{number}")
        copy.tamper(statement)
        assert kind in kinds(copy), statement


def test_an_old_database_and_a_lost_log_are_cut(place: Place, tmp_path: Path) -> None:
    shutil.copyfile(place.database, tmp_path / "old.db")
    desk = place.desk()
    work(desk, 6)
    crashed = place.copy(tmp_path / "crash")
    desk.close()
    shutil.copyfile(tmp_path / "old.db", place.database)
    assert place.noticed() == {"cut", "file"}
    (crashed.vault_folder / "casework.db-wal").unlink()
    assert crashed.noticed() == {"cut"}


def test_a_whole_folder_put_back_is_noticed_by_the_keyring(place: Place, tmp_path: Path) -> None:
    old = place.copy(tmp_path / "old")
    desk = place.desk()
    work(desk, 6)
    desk.close()
    shutil.rmtree(place.vault_folder)
    shutil.copytree(old.vault_folder, place.vault_folder)
    assert place.noticed() == {"cut", "anchor"}  # entries and seals are missing


def test_witnesses_that_were_taken_away_are_missed(place: Place) -> None:
    for name in ("anchor.json", "anchor.live", "seals.jsonl"):
        (place.vault_folder / name).unlink()
    assert place.noticed() == {"anchor"}
    (place.folder / "device.secret.seen").unlink()
    assert place.noticed() == {"no_anchor"}


def test_an_alarm_opens_read_only_until_a_person_decides(place: Place) -> None:
    (place.vault_folder / "anchor.live").unlink()
    desk = place.desk()
    assert [problem.kind for problem in desk.alarms] == ["anchor"]
    with pytest.raises(VaultReadOnly):
        work(desk, 1)
    with desk.read() as session:
        assert session is not None
    desk.accept("磁盘清理时误删")
    work(desk, 1)
    desk.close()
    assert place.noticed() == set()


def test_an_accepted_change_of_the_file_is_not_reported_again(place: Place) -> None:
    place.tamper("DELETE FROM search_key")
    assert place.noticed() == {"file"}
    assert place.noticed() == {"file"}
    desk = place.desk()
    desk.accept("查找索引已核对")
    desk.close()
    assert place.noticed() == set()


class Listed:
    """A chain in memory."""

    def __init__(self, hashes: list[bytes]) -> None:
        self._hashes = hashes

    def hash_of(self, device_id: str, seq: int) -> bytes | None:
        return self._hashes[seq - 1] if 0 < seq <= len(self._hashes) else None

    def last_of(self, device_id: str) -> int:
        return len(self._hashes)

    def stands_elsewhere(self, device_id: str, seq: int, head: str) -> bool:
        return False


def test_the_misfit_names_where_it_begins() -> None:
    chain = Listed([bytes([n]) * 32 for n in range(1, 6)])
    good = [Witness("d", n, (bytes([n]) * 32).hex(), SAVED) for n in (2, 5)]
    assert list(against_witnesses(chain, good)) == []
    beyond = Witness("d", 9, "ab" * 32, SAVED)
    assert [p.entry for p in against_witnesses(chain, [*good, beyond])] == ["d:6"]
    other = Witness("d", 4, "ab" * 32, SAVED)
    found = list(against_witnesses(chain, [*good, other]))
    assert [(p.entry, p.kind) for p in found] == [("d:4", "rollback")]
    assert "第 3 至 4 条" in found[0].message


def test_the_quick_look_agrees(place: Place) -> None:
    vault = place.vault()
    assert (misfits(vault), at_opening(vault)) == ([], [])
    vault.close()
