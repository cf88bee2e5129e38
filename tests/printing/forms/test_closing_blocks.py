"""Seal, signatures, copies."""

from collections.abc import Iterator

from corrdesk.printing import layout
from corrdesk.printing.blocks import Signature, Signatures
from corrdesk.printing.fonts import FontSet
from corrdesk.printing.forms.closing_blocks import sign_strips
from corrdesk.printing.forms.density import LETTER, Density
from corrdesk.printing.forms.strips import Issue, Setting
from corrdesk.printing.forms.template import render_form
from corrdesk.printing.preview import extract_text
from corrdesk.printing.slots import parse_wording
from corrdesk.printing.templates import load_form
from corrdesk.printing.typeset import Typesetter
from tests.printing.form_facts import ISSUE, typical


def _setting(fonts: FontSet, density: Density) -> Setting:
    return Setting(Typesetter(fonts), density, {}, {}, {}, Issue(), "")


def _signatures() -> Iterator[Signature]:
    yield Signature(parse_wording("社区矫正对象签名"), dated=True)
    yield Signature(parse_wording("宣读人签名"))
    yield Signature(parse_wording("见证人签名"))


def test_two_undated_signatures_share_a_line_where_room_is_short(fonts: FontSet) -> None:
    block = Signatures(parse_wording("已知晓。"), tuple(_signatures()))
    assert len(sign_strips(block, _setting(fonts, LETTER[0]))) == 4
    close = sign_strips(block, _setting(fonts, LETTER[-1]))
    assert len(close) == 3
    assert [strip.piece.joined for strip in close] == [True, True, False]


def test_copies_stand_at_the_foot_and_vanish_when_nobody_gets_one(fonts: FontSet) -> None:
    form = load_form("termination-notice")
    facts = typical(form)
    assert "抄送：青石县人民检察院、青石县公安局。" in extract_text(
        render_form(form, facts, ISSUE, fonts)
    )
    del facts["copies"]
    assert "抄送" not in extract_text(render_form(form, facts, ISSUE, fonts))


def test_the_seal_block_is_as_high_as_a_seal(fonts: FontSet) -> None:
    assert all(density.seal_margin > 0 for density in LETTER)
    assert layout.SEAL_DIAMETER < layout.AREA_HEIGHT / 4
