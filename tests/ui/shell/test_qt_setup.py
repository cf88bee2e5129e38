"""What has to be right before the first window: binding, Chinese typing, Chinese dialogs."""

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from corrdesk.base.errors import EnvironmentFault
from corrdesk.ui.shell.qt_setup import (
    OFF_SCREEN_COMPLAINT,
    check_binding,
    choose_screen,
    make_application,
    prepare_typing,
    qt_version,
)


def test_the_binding_that_miscounts_is_refused_where_it_does() -> None:
    with pytest.raises(EnvironmentFault):
        check_binding((6, 12, 0), (3, 11))
    check_binding((6, 12, 0), (3, 13))
    check_binding((6, 9, 3), (3, 11))
    check_binding()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="fcitx5 is a matter of Linux")
def test_fcitx_is_reached_through_the_ibus_portal() -> None:
    environment = {"XMODIFIERS": "@im=fcitx"}
    prepare_typing(environment)
    assert environment["QT_IM_MODULE"] == "ibus"
    assert environment["IBUS_USE_PORTAL"] == "1"


def test_an_ibus_desktop_is_left_alone() -> None:
    environment = {"QT_IM_MODULE": "ibus"}
    prepare_typing(environment)
    assert environment == {"QT_IM_MODULE": "ibus"}


def test_dialogs_speak_chinese(app: QApplication) -> None:
    assert QLocale().dayName(1) == "星期一"
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Save)
    assert box.button(QDialogButtonBox.StandardButton.Save).text() == "保存"


def test_the_application_is_made_once(app: QApplication) -> None:
    assert make_application() is app
    assert qt_version().startswith("6.")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays of Linux")
def test_pictures_need_no_display_and_windows_do() -> None:
    environment: dict[str, str] = {}
    choose_screen(environment, pictures_only=True)
    assert environment == {"QT_QPA_PLATFORM": "offscreen"}
    with pytest.raises(EnvironmentFault):
        choose_screen({}, pictures_only=False)


OFF_SCREEN = """
import sys
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QWidget
from corrdesk.ui.shell.qt_setup import make_application
app = make_application(pictures_only=sys.argv[1] == "pictures")
window = QWidget()
window.show()
app.processEvents()
window.setMinimumSize(300, 200)
app.processEvents()
qWarning("something else")
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays of Linux")
def test_drawing_off_screen_keeps_one_complaint_to_itself() -> None:
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    said = {
        use: subprocess.run(
            [sys.executable, "-c", OFF_SCREEN, use], env=env, capture_output=True, check=True
        ).stderr.decode()
        for use in ("window", "pictures")
    }
    assert OFF_SCREEN_COMPLAINT in said["window"]
    assert said["pictures"] == "something else\n"


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_a_display_or_a_choice_is_left_alone(name: str) -> None:
    environment = {name: "something"}
    choose_screen(environment, pictures_only=True)
    choose_screen(environment, pictures_only=False)
    assert environment == {name: "something"}
