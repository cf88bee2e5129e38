"""Messages for people: gettext with Simplified Chinese source strings and English beside them.

A missing catalogue or message falls back to Chinese. Paper forms are legal Chinese text and do
not pass through here.
"""

import gettext
import io
import os
import struct
from typing import Final

from corrdesk.base.resources import resource_path

CHINESE: Final = "zh_CN"
LANGUAGES: Final = (CHINESE, "en")
_DOMAIN: Final = "corrdesk"


class _State:
    """The language in force; one per process, because a desk has one person in front of it."""

    language: str = CHINESE
    catalogue: gettext.NullTranslations | None = None


def set_language(code: str | None = None) -> str:
    """Put a language in force and return it; None asks `CORRDESK_LANG`.

    Codes may carry a territory or an encoding ("en_GB.UTF-8"). A language without catalogue
    gives Chinese.
    """
    wanted = code or os.environ.get("CORRDESK_LANG", "")
    base = wanted.replace("-", "_").split(".")[0].split("_")[0].lower()
    catalogue = _load(base) if base in LANGUAGES else None
    _State.language = base if catalogue else CHINESE
    _State.catalogue = catalogue or gettext.NullTranslations()
    return _State.language


def _load(code: str) -> gettext.NullTranslations | None:
    """Return the catalogue of a language, or None if it is not installed or unreadable."""
    path = resource_path("i18n", code, "LC_MESSAGES", f"{_DOMAIN}.mo")
    try:
        return gettext.GNUTranslations(io.BytesIO(path.read_bytes()))
    except (OSError, ValueError, struct.error):
        return None


def current_language() -> str:
    """Return the language in force, "zh_CN" or "en"."""
    if _State.catalogue is None:
        set_language()
    return _State.language


def _(message: str) -> str:
    """Return the message in the language in force; fill its `{names}` with `.format` after."""
    if _State.catalogue is None:
        set_language()
    if not message or _State.catalogue is None:
        return message  # gettext answers the empty message with the catalogue's header
    return _State.catalogue.gettext(message)


def N_(message: str) -> str:  # noqa: N802 - gettext's own customary name
    """Mark a constant for translation; it is translated where it is used, with `_`."""
    return message
