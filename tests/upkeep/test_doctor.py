"""The doctor finds each seeded fault, and never calls a healthy vault ill."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from corrdesk.base.errors import EnvironmentFault
from corrdesk.upkeep.backups import back_up
from corrdesk.upkeep.doctor import examine
from corrdesk.upkeep.finding import ERROR, Finding, is_healthy
from corrdesk.vault.errors import DatabaseUnavailable
from tests.upkeep.offices import Place, work


def examined(place: Place) -> list[Finding]:
    vault = place.vault()
    try:
        return examine(vault, place.clock)
    finally:
        vault.close()


def errors(place: Place) -> set[str]:
    return {finding.code for finding in examined(place) if finding.severity == ERROR}


def test_a_healthy_vault_is_called_healthy(place: Place, tmp_path: Path) -> None:
    assert is_healthy(examined(place))
    desk = place.desk()
    work(desk, 5)
    assert is_healthy(examine(desk.vault, place.clock))
    crashed = place.copy(tmp_path / "crash")
    desk.close()
    assert is_healthy(examined(crashed))
    assert is_healthy(examined(place))


def test_every_finding_says_what_to_do(place: Place) -> None:
    place.tamper("DELETE FROM search_key", "UPDATE journal_entry SET act='x' WHERE seq=2")
    found = examined(place)
    assert len(found) > 3
    for finding in found:
        assert finding.severity in {"error", "warning", "info"}
        assert all((finding.code, finding.message, finding.next))


def sql(*statements: str) -> Callable[[Place], None]:
    return lambda place: place.tamper(*statements)


def file(change: Callable[[bytes], bytes]) -> Callable[[Place], None]:
    def damage(place: Place) -> None:
        place.database.write_bytes(change(place.database.read_bytes()))

    return damage


def sealed(change: Callable[[bytes], bytes] | None) -> Callable[[Place], None]:
    def damage(place: Place) -> None:
        path = next((place.vault_folder / "attachments").glob("??/*"))
        if change is None:
            path.unlink()
        else:
            path.write_bytes(change(path.read_bytes()))

    return damage


def flipped(at: float) -> Callable[[bytes], bytes]:
    def change(raw: bytes) -> bytes:
        damaged = bytearray(raw)
        damaged[int(len(raw) * at)] ^= 0x40
        return bytes(damaged)

    return change


FAULTS: dict[str, tuple[Callable[[Place], object], str]] = {
    "flip in the first page": (file(flipped(0.001)), "database.damaged"),
    "flip in the middle": (file(flipped(0.5)), "database.damaged"),
    "flip at the end": (file(flipped(0.999)), "database.damaged"),
    "cut at a page": (file(lambda raw: raw[: 4096 * 20]), "database.damaged"),
    "cut inside a page": (file(lambda raw: raw[: 4096 * 20 + 100]), "database.damaged"),
    "emptied": (file(lambda raw: raw[:0]), "database.damaged"),
    "not a database": (file(lambda raw: b"x" * len(raw)), "database.key"),
    "plain": (file(lambda raw: b"SQLite format 3\x00" + raw[16:]), "database.plaintext"),
    "gone": (lambda place: place.database.unlink(), "database.missing"),
    "orphaned order": (sql("DELETE FROM person"), "references"),
    "entry edited": (sql("UPDATE journal_entry SET act='x' WHERE seq=2"), "journal.edited"),
    "entry deleted": (sql("DELETE FROM journal_entry WHERE seq=2"), "journal.gap"),
    "tail cut": (sql("DELETE FROM journal_entry WHERE seq>3"), "journal.cut"),
    "record edited": (sql("UPDATE person SET name='别人'"), "journal.record"),
    "record gone": (sql("DELETE FROM attachment"), "journal.record"),
    "index lost": (sql("DELETE FROM search_key WHERE key LIKE 'w%'"), "search"),
    "index of a stranger": (
        sql("INSERT INTO search_key SELECT office_id, 'zz', 'nobody' FROM office"),
        "search",
    ),
    "newer schema": (sql("UPDATE alembic_version SET version_num='9999'"), "schema.newer"),
    "document gone": (sealed(None), "attachment.missing"),
    "document damaged": (sealed(lambda raw: raw[:-1]), "attachment.damaged"),
    "document replaced": (
        sql("UPDATE attachment SET sha256=replace(sha256, 'a', 'b')"),
        "attachment.damaged",
    ),
    "anchor gone": (
        lambda place: (place.vault_folder / "anchor.json").unlink(),
        "journal.anchor",
    ),
    "seals gone": (
        lambda place: (place.vault_folder / "seals.jsonl").unlink(),
        "journal.anchor",
    ),
    "live anchor damaged": (
        lambda place: (place.vault_folder / "anchor.live").write_text("x" * 1024),
        "journal.anchor",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_seeded_fault_is_found(place: Place, name: str) -> None:
    damage, code = FAULTS[name]
    assert errors(place) == set()
    damage(place)
    assert code in errors(place)


def test_an_unknown_document_is_only_mentioned(place: Place) -> None:
    vault = place.vault()
    vault.attachments().put(b"never registered")
    found = {finding.code: finding.severity for finding in examine(vault, place.clock)}
    vault.close()
    assert found["attachment.orphan"] == "info"
    assert ERROR not in found.values()


def test_a_file_from_another_pc_that_has_not_come_yet_is_only_mentioned(place: Place) -> None:
    away = (
        "INSERT INTO sync_file SELECT office_id, sha256, '', 0 FROM attachment",
        "UPDATE attachment SET entry = replace(entry, substr(entry, 1, 32), '{other}')",
    )
    place.tamper(away[0])
    vault = place.vault()
    assert "attachment.missing" in {finding.code for finding in examine(vault, place.clock)}
    vault.close()
    place.tamper(away[1].format(other="0" * 32))
    vault = place.vault()
    found = {finding.code: finding.severity for finding in examine(vault, place.clock)}
    vault.close()
    assert found["attachment.waiting"] == "info"
    assert "attachment.missing" not in found


def test_many_findings_of_a_kind_are_counted(place: Place) -> None:
    place.tamper(
        "INSERT INTO search_key SELECT office_id, 'k', 'n' FROM office",
        *(
            "INSERT INTO officer (office_id, id, entry, versions, name, role, active)"
            f" SELECT office_id, 'x{n}', entry, versions, name, role, active FROM officer LIMIT 1"
            for n in range(30)
        ),
    )
    records = [finding for finding in examined(place) if finding.code == "journal.record"]
    assert len(records) == 21
    assert "10" in records[-1].message


def test_the_doctor_changes_nothing(place: Place, tmp_path: Path) -> None:
    place.tamper("UPDATE person SET name='别人'")
    before = {p.name: p.read_bytes() for p in place.vault_folder.glob("*.*") if p.is_file()}
    errors(place)
    after = {p.name: p.read_bytes() for p in place.vault_folder.glob("*.*") if p.is_file()}
    before.pop("attempts.json", None)
    after.pop("attempts.json", None)
    assert before == after


def test_what_cannot_be_examined_does_not_hide_the_rest(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(*_args: object) -> None:
        raise DatabaseUnavailable

    monkeypatch.setattr("corrdesk.upkeep.doctor.revision_of", unavailable)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: (_ for _ in ()).throw(OSError))
    assert errors(place) == {"schema", "disk"}


def test_the_examination_tells_how_far_it_is_and_can_be_ended(place: Place) -> None:
    seen: list[tuple[int, int]] = []

    class Enough(Exception):
        pass

    def report(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 3:
            raise Enough

    vault = place.vault()
    examine(vault, place.clock, lambda done, total: seen.append((done, total)))
    assert [done for done, _total in seen] == list(range(seen[0][1]))
    seen.clear()
    with pytest.raises(Enough):
        examine(vault, place.clock, report)
    assert len(seen) == 4
    vault.close()


def _cloud(place: Place) -> Place:
    """The same office inside the folder of a file cloud."""
    return place.copy(place.folder.parent / "OneDrive" / "office")


def _late(place: Place) -> Place:
    """The machine's clock lies a year before the last entry."""
    place.clock.advance(timedelta(days=-365))
    return place


def _half_header(place: Place) -> Place:
    return place  # the duplicate goes while the vault is open: opening would mend it


AROUND: dict[str, tuple[Callable[[Place], Place], str]] = {
    "inside a file cloud": (_cloud, "cloud"),
    "clock before the last entry": (_late, "clock"),
    "header without duplicate": (_half_header, "header"),
    "no backup at all": (lambda place: place, "backup.none"),
    "nothing on another medium": (lambda place: place, "backup.second"),
}


@pytest.mark.parametrize("name", AROUND)
def test_each_fault_around_the_vault_is_found(place: Place, name: str) -> None:
    prepare, code = AROUND[name]
    vault = prepare(place).vault()
    if code == "header":
        (vault.folder / "header.json.bak").unlink()
    found = {finding.code: finding for finding in examine(vault, place.clock)}
    vault.close()
    assert code in found
    assert found[code].next


def test_old_backups_little_room_no_fonts_and_no_printer_are_all_found_at_once(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = place.vault()
    back_up(vault, place.clock)
    place.clock.advance(timedelta(days=9))
    usage = SimpleNamespace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    monkeypatch.setattr(shutil, "which", lambda _name: None)

    def none() -> None:
        raise EnvironmentFault("没有字体。", remedy="请安装。")

    monkeypatch.setattr("corrdesk.printing.fonts.load_fonts", none)
    codes = {finding.code for finding in examine(vault, place.clock)}
    vault.close()
    assert {"backup.old", "backup.second", "disk", "fonts", "printer"} <= codes


def test_healthy_vaults_raise_no_alarm(place: Place, tmp_path: Path) -> None:
    """After work, a crash, a backup, a restore beside: 0 errors in all of them."""
    examined_places = 0
    for number in range(10):
        desk = place.desk()
        work(desk, number)
        crashed = place.copy(tmp_path / f"crash-{number}")
        if number % 3 == 0:
            back_up(desk.vault, place.clock)
            place.clock.advance(timedelta(days=1))
        desk.close()
        for each in (crashed, place):
            assert errors(each) == set()
            examined_places += 1
    assert examined_places == 20
