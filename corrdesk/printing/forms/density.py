"""How closely a form is set: the standard first, then steps that put the whole on one page."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.units import mm

from corrdesk.printing import layout
from corrdesk.printing.templates import FormKind
from corrdesk.printing.typeset import TextStyle


@dataclass(frozen=True, slots=True)
class Density:
    """One step. Lengths in points."""

    size: float  # running text
    leading: float
    per_line: int  # characters in a full line
    title_size: float
    title_leading: float
    gap: float  # below title and number
    seal_margin: float  # above and below the ring together
    sign_leading: float  # a line to sign on
    sign_joined: bool  # two signatures without a date of their own share a line
    cell_size: float = 12  # 小四
    cell_leading: float = 15.9
    padding: float = 2.2 * mm
    row: float = 10.5 * mm  # least height of a row
    opinion: float = 40 * mm  # least height of a box for an opinion and its seal

    @property
    def issuer_size(self) -> float:
        """Who issues a form stands above its title in smaller type, but not on a letter."""
        return 16 if self.title_size < layout.TITLE.size else self.title_size

    @property
    def body(self) -> TextStyle:
        """Running text on its grid of characters."""
        pitch = layout.MEASURE / self.per_line
        return TextStyle(self.size, self.leading, pitch=pitch, indent=2)


# 3号 on the grid of GB/T 9704, then a little closer, then 小三 and 四号.
LETTER = (
    Density(
        layout.BODY.size,
        layout.LINE_PITCH,
        layout.CHARACTERS_PER_LINE,
        layout.TITLE.size,
        layout.TITLE.leading,
        0.5 * layout.LINE_PITCH,
        6 * mm,
        11 * mm,
        sign_joined=False,
    ),
    Density(16, 25.5, 28, 22, 34, 3 * mm, 3 * mm, 10 * mm, sign_joined=True),
    Density(15, 23.5, 29, 22, 33, 2 * mm, 2 * mm, 9.5 * mm, sign_joined=True),
    Density(14, 21.5, 31, 22, 32, 2 * mm, 1.5 * mm, 9 * mm, sign_joined=True),
    Density(14, 20, 31, 22, 31, 1 * mm, 1 * mm, 8.5 * mm, sign_joined=True),
)
# 四号 for what goes with a stub on the same sheet.
CERTIFICATE = (
    Density(
        14, 26, 31, 20, 32, 3 * mm, 4 * mm, 10 * mm, sign_joined=True, row=9 * mm, padding=1.6 * mm
    ),
    Density(
        14, 22, 31, 18, 28, 2 * mm, 1 * mm, 9 * mm, sign_joined=True, row=8 * mm, padding=1.2 * mm
    ),
    Density(
        *(14, 20.5, 31, 18, 26),
        1 * mm,
        1 * mm,
        8 * mm,
        sign_joined=True,
        cell_size=11,
        cell_leading=13.6,
        row=7 * mm,
        padding=0.8 * mm,
    ),
    Density(
        12,
        18,
        36,
        18,
        26,
        1 * mm,
        1 * mm,
        8 * mm,
        sign_joined=True,
        cell_size=10.5,
        cell_leading=13,
        row=6.8 * mm,
        padding=0.8 * mm,
    ),
)
_FORM_TEXT = (12, 19, 36, 20, 32)
TABLE = (
    Density(*_FORM_TEXT, 3 * mm, 4 * mm, 10 * mm, sign_joined=True),
    Density(
        *_FORM_TEXT,
        2 * mm,
        2 * mm,
        9 * mm,
        sign_joined=True,
        padding=1.6 * mm,
        row=9.2 * mm,
        opinion=35 * mm,
    ),
    Density(
        *(11, 16.5, 39, 20, 28),
        1.5 * mm,
        1 * mm,
        8 * mm,
        sign_joined=True,
        cell_size=11,
        cell_leading=14.4,
        padding=1.2 * mm,
        row=8.2 * mm,
        opinion=31 * mm,
    ),
    Density(
        *(10.5, 15, 41, 18, 26),
        1 * mm,
        1 * mm,
        8 * mm,
        sign_joined=True,
        cell_size=10.5,
        cell_leading=13.4,
        padding=0.9 * mm,
        row=7.2 * mm,
        opinion=27 * mm,
    ),
)


def densities(kind: FormKind) -> tuple[Density, ...]:
    """The steps to try for a kind of form, the roomiest first."""
    return {
        FormKind.LETTER: LETTER,
        FormKind.CERTIFICATE: CERTIFICATE,
        FormKind.FORM: TABLE,
        FormKind.TABLE: TABLE,
    }[kind]


def area_top(kind: FormKind) -> float:
    """Where the printed area begins: letters as the standard wants, forms a little higher."""
    return layout.TOP if kind is FormKind.LETTER else 27 * mm
