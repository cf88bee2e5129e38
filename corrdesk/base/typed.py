"""Times of day, numbers and telephones as people type them: full width, spaces, in words.

Days are read in `dates`, identity numbers in `idnumber`. What a value may be is for its form.
"""

import re
from datetime import time
from typing import Final

from corrdesk.base.text import squeeze_spaces, to_half_width, without_invisible

_HALF_DAYS: Final = {"上午": 0, "早上": 0, "中午": 12, "下午": 12, "晚上": 12}
_NOON: Final = 12
_TIME: Final = re.compile(
    rf"(?P<half>{'|'.join(_HALF_DAYS)})?(?P<hour>\d{{1,2}})"
    r"(?:[:.点时](?P<minute>\d{2})分?|[点时](?P<half_hour>半)?整?)",
    re.ASCII,
)
_DIGITS_OF_TIME: Final = re.compile(r"(?P<hour>\d{2})(?P<minute>\d{2})", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,9}", re.ASCII)
_HOURS: Final = re.compile(r"([+-]?\d{1,5}(?:\.\d{1,4})?)(?:小时|个小时)?", re.ASCII)
_MINUTES: Final = 60


def read_time(text: str) -> time | None:
    """Return the time of day that is meant, None if it is none.

    Reads 9:30, 09：30, 9.30, 0930, 9点30分, 9点半 and 下午2点.
    """
    narrow = _narrow(text)
    match = _TIME.fullmatch(narrow)
    if match is None:
        plain = _DIGITS_OF_TIME.fullmatch(narrow)
        return _time(int(plain["hour"]), int(plain["minute"])) if plain else None
    hour = int(match["hour"])
    if match["half"] and hour < _NOON:
        # 中午11点半 is before noon; the other words say which half of the day.
        hour += 0 if match["half"] == "中午" and hour >= _NOON - 2 else _HALF_DAYS[match["half"]]
    minute = int(match["minute"] or 0) if not match["half_hour"] else _MINUTES // 2
    return _time(hour, minute)


def tidy_phone(text: str) -> str:
    """Return telephone numbers as they are stored: in half width, on one line, nothing unseen."""
    return squeeze_spaces(to_half_width(without_invisible(text)))


def read_whole_number(text: str) -> int | None:
    """Return the number of 0 to 999 999 999 that is typed, None if it is none."""
    narrow = _narrow(text)
    return int(narrow) if _NUMBER.fullmatch(narrow) else None


def read_hours(text: str) -> int | None:
    """Return the minutes of a number of hours (1.5, －2, 40小时), None if it is none."""
    match = _HOURS.fullmatch(_narrow(text))
    return round(float(match[1]) * _MINUTES) if match else None


def _narrow(text: str) -> str:
    """Return the characters that were typed, in half width and without spaces."""
    return "".join(to_half_width(without_invisible(text)).split())


def _time(hour: int, minute: int) -> time | None:
    """Return the time of day if there is one."""
    return time(hour, minute) if hour < 24 and minute < _MINUTES else None
