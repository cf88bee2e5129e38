"""Signed packs: what fits is installed whole and found; anything else is refused unread."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.base.resources import resource_path
from corrdesk.rules.catalog import UnknownPack, load_rulebook, pack_ids
from corrdesk.rules.distribution import (
    SIGNATURE,
    PackRefused,
    check_installed,
    install_pack,
    new_key,
    sign_pack,
)
from corrdesk.rules.document import DocumentProblem

EXAMPLE = resource_path("rules", "packs", "cn-example", "pack.yaml")


class Place:
    """A county's desk: keys, a pack folder, and an office to install at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key, self.public = folder / "county.key", folder / "county.pem"
        self.packs = folder / "office" / "packs"
        new_key(self.key, self.public)

    def pack(self, ident: str = "qingshan", **changes: str) -> Path:
        text = EXAMPLE.read_text("utf-8").replace("id: cn-example", f"id: {ident}")
        for old, new in changes.items():
            text = text.replace(old.replace("__", ": "), new)
        folder = self.folder / ident
        folder.mkdir(exist_ok=True)
        (folder / "pack.yaml").write_text(text, "utf-8")
        return folder

    def signed(self, ident: str = "qingshan", **changes: str) -> Path:
        out = self.folder / f"{ident}-{len(list(self.folder.iterdir()))}.zip"
        sign_pack(self.pack(ident, **changes), self.key, out)
        return out


@pytest.fixture
def county(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_a_signed_pack_is_installed_and_found(county: Place) -> None:
    pack = install_pack(county.signed(), county.public, county.packs)
    assert pack.id == "qingshan"
    book = load_rulebook("qingshan", installed=county.packs)
    assert (book.pack_id, book.version.split("@")[0]) == ("qingshan", "cn+qingshan")
    assert pack_ids(None, county.packs)[-1] == "qingshan"
    with pytest.raises(UnknownPack):
        load_rulebook("qingshan")
    assert load_rulebook("cn-example", installed=county.packs) is load_rulebook("cn-example")


def test_the_same_pack_gives_the_same_file(county: Place) -> None:
    assert county.signed().read_bytes() == county.signed().read_bytes()


def test_installing_twice_changes_nothing_and_another_edition_needs_another_id(
    county: Place,
) -> None:
    package = county.signed()
    install_pack(package, county.public, county.packs)
    install_pack(package, county.public, county.packs)
    before = (county.packs / "qingshan" / "pack.yaml").read_bytes()
    with pytest.raises(PackRefused, match="内容不同"):
        install_pack(county.signed(第三条="第十三条"), county.public, county.packs)
    assert (county.packs / "qingshan" / "pack.yaml").read_bytes() == before


def test_another_key_does_not_fit(county: Place, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    new_key(tmp_path / "other.key", other)
    with pytest.raises(PackRefused, match="签名"):
        install_pack(county.signed(), other, county.packs)
    assert not county.packs.exists()


def rewrite(package: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> None:
    with zipfile.ZipFile(package) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    with zipfile.ZipFile(package, "w") as opened:
        for name, content in change(parts).items():
            opened.writestr(name, content)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda parts: parts | {"pack.yaml": parts["pack.yaml"] + b"\n"}, "签名"),
        (lambda parts: parts | {"pack.yaml": b"values: ["}, "签名"),  # never read as a pack
        (lambda parts: parts | {SIGNATURE: bytes(64)}, "签名"),
        (lambda parts: parts | {SIGNATURE: b"short"}, "不是"),
        (lambda parts: parts | {"more.txt": b""}, "不是"),
        (lambda parts: {"pack.yaml": parts["pack.yaml"]}, "不是"),
        (lambda parts: parts | {"pack.yaml": bytes(1_000_001)}, "不是"),
    ],
)
def test_a_package_that_was_touched_is_refused(
    county: Place, change: Callable[[dict[str, bytes]], dict[str, bytes]], words: str
) -> None:
    package = county.signed()
    rewrite(package, change)
    with pytest.raises(PackRefused, match=words):
        install_pack(package, county.public, county.packs)
    assert not county.packs.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"id: qingshan\n"])
def test_what_is_no_package_is_refused(county: Place, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(content)
    with pytest.raises(PackRefused, match="不是"):
        install_pack(file, county.public, county.packs)
    with pytest.raises(PackRefused, match="没有找到"):
        install_pack(tmp_path / "nowhere.zip", county.public, county.packs)


def test_a_shipped_pack_cannot_be_replaced(county: Place) -> None:
    with pytest.raises(PackRefused, match="自带"):
        install_pack(county.signed("cn-example"), county.public, county.packs)


def test_a_pack_waits_for_its_base(county: Place) -> None:
    based = county.signed(base__cn="base: fujian")
    with pytest.raises(PackRefused, match="fujian"):
        install_pack(based, county.public, county.packs)
    province = county.signed("fujian", level__county="level: province")
    install_pack(province, county.public, county.packs)
    install_pack(based, county.public, county.packs)
    book = load_rulebook("qingshan", installed=county.packs)
    assert [pack.id for pack in book.packs] == ["qingshan", "fujian"]


def test_faults_are_found_before_signing(county: Place, tmp_path: Path) -> None:
    out = tmp_path / "out.zip"
    with pytest.raises(DocumentProblem):
        sign_pack(county.pack(level__county="level: village"), county.key, out)
    with pytest.raises(PackRefused, match="模板"):
        sign_pack(county.pack(template__false="template: true"), county.key, out)
    with pytest.raises(UserError, match=r"pack\.yaml"):
        sign_pack(tmp_path / "nowhere", county.key, out)
    with pytest.raises(UserError) as refused:
        sign_pack(county.pack(), county.public, out)
    assert refused.value.field == "key"
    (county.folder / "qingshan" / "pack.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(PackRefused, match="UTF-8"):
        sign_pack(county.folder / "qingshan", county.key, out)
    assert not out.exists()


def test_files_are_never_overwritten(county: Place) -> None:
    package = county.signed()
    with pytest.raises(UserError, match="不会覆盖"):
        sign_pack(county.pack(), county.key, package)
    with pytest.raises(UserError, match="不会覆盖"):
        new_key(county.key, county.folder / "new.pem")
    assert not (county.folder / "new.pem").exists()


def test_the_private_key_is_for_its_owner(county: Place) -> None:
    assert county.key.stat().st_mode & 0o077 == 0


def test_a_public_key_that_is_none_is_named(county: Place) -> None:
    with pytest.raises(UserError) as refused:
        install_pack(county.signed(), county.key, county.packs)
    assert refused.value.field == "signed_by"


def test_an_installed_pack_must_stay_what_was_signed(county: Place) -> None:
    install_pack(county.signed(), county.public, county.packs)
    folder = county.packs / "qingshan"
    check_installed(folder)
    text = (folder / "pack.yaml").read_text("utf-8")
    (folder / "pack.yaml").write_text(text.replace("count: 1", "count: 9"), "utf-8")
    with pytest.raises(PackRefused, match="签名"):
        load_rulebook("qingshan", installed=county.packs)
    (folder / SIGNATURE).unlink()
    with pytest.raises(PackRefused, match="缺少"):
        load_rulebook("qingshan", installed=county.packs)
    shutil.rmtree(folder)
    with pytest.raises(UnknownPack):
        load_rulebook("qingshan", installed=county.packs)


def test_a_place_that_cannot_be_written_says_so(county: Place) -> None:
    county.packs.parent.mkdir()
    county.packs.write_text("a file where the folder should be")
    with pytest.raises(EnvironmentFault):
        install_pack(county.signed(), county.public, county.packs)
