"""Prepares Qt before the first window: version guard, Chinese typing, locale, Qt's own texts.

`make_application` is the only place that makes the QApplication.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import MutableMapping

import PySide6
from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    Qt,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
    qVersion,
)
from PySide6.QtWidgets import QApplication

from corrdesk.base.errors import EnvironmentFault
from corrdesk.base.i18n import CHINESE, _, current_language
from corrdesk.ui.shell.theme import apply_theme

BROKEN_BINDING = (6, 12)
FIRST_SOUND_PYTHON = (3, 12)
OFF_SCREEN_COMPLAINT = "This plugin does not support propagateSizeHints()"


def check_binding(
    binding: tuple[int, ...] = tuple(PySide6.__version_info__[:3]),
    python: tuple[int, ...] = tuple(sys.version_info[:2]),
) -> None:
    """Refuses a binding that miscounts references on this Python and would abort later."""
    if binding[:2] == BROKEN_BINDING and python < FIRST_SOUND_PYTHON:
        raise EnvironmentFault(
            _("PySide6 6.12 在 Python 3.11 及更早版本上会异常退出。"),
            remedy=_("请安装 PySide6-Essentials 6.9.3，或使用 Python 3.12 以上版本。"),
        )


def prepare_typing(environment: MutableMapping[str, str]) -> None:
    """Lets fcitx5 type Chinese: pip's Qt has no fcitx plugin, but fcitx5 answers as ibus portal.

    Must run before the QApplication. An ibus desktop and every explicit choice are left alone.
    """
    if not sys.platform.startswith("linux"):
        return
    wanted = environment.get("QT_IM_MODULE", "") or environment.get("XMODIFIERS", "")
    if "fcitx" in wanted or (not wanted and shutil.which("fcitx5")):
        environment["QT_IM_MODULE"] = "ibus"
        environment["IBUS_USE_PORTAL"] = "1"


def choose_screen(environment: MutableMapping[str, str], *, pictures_only: bool) -> None:
    """Without a display, Qt would abort: pictures are drawn off screen, a window is refused.

    An explicit choice of the platform is left alone. Raises EnvironmentFault.
    """
    if not sys.platform.startswith("linux") or environment.get("QT_QPA_PLATFORM"):
        return
    if environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"):
        return
    if not pictures_only:
        raise EnvironmentFault(
            _("这台电脑没有图形桌面，窗口打不开。"),
            remedy=_("请在图形桌面中启动，或使用命令行（corrdesk --help）。"),
        )
    environment["QT_QPA_PLATFORM"] = "offscreen"


def say_what_matters(_kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    """Qt's messages on standard error, without the one that drawing off screen always causes."""
    if text != OFF_SCREEN_COMPLAINT and sys.stderr is not None:
        sys.stderr.write(f"{text}\n")


def make_application(
    arguments: list[str] | None = None, *, scale: float = 1.0, pictures_only: bool = False
) -> QApplication:
    """The dressed QApplication; the one that exists already is dressed again.

    Raises EnvironmentFault for a broken binding, or where a window is wanted without a display.
    """
    check_binding()
    running = QApplication.instance()
    if isinstance(running, QApplication):
        app = running
    else:
        choose_screen(os.environ, pictures_only=pictures_only)
        prepare_typing(os.environ)
        QApplication.setHighDpiScaleFactorRoundingPolicy(
            Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
        )
        QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
        if pictures_only:
            qInstallMessageHandler(say_what_matters)
        app = QApplication(arguments or ["corrdesk"])
    app.setApplicationName("corrdesk")
    app.setApplicationDisplayName("")
    if current_language() == CHINESE:
        _speak_chinese(app)
    apply_theme(app, scale=scale)
    return app


def qt_version() -> str:
    """Which Qt is running, for the self-test and for bug reports."""
    return qVersion()


def _speak_chinese(app: QApplication) -> None:
    """Chinese week days, Monday first, and Chinese words on Qt's own dialogs."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    if app.property("speaks_chinese"):
        return
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)
        app.setProperty("speaks_chinese", True)
