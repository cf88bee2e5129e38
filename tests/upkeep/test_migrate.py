"""Migrations: on a copy, verified, swapped; killed anywhere they leave old or new."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from corrdesk.base.errors import EnvironmentFault
from corrdesk.store import schema
from corrdesk.upkeep import migrate
from corrdesk.upkeep.backups import kept_in
from corrdesk.upkeep.migrate import MigrationFailed, NewerSchema
from corrdesk.vault import cipher
from tests.upkeep.offices import Place, work

KILLS = int(os.environ.get("PROOF_MIGRATION_KILLS", "12"))
SEED = int(os.environ.get("PROOF_SEED", "20260610"))
STEP = '''"""A step that only tests have."""
import time
import sqlalchemy as sa
from alembic import op
revision = "t002"
down_revision = {base!r}
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("nickname", sa.String(20), server_default="", nullable=False))
    {more}
'''


@pytest.fixture
def next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script folder with one step more than the program has."""
    own = Path(schema.__file__).with_name("migrations")
    folder = tmp_path / "scripts"
    shutil.copytree(own, folder)
    step = folder / "versions" / "t002_nickname.py"
    base = schema.latest_revision()
    step.write_text(STEP.format(base=base, more=""))
    real = schema._config

    def config() -> object:
        found = real()
        found.set_main_option("script_location", str(folder))
        return found

    monkeypatch.setattr(schema, "_config", config)
    return step


def columns(place: Place) -> set[str]:
    vault = place.vault()
    connection = vault.connect()
    found = {row[1] for row in connection.execute("PRAGMA table_info(person)")}
    connection.close()
    vault.close()
    return found


def test_a_current_vault_is_left_alone(place: Place) -> None:
    vault = place.vault()
    before = place.database.read_bytes()
    assert migrate.bring_up_to_date(vault, place.clock) is None
    assert kept_in(vault.backups_path) == []
    vault.close()
    assert place.database.read_bytes() == before


def test_an_older_vault_is_backed_up_and_migrated_when_opened(
    place: Place, next_step: Path
) -> None:
    desk = place.desk()
    assert desk.alarms == ()
    assert len(kept_in(desk.vault.backups_path)) == 1
    assert desk.verify() == []
    desk.close()
    assert "nickname" in columns(place)
    assert place.noticed() == set()
    assert not list(place.vault_folder.glob("*migrating*"))


def test_a_newer_vault_is_refused_politely(place: Place) -> None:
    place.tamper("UPDATE alembic_version SET version_num='9999'")
    (place.vault_folder / "closed.json").unlink()
    before = place.database.read_bytes()
    with pytest.raises(NewerSchema) as refused:
        place.desk()
    assert "升级" in refused.value.remedy
    assert place.database.read_bytes() == before


def test_a_step_that_fails_leaves_the_old_vault(place: Place, next_step: Path) -> None:
    base = schema.latest_revision
    assert base() == "t002"
    text = next_step.read_text()
    next_step.write_text(text + "    raise RuntimeError\n")
    with pytest.raises(RuntimeError):
        place.desk()
    assert "nickname" not in columns(place)
    assert not list(place.vault_folder.glob("*migrating*"))
    next_step.write_text(text)
    place.desk().close()
    assert "nickname" in columns(place)


@pytest.mark.parametrize(
    "harm",
    [
        "op.execute('DELETE FROM attachment')",
        "op.execute(\"UPDATE person SET phone='1'\")",
        "op.execute('DELETE FROM search_key')",
    ],
)
def test_a_step_that_loses_something_is_refused(place: Place, next_step: Path, harm: str) -> None:
    text = next_step.read_text().rstrip()
    next_step.write_text(f"{text}\n    {harm}\n")
    with pytest.raises(MigrationFailed):
        place.desk()
    assert "nickname" not in columns(place)


def test_without_room_nothing_begins(
    place: Place, next_step: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = 1000

    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage)
    with pytest.raises(EnvironmentFault):
        place.desk()
    assert not list((place.vault_folder / "backups").iterdir())


def test_somebody_else_at_the_vault_stops_it(place: Place, next_step: Path) -> None:
    vault = place.vault()
    other = cipher.connect(place.database, vault.key)
    other.execute("SELECT count(*) FROM person").fetchone()
    with pytest.raises(EnvironmentFault):
        migrate.bring_up_to_date(vault, place.clock)
    other.close()
    assert migrate.bring_up_to_date(vault, place.clock) is not None
    vault.close()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_killed_anywhere_it_is_old_or_new(place: Place, next_step: Path) -> None:
    chance, started = random.Random(SEED), time.monotonic()
    in_child(place.copy(place.folder.parent / "whole"), None)
    whole = time.monotonic() - started
    seen = {"old": 0, "new": 0}
    for number in range(KILLS):
        copy = place.copy(place.folder.parent / f"kill-{number}")
        in_child(copy, chance.random() ** 2 * whole * 1.2)  # more of them early: steps run first
        new = "nickname" in columns(copy)
        seen["new" if new else "old"] += 1
        again = copy.desk()
        assert (again.alarms, again.verify()) == ((), [])
        work(again, 1)
        again.close()
        assert "nickname" in columns(copy)
        shutil.rmtree(copy.folder)
    seconds = round(time.monotonic() - started, 1)
    print(json.dumps({"seed": SEED, "kills": KILLS, "seconds": seconds, **seen}))
    assert seen["old"] > 0


def in_child(place: Place, seconds: float | None) -> None:
    """Open the desk in a child process, and kill it after so many seconds if any are given."""
    child = os.fork()
    if child == 0:
        try:
            place.desk().close()
        finally:
            os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
