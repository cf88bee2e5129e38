"""Every icon that is named somewhere exists and shows something."""

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from corrdesk.base.resources import resource_path
from corrdesk.ui.shell.icons import icon, icon_file

SOURCE = Path(icon.__wrapped__.__code__.co_filename).parents[1]
NAMING = re.compile(
    r"""(?:picture=|icon=|icon\(|icon_file\(|NavButton\(_\("[^"]+"\), )"([a-z-]+)\""""
)
NAMED = {name for path in SOURCE.rglob("*.py") for name in NAMING.findall(path.read_text("utf-8"))}


@pytest.mark.parametrize("name", sorted(NAMED))
def test_an_icon_that_is_used_draws_something(app: QApplication, name: str) -> None:
    image = icon(name).pixmap(32, 32).toImage()
    alphas = {image.pixelColor(x, y).alpha() for x in range(32) for y in range(32)}
    assert max(alphas) > 0


def test_no_icon_lies_about_unused() -> None:
    there = {path.stem for path in resource_path("icons").glob("*.svg")}
    assert there - NAMED == set()


def test_paths_are_written_for_style_sheets() -> None:
    assert icon_file("why").endswith("/why.svg")
    assert "\\" not in icon_file("why")
