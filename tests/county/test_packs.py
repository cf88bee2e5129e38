"""Rule packs at the county: only what somebody signed is kept and handed out."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrdesk.base.errors import UserError
from corrdesk.base.resources import resource_path
from corrdesk.county.packs import add_pack, pack_files, packs_in_use, read_pack
from corrdesk.rules.distribution import new_key, sign_pack
from tests.county.conftest import Bureau
from tests.county.offices import Pair


@pytest.fixture
def signed(tmp_path: Path) -> tuple[bytes, bytes]:
    """A signed pack of an invented county, and the signer's public key."""
    source = tmp_path / "pack"
    source.mkdir()
    text = resource_path("rules", "packs", "cn-example", "pack.yaml").read_text("utf-8")
    (source / "pack.yaml").write_text(text.replace("id: cn-example", "id: shiqiao", 1), "utf-8")
    new_key(tmp_path / "private.pem", tmp_path / "public.pem")
    sign_pack(source, tmp_path / "private.pem", tmp_path / "pack.zip")
    return (tmp_path / "pack.zip").read_bytes(), (tmp_path / "public.pem").read_bytes()


def test_a_signed_pack_is_kept_and_handed_out(bureau: Bureau, signed: tuple[bytes, bytes]) -> None:
    content, key = signed
    assert add_pack(bureau.county, content, key) == "shiqiao"
    assert pack_files(bureau.county) == ["shiqiao.zip"]
    assert read_pack(bureau.county, "shiqiao.zip") == content


def test_what_was_not_signed_is_not_kept(bureau: Bureau, signed: tuple[bytes, bytes]) -> None:
    content, key = signed
    for package, signer in ((content[:-9] + b"123456789", key), (b"", key), (content, b"")):
        with pytest.raises(UserError):
            add_pack(bureau.county, package, signer)
    assert pack_files(bureau.county) == []


@pytest.mark.parametrize("name", ["../county.json", "none.zip", ".zip", "a/../b.zip"])
def test_no_other_file_is_handed_out(bureau: Bureau, name: str) -> None:
    assert read_pack(bureau.county, name) is None


def test_each_office_shows_its_pack(pair: Pair) -> None:
    assert packs_in_use(pair.county) == [(pair.desk.office.name, "", "")]
    pair.round()
    ((office, pack, version),) = packs_in_use(pair.county)
    assert (office, pack) == (pair.desk.office.name, "cn-example")
    assert version == pair.desk.rulebook.version
