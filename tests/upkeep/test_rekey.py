"""Another data key: everything is there, the old key opens nothing, killed anywhere it holds."""

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
from corrdesk.bootstrap import Desk
from corrdesk.upkeep import backups, rekey, restore
from corrdesk.vault import cipher
from corrdesk.vault.datakey import DataKey
from corrdesk.vault.errors import BackupFailed, WrongKey, WrongPassphrase, WrongRecoveryCode
from corrdesk.vault.keyslots import KdfProfile
from corrdesk.vault.rekey import NewKey, draw_key
from tests.upkeep.offices import OFFICER, PASSPHRASE, Place, work

KILLS = int(os.environ.get("PROOF_REKEY_KILLS", "20"))
SEED = int(os.environ.get("PROOF_SEED", "20260610"))


def draw(desk: Desk, passphrase: str = PASSPHRASE) -> NewKey:
    return draw_key(
        desk.vault,
        desk.clock,
        officer_name=OFFICER,
        passphrase=passphrase,
        kdf=KdfProfile.CHEAP_FOR_TESTS,
    )


def change(place: Place) -> str:
    """Change the key in an open desk and close it; return the new recovery code."""
    desk = place.desk()
    new = draw(desk)
    rekey.rebuild(desk.vault, place.clock, new)
    desk.close()
    return new.draft.code


def key_of(place: Place) -> DataKey:
    vault = place.vault()
    key = DataKey(vault.key.material())
    vault.close()
    return key


def documents(desk: Desk) -> set[bytes]:
    sealed = desk.vault.attachments()
    return {sealed.get(name) for name in sealed.names()}


def test_everything_is_there_under_another_key(place: Place) -> None:
    old = key_of(place)
    old_code = (place.folder / "code.txt").read_text("ascii")
    desk = place.desk()
    work(desk, 3)
    before, papers = desk.head(), documents(desk)
    earlier = backups.back_up(desk.vault, place.clock).folder
    desk.close()
    code = change(place)
    assert key_of(place).material() == old.material()  # until the next opening
    again = place.desk()
    assert (again.alarms, again.verify()) == ((), [])
    assert (again.head(), documents(again)) == (before, papers)
    assert again.vault.key.material() != old.material()
    assert restore.restored_state(again.vault) is None
    again.vault.check_recovery_code(code)
    with pytest.raises(WrongRecoveryCode):
        again.vault.check_recovery_code(old_code)
    rehearsal = backups.rehearse(again.vault)
    assert rehearsal.problems == ()
    assert rehearsal.attachments == len(papers)
    with pytest.raises(WrongKey):
        cipher.connect(earlier / "casework.db", again.vault.key)
    name = again.seal(b"a letter" * 99)  # the same content has the same name as before
    assert len(documents(again)) == len(papers)
    assert again.unseal(name) == b"a letter" * 99
    work(again, 2)
    again.close()
    with pytest.raises(WrongKey):
        cipher.connect(place.database, old)
    assert not list(place.folder.glob("vault.*"))
    assert place.noticed() == set()
    change(place)  # and once more
    last = place.desk()
    assert (last.alarms, last.verify(), documents(last)) == ((), [], papers)
    last.close()


def test_what_is_written_after_it_was_prepared_is_never_lost(place: Place) -> None:
    old = key_of(place)
    desk = place.desk()
    rekey.rebuild(desk.vault, place.clock, draw(desk))
    work(desk, 1)
    head = desk.head()
    desk.close()
    with pytest.raises(EnvironmentFault) as refused:
        place.desk()
    assert "没有更换" in str(refused.value)
    again = place.desk()
    assert (again.head(), again.alarms) == (head, ())
    again.close()
    assert key_of(place).material() == old.material()
    assert not list(place.folder.glob("vault.*"))


def test_who_changes_the_key_proves_the_own_passphrase(place: Place) -> None:
    desk = place.desk()
    with pytest.raises(WrongPassphrase):
        draw(desk, "not the passphrase of anybody")
    desk.close()


def test_without_room_or_with_damage_nothing_changes(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = place.desk()
    new = draw(desk)

    class Usage:
        free = 10

    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage)
    with pytest.raises(EnvironmentFault):
        rekey.rebuild(desk.vault, place.clock, new)
    monkeypatch.undo()
    monkeypatch.setattr("corrdesk.upkeep.rekey._problems", lambda *_anything: 3)
    with pytest.raises(BackupFailed):
        rekey.rebuild(desk.vault, place.clock, new)
    monkeypatch.undo()
    assert restore.decided_switch(place.vault_folder) is None
    assert not list(place.folder.glob("vault.*"))

    def stop(_done: int, _total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        rekey.rebuild(desk.vault, place.clock, new, stop)
    assert not list(place.folder.glob("vault.*"))
    desk.close()


def test_a_document_that_was_damaged_before_is_named_and_kept(place: Place) -> None:
    path = next((place.vault_folder / "attachments").glob("??/*"))
    path.write_bytes(path.read_bytes()[:-1])
    desk = place.desk()
    rebuilt = rekey.rebuild(desk.vault, place.clock, draw(desk))
    assert rebuilt.damaged == (path.name,)
    desk.close()
    place.desk().close()
    assert path.read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_killed_anywhere_it_is_the_old_or_the_new_vault(place: Place, tmp_path: Path) -> None:
    """SIGKILL from the drawing of the key to the second opening, which puts it in place."""
    desk = place.desk()
    work(desk, 5)
    head, papers = desk.head(), documents(desk)
    desk.close()
    old = key_of(place).material()
    rehearsed = place.copy(tmp_path / "rehearsed")
    started = time.monotonic()
    in_child(rehearsed, None)
    whole = time.monotonic() - started
    chance, seen = random.Random(SEED), {"old": 0, "new": 0}
    started = time.monotonic()
    for number in range(KILLS):
        copy = place.copy(tmp_path / f"kill-{number}")
        in_child(copy, chance.random() * whole * 1.1)
        again = copy.desk()
        assert (again.alarms, again.verify()) == ((), [])
        assert (again.head(), documents(again)) == (head, papers)
        seen["old" if again.vault.key.material() == old else "new"] += 1
        work(again, 1)
        again.close()
        assert copy.noticed() == set()
        shutil.rmtree(copy.folder)
    seconds = round(time.monotonic() - started, 1)
    print(json.dumps({"seed": SEED, "kills": KILLS, "seconds": seconds, **seen}))
    assert seen["old"] > 0
    assert seen["new"] > 0


def in_child(place: Place, seconds: float | None) -> None:
    """Change the key and open again in a child process; kill it after so many seconds."""
    child = os.fork()
    if child == 0:
        try:
            change(place)
            place.desk().close()
        finally:
            os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.mark.parametrize("step", range(4))
def test_each_step_of_the_exchange_may_be_the_last(place: Place, step: int) -> None:
    """Stopped after each rename, and before the witnesses are written: the next opening goes on."""
    change(place)
    decided = restore.decided_switch(place.vault_folder)
    assert decided is not None
    side = place.vault_folder.with_name(decided.side)
    old = place.vault_folder.with_name(decided.old)
    if step >= 1:
        place.vault_folder.rename(old)
    if step >= 2:
        side.rename(place.vault_folder)
    if step >= 3:
        restore.carry_out(decided, place.vault_folder, place.vault)
    again = place.desk()
    assert (again.alarms, again.verify()) == ((), [])
    assert len(backups.kept_in(again.vault.backups_path)) >= 2
    again.close()
    assert not list(place.folder.glob("vault.*"))
