"""Resident identity numbers (GB 11643): tolerant reading, exact problem, masking.

Checks the number only; whether it belongs to somebody is not knowable here.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from stdnum.iso7064 import mod_11_2

from corrdesk.base.text import to_half_width, without_invisible

Sex = Literal["male", "female"]
IdProblem = Literal["length", "characters", "region", "birth_date", "checksum"]

_OLD_LENGTH: Final = 15
_LENGTH: Final = 18
_LEFT_OPEN, _RIGHT_OPEN = 6, 4  # characters that a masked number still shows
_PLAUSIBLE_SHORT: Final = 5
PROVINCES: Final = frozenset(
    str(code)
    for codes in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 82))
    for code in range(codes[0], codes[1] + 1)
)
"""The two-digit codes of provinces (GB/T 2260)."""

# 81 82 83 begin the residence permits of Hong Kong, Macao and Taiwan residents.
# County digits are not checked: numbers keep the codes of counties that were merged long ago.
_PREFIXES: Final = PROVINCES | {"83"}
_DIGITS: Final = re.compile(r"[0-9]+")
_CHARACTERS: Final = re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}")
_SCIENTIFIC: Final = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?1[3-9]")
_FLOAT_TAIL: Final = re.compile(r"([0-9]{16,18})\.0*")
_EXCEL_DIGITS: Final = 15  # a spreadsheet number keeps no more


@dataclass(frozen=True, slots=True)
class IdNumberCheck:
    """What a number says. `number_18` (normalised), `born` and `sex` are None unless valid."""

    valid: bool
    number_18: str | None = None
    born: date | None = None
    sex: Sex | None = None
    problem: IdProblem | None = None


def normalise(text: str) -> str:
    """Return the number without spaces and hyphens, in half-width characters, x as X."""
    return _narrow(text).replace("-", "")


def _narrow(text: str) -> str:
    """Return the characters that were written, spaces left out, in half width."""
    return "".join(to_half_width(without_invisible(text)).upper().split())


def check_id_number(text: str, on: date) -> IdNumberCheck:
    """Check an 18- or 15-digit number as of the day `on`, on which its holder must be born.

    Reports the first problem in the order length, characters, region, birth_date, checksum.
    A 15-digit number (always of 19yy) is converted; it has no check digit that could be wrong.
    A hyphen between the groups is left out; one in a digit's place is a wrong character.
    """
    written = _narrow(text)
    if "-" in written and len(written) in {_OLD_LENGTH, _LENGTH}:
        return _refused("characters")
    number = normalise(written)
    if len(number) not in {_OLD_LENGTH, _LENGTH}:
        return _refused("length")
    if not _CHARACTERS.fullmatch(number):
        return _refused("characters")
    body = f"{number[:6]}19{number[6:]}" if len(number) == _OLD_LENGTH else number[:-1]
    if body[:2] not in _PREFIXES:
        return _refused("region")
    born = _birth_date(body)
    if born is None or born > on:
        return _refused("birth_date")
    number_18 = body + mod_11_2.calc_check_digit(body)
    if len(number) == _LENGTH and number != number_18:
        return _refused("checksum")
    sex: Sex = "male" if int(body[-1]) % 2 else "female"
    return IdNumberCheck(valid=True, number_18=number_18, born=born, sex=sex)


def _refused(problem: IdProblem) -> IdNumberCheck:
    """Return the answer for a number that is not valid."""
    return IdNumberCheck(valid=False, problem=problem)


def _birth_date(body: str) -> date | None:
    """Return the birth date in the first 17 characters, or None if there is no such day."""
    try:
        return date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
    except ValueError:
        return None


def looks_precision_lost(text: str) -> bool:
    """Say whether a spreadsheet has rounded the number: 3.70323197105251e+17, or a tail of zeros.

    The last digits are gone then and no check can bring them back; the cell must be typed again.
    """
    narrow = "".join(to_half_width(text).split())
    if _SCIENTIFIC.fullmatch(narrow):
        return True
    if match := _FLOAT_TAIL.fullmatch(narrow):
        return len(match[1]) > _EXCEL_DIGITS
    if len(narrow) == _LENGTH and _DIGITS.fullmatch(narrow):
        # About one true number in a thousand ends in 000 as well; its check digit tells.
        zeros = narrow[_EXCEL_DIGITS:] == "000"
        return zeros and mod_11_2.calc_check_digit(narrow[:-1]) != "0"
    return False


def mask(number: str) -> str:
    """Return the number for lists: the region and the last four characters, the rest starred.

    Shorter numbers (permits, damaged input) keep their first and last two characters at most.
    """
    narrow = normalise(number)
    if len(narrow) >= _OLD_LENGTH:
        left, right = _LEFT_OPEN, _RIGHT_OPEN
    elif len(narrow) >= _PLAUSIBLE_SHORT:
        left, right = 1, 2
    else:
        left, right = 0, 0
    hidden = "*" * (len(narrow) - left - right)
    return narrow[:left] + hidden + narrow[len(narrow) - right :]
