"""The map from glyph codes back to text."""

from reportlab.pdfbase import ttfonts

from corrdesk.printing.unicode_map import install, to_unicode_map


def test_characters_beyond_the_first_plane_are_written_as_utf16() -> None:
    cmap = to_unicode_map("F", [0, ord("一"), ord("𠮷")])
    assert "<01> <4E00>" in cmap
    assert "<02> <D842DFB7>" in cmap
    assert "<00>" not in cmap.replace("<00> <FF>", "")


def test_blocks_keep_the_limit_of_the_format() -> None:
    cmap = to_unicode_map("F", [0, *range(0x4E00, 0x4E00 + 250)])
    assert [line for line in cmap.splitlines() if line.endswith("beginbfchar")] == [
        "100 beginbfchar",
        "100 beginbfchar",
        "50 beginbfchar",
    ]


def test_reportlab_uses_it() -> None:
    install()
    assert ttfonts.makeToUnicodeCMap is to_unicode_map
