"""A form's place is what is around it; the button that led there is found again."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from corrdesk.ui.paths import CheckInFor
from corrdesk.ui.shell.places import (
    Opening,
    Place,
    Press,
    about_of,
    button_for,
    opening_of,
    place_of,
    press_that_led_here,
)
from corrdesk.ui.shell.widgets import button

OPENING = Opening("person", CheckInFor("p"), "人员档案")


class Around(QWidget):
    """A page with three buttons, two of one name."""

    def __init__(self) -> None:
        super().__init__()
        self.opening: Opening | None = OPENING
        self.about = "欧阳平翊"
        self.presses: list[Press] = []
        layout = QVBoxLayout(self)
        for name in ("登记送达…", "登记送达…", "作废…"):
            layout.addWidget(button(name, self.note))

    def note(self) -> None:
        self.presses.append(press_that_led_here(self))

    def buttons(self) -> list[QPushButton]:
        return self.findChildren(QPushButton)


@pytest.fixture
def page(app: QApplication, qtbot: QtBot) -> Around:
    made = Around()
    qtbot.addWidget(made)
    return made


def test_a_form_in_a_window_belongs_to_the_page_behind_it(page: Around) -> None:
    dialog = QDialog(page)
    dialog.setWindowTitle("登记送达")
    dialog.press = Press("登记送达…", 1)  # type: ignore[attr-defined]
    form = QWidget(dialog)
    place = place_of(form, "notice-7")
    assert (place.page, place.dialog, place.subject) == ("person", "登记送达", "notice-7")
    assert (place.button, place.nth, place.panel) == ("登记送达…", 1, False)
    assert (about_of(form), opening_of(form)) == ("欧阳平翊", OPENING)
    assert Place.from_text(place.to_text()) == place


def test_a_form_nowhere_has_an_empty_place(app: QApplication, qtbot: QtBot) -> None:
    alone = QWidget()
    qtbot.addWidget(alone)
    assert place_of(alone, "") == Place("", "")
    assert (about_of(alone), opening_of(alone)) == ("", None)


def test_the_way_does_not_make_the_form_another_one() -> None:
    place = Place("case", '"c"', dialog="送达", subject="n", button="登记送达…", nth=1)
    assert place.is_same_form(Place("case", '"c"', dialog="送达", subject="n"))
    assert not place.is_same_form(Place("case", '"c"', dialog="送达", subject="m"))
    assert not place.is_same_form(Place("case", '"d"', dialog="送达", subject="n"))


def test_a_button_says_that_it_led_somewhere_while_it_is_pressed(page: Around) -> None:
    first, second, other = page.buttons()
    second.click()
    other.click()
    assert page.presses == [Press("登记送达…", 1), Press("作废…", 0)]
    assert press_that_led_here(page) == Press()
    first.hide()
    second.click()
    assert page.presses[-1] == Press("登记送达…", 0)


def test_the_same_button_is_found_again_or_one_of_its_name(page: Around) -> None:
    first, second, other = page.buttons()
    place = Place("case", "", dialog="作废文书", button="登记送达…", nth=1)
    assert button_for(place, page) is second
    first.hide()
    assert button_for(place, page) is None  # only one of them is left, and nobody knows which
    assert button_for(Place("case", "", dialog="作废"), page) is other
    assert button_for(Place("case", "", dialog="延长"), page) is None
