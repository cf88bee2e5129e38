"""A pack travels: a key, a signature, an office that installs it and switches."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrdesk.base.resources import read_resource
from tests.cli.script import TODAY, Run


def signed(bare: Run, place: Path, pack: str, text: str) -> Path:
    """A pack that the county signed with its key, which is made with the first of them."""
    folder = place / pack
    folder.mkdir()
    (folder / "pack.yaml").write_text(text.replace("id: cn-example", f"id: {pack}"), "utf-8")
    if not (place / "county.key").exists():
        keys = bare("rules", "pack", "key", place / "county.key", "--public", place / "county.pem")
        assert keys.code == 0
    out = place / f"{pack}.zip"
    made = bare("rules", "pack", "sign", folder, "--key", place / "county.key", "--out", out)
    assert (made.code, made.out.split("\t")[0]) == (0, pack), made.err
    return out


def example() -> str:
    return read_resource("rules", "packs", "cn-example", "pack.yaml").decode()


@pytest.fixture
def package(place: Path, bare: Run) -> Path:
    return signed(bare, place, "qingshan", example().replace("value: 50", "value: 60"))


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


def test_a_pack_with_one_class_alone_says_what_is_missing(
    office: Run, place: Path, bare: Run
) -> None:
    lines = example().splitlines(keepends=True)
    strict = [number for number, line in enumerate(lines) if line.startswith("  class.strict.")]
    text = "".join([*lines[: lines.index("values:\n") + 1], *lines[strict[0] : strict[-1] + 2]])
    share = "  class.stub_percent:\n    2020-07-01: {value: 50, article: 第六条, mark: L}\n"
    for pack, content in (("one-class", text), ("one-class-more", text + share)):
        package = signed(bare, place, pack, content)
        assert office("rules pack install", package, "--signed-by", place / "county.pem").code == 0

    said = office("rules switch", "one-class", "--as-of", TODAY, "--json")
    missing = {each["key"]: each for each in said.json["missing"]}
    assert said.json["plans_duties"] is False
    assert {"class.stub_percent", "class.normal.check_in", "class.light.talk"} <= set(missing)
    assert not [key for key in missing if key.startswith("class.strict.")]
    assert missing["class.stub_percent"]["people"] == said.json["counts"]["people"]
    assert "class.stub_percent" in said.err
    assert "换后不会排出任何报告义务" in said.err
    assert "补上数值和条号" in said.err

    said = office("rules switch", "one-class-more", "--as-of", TODAY, "--json")
    assert said.json["plans_duties"] is True
    assert "class.stub_percent" not in said.err
    assert "没有写明的义务，换后不再排出" in said.err


def test_a_pack_that_says_everything_is_not_spoken_of(
    office: Run, place: Path, package: Path
) -> None:
    assert office("rules pack install", package, "--signed-by", place / "county.pem").code == 0
    said = office("rules switch", "qingshan", "--as-of", TODAY, "--json")
    assert said.json["missing"] == []
    assert "没有写明" not in said.err


def test_there_must_be_a_vault(place: Path, package: Path, bare: Run) -> None:
    nowhere = place / "nowhere"
    said = bare("rules", "pack", "install", nowhere, package, "--signed-by", place / "county.pem")
    assert said.code == 2
    assert not nowhere.exists()
