"""A correction to ReportLab: text copied or searched from the PDF is exactly the printed text.

ReportLab 5.1 writes code points above U+FFFF into a font's ToUnicode map as one five-digit number,
which readers take for other characters (𠅤 came out as ‖). The map wants UTF-16.
"""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.pdfbase import ttfonts

from corrdesk.base.batches import batches

_ENTRIES_PER_BLOCK = 100  # the limit of the CMap format


def to_unicode_map(fontname: str, subset: Sequence[int]) -> str:
    """The ToUnicode CMap of one subset; `subset[code]` is the character drawn by that code.

    Code 0 is the missing-glyph box and means no character, so it gets no entry.
    """
    entries = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        for code, point in enumerate(subset)
        if point
    ]
    blocks: list[str] = []
    for block in batches(entries, _ENTRIES_PER_BLOCK):
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            f"/CMapName /{fontname} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


def install() -> None:
    """Make ReportLab use `to_unicode_map`; harmless to call again."""
    ttfonts.makeToUnicodeCMap = to_unicode_map
