"""Resources are found in the source tree, in a wheel and in a frozen application."""

import sys
from pathlib import Path

import pytest

from corrdesk.base import resources
from corrdesk.base.errors import EnvironmentFault
from corrdesk.base.resources import read_resource, resource_path


def test_the_source_tree_has_its_resources_beside_the_package() -> None:
    assert resource_path("holidays", "2026.json").is_file()
    assert b"2026" in read_resource("holidays", "2026.json")


def test_an_installed_wheel_reads_its_own_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "corrdesk"
    (package / "_resources").mkdir(parents=True)
    (package / "_resources" / "a.txt").write_bytes(b"wheel")
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert read_resource("a.txt") == b"wheel"


def test_a_frozen_application_reads_its_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "a.txt").write_bytes(b"frozen")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert read_resource("a.txt") == b"frozen"


def test_a_missing_resource_names_itself_and_the_remedy() -> None:
    with pytest.raises(EnvironmentFault, match=r"forms/none\.txt") as caught:
        read_resource("forms", "none.txt")
    assert "重新安装" in caught.value.remedy


@pytest.mark.parametrize("parts", [("..", "secret"), ("a", "../../b"), ("/etc", "passwd")])
def test_a_path_never_leaves_the_resources(parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"resource|subpath"):
        resource_path(*parts)
