"""A county's backup opens with its keys and holds what the county held; it holds no key."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, make_url, select

from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.tables import Person
from corrdesk.county import keeping
from corrdesk.county.county import CountyFounding, create_county, open_county
from corrdesk.county.errors import CountyExists, KeysOfAnother, NoKeysThere, NotABackup
from corrdesk.county.keeping import back_up, restore
from corrdesk.vault import cipher
from corrdesk.vault.errors import DatabaseUnavailable
from tests.casework.people import new_person
from tests.county.conftest import Bureau
from tests.county.offices import Pair, enrol
from tests.county.scanned import SCAN, delivered, proposed


def test_the_copy_holds_everything_but_the_keys(pair: Pair, tmp_path: Path) -> None:
    new_person(pair.desk)
    pair.round()
    made = back_up(pair.county, tmp_path / "copies")
    folder = Path(made["folder"])
    assert made["entries"] == pair.desk.head().seq
    assert not (folder / "keys").exists()
    raw = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for name in ("database", "signing", "session"):
        assert pair.county.folder.key(name) not in raw
    connection = cipher.connect(
        folder / "casework.db", pair.county.folder.data_key(), read_only=True
    )
    assert connection.execute("SELECT count(*) FROM person").fetchone()[0] == 1
    connection.close()


def test_what_a_proven_copy_holds_is_told_and_cleared_at_other_places(
    pair: Pair, tmp_path: Path
) -> None:
    new_person(pair.desk)
    pair.round()
    inside = [name for name in pair.place.content if "/in/" in name and name.endswith(".seg")]
    back_up(pair.county, tmp_path / "copies")
    new_person(pair.desk, 2)
    receipt = pair.round().report.receipt
    assert receipt is not None
    said = receipt.chains[pair.desk.exchange.device]
    assert 0 < said.durable < said.seq == pair.desk.head().seq
    left = [name for name in pair.place.content if "/in/" in name and name.endswith(".seg")]
    assert inside
    assert left
    assert not {*inside} & {*left}


def test_a_copy_that_was_not_kept_makes_nothing_safe(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_person(pair.desk)
    pair.round()
    monkeypatch.setattr(cipher, "integrity", lambda _connection: ["page 3"])
    with pytest.raises(EnvironmentFault):
        back_up(pair.county, tmp_path / "copies")
    receipt = pair.round().report.receipt
    assert receipt is not None
    assert receipt.chains[pair.desk.exchange.device].durable == 0


def test_after_a_restoring_the_offices_bring_back_what_was_lost(
    pair: Pair, bureau: Bureau, tmp_path: Path
) -> None:
    new_person(pair.desk)
    pair.round()
    made = back_up(pair.county, tmp_path / "copies")
    new_person(pair.desk, 2)
    held = pair.round().report.held
    restored = restore(Path(made["folder"]), pair.county.folder.path, tmp_path / "again")
    assert restored.card.epoch != pair.county.folder.card.epoch
    county = open_county(restored.path, bureau.clock)
    again = Pair(pair.desk, county, pair.place)
    assert again.round().report.held == held
    with county.read() as session:
        assert session.execute(select(func.count()).select_from(Person)).scalar_one() == 2
    county.close()
    with pytest.raises(UserError):
        restore(Path(made["folder"]), pair.county.folder.path, tmp_path / "again")
    with pytest.raises(NoKeysThere):
        restore(Path(made["folder"]), tmp_path, tmp_path / "other")


def test_a_backup_is_not_opened_with_the_keys_of_another_county(
    pair: Pair, bureau: Bureau, tmp_path: Path, postgres_database: str
) -> None:
    """Keys that lead to another county's server made that county's data the restored ones."""
    new_person(pair.desk)
    pair.round()
    backup = Path(back_up(pair.county, tmp_path / "copies")["folder"])
    own = pair.county.folder.path
    others = {}
    for name, server in (("file", ""), ("server", postgres_database)):
        founding = CountyFounding("别县", database=server)
        others[name], _secret = create_county(tmp_path / name, founding, bureau.clock)
        with pytest.raises(KeysOfAnother):
            restore(backup, tmp_path / name, tmp_path / "again")
    mixed = tmp_path / "mixed"  # the right data key beside another's signature
    for part in ("keys", "tls"):
        shutil.copytree(own / part, mixed / part)
    shutil.copy2(tmp_path / "file" / "keys" / "signing", mixed / "keys" / "signing")
    with pytest.raises(KeysOfAnother):
        restore(backup, mixed, tmp_path / "again")
    on_server = Path(back_up(others["server"], tmp_path / "copies of it")["folder"])
    for county in others.values():
        county.close()
    with pytest.raises(UserError) as refused:
        restore(on_server, own, tmp_path / "again")
    assert refused.value.field == "database"
    with pytest.raises(NotABackup):
        restore(tmp_path / "copies", own, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_copy_that_does_not_hold_is_not_kept(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "verify_chains", lambda _session: iter(["broken"]))
    with pytest.raises(EnvironmentFault, match="核对"):
        back_up(pair.county, tmp_path / "copies")
    assert list((tmp_path / "copies").iterdir()) == []


def test_a_place_that_cannot_be_written_is_said(pair: Pair, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(EnvironmentFault):
        back_up(pair.county, tmp_path / "file")


def test_a_disk_that_fills_up_meanwhile_leaves_no_half_backup(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise DatabaseUnavailable

    monkeypatch.setattr(cipher, "copy_database", full)
    with pytest.raises(EnvironmentFault, match="备份没有完成"):
        back_up(pair.county, tmp_path / "copies")
    assert list((tmp_path / "copies").iterdir()) == []


def test_a_restoring_says_what_was_given_wrong_and_touches_nothing(
    pair: Pair, tmp_path: Path
) -> None:
    backup = Path(back_up(pair.county, tmp_path / "copies")["folder"])
    keys, file = pair.county.folder.path, tmp_path / "file"
    file.write_text("x")
    for wrong in (tmp_path / "nowhere", backup, file):
        with pytest.raises(NoKeysThere):
            restore(backup, wrong, tmp_path / "new")
    for taken in (file, keys):
        with pytest.raises(CountyExists):
            restore(backup, keys, taken)
    assert file.read_text() == "x"
    assert not [each for each in tmp_path.iterdir() if "new" in each.name]


def test_files_are_in_the_copy_sealed_and_come_back_with_it(
    pair: Pair, bureau: Bureau, tmp_path: Path
) -> None:
    proposed(pair)
    delivered(pair)
    made = back_up(pair.county, tmp_path / "copies")
    assert (made["files"], made["damaged_files"]) == (1, 0)
    copies = [p for p in (Path(made["folder"]) / "files").rglob("*") if p.is_file()]
    assert SCAN[:1000] not in b"".join(path.read_bytes() for path in copies)
    restored = restore(Path(made["folder"]), pair.county.folder.path, tmp_path / "again")
    copies[0].unlink()
    poorer = restore(Path(made["folder"]), pair.county.folder.path, tmp_path / "poorer")
    for folder, lacking in ((restored, 0), (poorer, 1)):
        county = open_county(folder.path, bureau.clock)
        assert len(county.shelf(pair.office).lacking()) == lacking
        county.close()


def test_a_file_that_was_damaged_here_is_told_and_given_back_by_the_office(
    pair: Pair, tmp_path: Path
) -> None:
    proposed(pair)
    delivered(pair)
    (path,) = [p for p in pair.county.folder.files_path.rglob("*") if p.is_file()]
    path.write_bytes(path.read_bytes()[:-1])
    made = back_up(pair.county, tmp_path / "copies")
    assert (made["files"], made["damaged_files"]) == (1, 1)
    pair.ingest()
    delivered(pair)
    assert pair.county.shelf(pair.office).lacking() == []
    (card,) = pair.county.shelf(pair.office).cards()
    assert pair.county.shelf(pair.office).content(card.sha256) == SCAN
    assert back_up(pair.county, tmp_path / "others")["damaged_files"] == 0


def test_a_bad_copy_of_a_good_file_is_no_backup(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed(pair)
    delivered(pair)
    real = shutil.copytree

    def badly(source: Path, target: Path | str, *rest: Any) -> None:
        real(source, target, *rest)
        for copy in Path(target).glob("??/*"):
            copy.write_bytes(copy.read_bytes()[:-1])

    monkeypatch.setattr(shutil, "copytree", badly)
    with pytest.raises(EnvironmentFault):
        back_up(pair.county, tmp_path / "copies")
    assert not list((tmp_path / "copies").iterdir())


def test_a_database_server_is_restored_beforehand_and_gets_a_new_epoch_too(
    desk: Desk, bureau: Bureau, tmp_path: Path, postgres_database: str
) -> None:
    founding = CountyFounding("石桥县社区矫正管理局", database=postgres_database)
    county, _secret = create_county(tmp_path / "server", founding, bureau.clock)
    enrol(desk, county)
    pair = Pair(desk, county)
    new_person(desk)
    pair.round()
    county.close()
    with snapshot(postgres_database) as earlier:  # what pg_dump and pg_restore would make
        backup = Path(back_up(county, tmp_path / "copies")["folder"])
        new_person(desk, 2)
        held = pair.round().report.held
        county.close()
        with pytest.raises(UserError):
            restore(backup, county.folder.path, tmp_path / "again", database="sqlite:///x")
        restored = restore(backup, county.folder.path, tmp_path / "again", database=earlier)
        assert restored.card.epoch != county.folder.card.epoch
        assert restored.database_url == earlier
        after = open_county(restored.path, bureau.clock)
        with after.read() as session:
            assert session.execute(select(func.count()).select_from(Person)).scalar_one() == 1
        assert Pair(desk, after, pair.place).round().report.held == held
        with after.read() as session:
            assert session.execute(select(func.count()).select_from(Person)).scalar_one() == 2
        after.close()


@contextmanager
def snapshot(url: str) -> Iterator[str]:
    """A copy of a database that nobody is connected to, as it is now."""
    place = make_url(url)
    server = place.set(drivername="postgresql", database="postgres")
    copy = f"{place.database}_copy"
    with psycopg.connect(
        server.render_as_string(hide_password=False), autocommit=True
    ) as connection:
        connection.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{place.database}"')
        yield place.set(database=copy).render_as_string(hide_password=False)
        connection.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')
