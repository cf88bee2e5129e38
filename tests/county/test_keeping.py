"""A county's backup opens with its keys and holds what the county held; it holds no key."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrdesk.base.errors import EnvironmentFault
from corrdesk.county import keeping
from corrdesk.county.keeping import back_up
from corrdesk.vault import cipher
from tests.casework.people import new_person
from tests.county.offices import Pair


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
