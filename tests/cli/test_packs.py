"""A pack travels: a key, a signature, an office that installs it and switches."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrdesk.base.resources import read_resource
from tests.cli.script import TODAY, Run


@pytest.fixture
def package(place: Path, bare: Run) -> Path:
    folder = place / "qingshan"
    folder.mkdir()
    text = read_resource("rules", "packs", "cn-example", "pack.yaml").decode()
    text = text.replace("id: cn-example", "id: qingshan").replace("value: 50", "value: 60")
    (folder / "pack.yaml").write_text(text, "utf-8")
    keys = bare("rules", "pack", "key", place / "county.key", "--public", place / "county.pem")
    assert keys.code == 0
    out = place / "qingshan.zip"
    made = bare("rules", "pack", "sign", folder, "--key", place / "county.key", "--out", out)
    assert (made.code, made.out.split("\t")[0]) == (0, "qingshan")
    return out


def test_a_signed_pack_is_installed_compared_and_used(
    office: Run, place: Path, package: Path
) -> None:
    signed_by = ("--signed-by", place / "county.pem")
    assert office("rules pack install", package, *signed_by, "--json").json["pack"] == "qingshan"
    done = office("rules switch", "qingshan", "--as-of", TODAY, "--yes", "--json").json
    assert done["counts"]["people"] > 0
    assert office("desk", "--as-of", "2026-06-16").code == 0
    backup = office("backup", "--json")
    assert backup.code == 0
    (copy,) = (place / "vault" / "backups").glob("corrdesk-*")
    kept = copy / "packs" / "qingshan" / "pack.yaml"
    assert kept.read_bytes() == (place / "vault" / "packs" / "qingshan" / "pack.yaml").read_bytes()


def test_a_stranger_s_pack_is_refused(office: Run, place: Path, package: Path, bare: Run) -> None:
    bare("rules", "pack", "key", place / "other.key", "--public", place / "other.pem")
    said = office("rules pack install", package, "--signed-by", place / "other.pem")
    assert (said.code, said.out) == (2, "")
    assert "签名" in said.err
    assert not (place / "vault" / "packs").exists()


def test_there_must_be_a_vault(place: Path, package: Path, bare: Run) -> None:
    nowhere = place / "nowhere"
    said = bare("rules", "pack", "install", nowhere, package, "--signed-by", place / "county.pem")
    assert said.code == 2
    assert not nowhere.exists()
