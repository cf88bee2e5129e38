"""Prints any form that is described as data: facts in, PDF/A-2b out.

It decides nothing: the form's file says what is printed, its facts say what is true.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from reportlab.lib.units import mm

from corrdesk.printing import layout
from corrdesk.printing.blocks import (
    Block,
    Copies,
    Cut,
    Head,
    Items,
    NewPage,
    Note,
    Opinion,
    Seal,
    Signatures,
    Table,
    Text,
)
from corrdesk.printing.facts import read_facts
from corrdesk.printing.fonts import FontSet, load_fonts, missing_error
from corrdesk.printing.forms.closing_blocks import copies_strips, seal_strips, sign_strips
from corrdesk.printing.forms.density import Density, area_top, densities
from corrdesk.printing.forms.strips import Issue, Setting, Strip, fill_sheet, joined
from corrdesk.printing.forms.table_blocks import table_strips
from corrdesk.printing.forms.text_blocks import (
    cut_strips,
    head_strips,
    item_strips,
    note_strips,
    paragraph_strips,
)
from corrdesk.printing.layout import DocumentInfo, FormStamp, Sheet
from corrdesk.printing.pagination import fits_one_page
from corrdesk.printing.safe_text import safe_sheet, sheet_texts
from corrdesk.printing.slots import Value
from corrdesk.printing.templates import FormKind, FormTemplate
from corrdesk.printing.typeset import Typesetter

_MOST_STRETCH = 14 * mm
_MOST_ROW_STRETCH = 2 * mm
_WITH_SEAL = 2  # lines of text that stay with the seal


def render_form(
    form: FormTemplate,
    facts: Mapping[str, object],
    issue: Issue,
    fonts: FontSet | None = None,
) -> bytes:
    """The form with its facts as PDF/A-2b; the same input and fonts give the same bytes.

    Raises `FactProblem` (a `UserError` with `field`) for a fact that is missing, unknown or
    cannot be printed.
    """
    fonts = fonts or load_fonts()
    issuer = form.head.issuer.fill(read_facts(form, facts, fonts), form.words, lambda _name: "")
    info = DocumentInfo(f"{form.title} {issue.serial}".strip(), issuer or form.title, form.title)
    return layout.finish([form_sheet(form, facts, issue, fonts)], info, fonts)


def form_sheet(
    form: FormTemplate, facts: Mapping[str, object], issue: Issue, fonts: FontSet
) -> Sheet:
    """The form as a sheet, to be finished alone or together with others."""
    issue = safe_sheet(issue)
    missing = fonts.missing_characters("".join(sheet_texts(issue)))
    if missing:
        raise missing_error(missing)
    values = read_facts(form, facts, fonts)
    sheet = Sheet(
        FormStamp(form.code, form.layout, issue.chain_head, issue.check_code), issue.specimen
    )
    top = area_top(form.kind)
    fill_sheet(sheet, _strips(form, values, issue, fonts, layout.BOTTOM - top), top)
    return sheet


def _strips(
    form: FormTemplate,
    values: Mapping[str, Value],
    issue: Issue,
    fonts: FontSet,
    room: float,
) -> Sequence[Strip]:
    """The form in the roomiest setting that needs one page only, else in the standard one."""
    settings = [_setting(form, values, issue, fonts, density) for density in densities(form.kind)]
    for setting in settings:
        strips = _blocks(form, setting)
        if fits_one_page([strip.piece for strip in strips], room):
            stretched = _stretched(form, setting, room - _height(strips))
            return strips if stretched is setting else _blocks(form, stretched)
    return _blocks(form, settings[0], parted=True)


def _stretched(form: FormTemplate, setting: Setting, spare: float) -> Setting:
    """The room that is left on the page goes to the boxes where people write, else to all rows."""
    rows = [row for block in form.blocks if isinstance(block, Table) for row in block.rows]
    boxes = sum(isinstance(cell, Opinion) and cell.seal for row in rows for cell in row.cells)
    density = setting.density
    spare = max(spare - 1, 0)
    if boxes:
        more = min(spare / (boxes + 1), _MOST_STRETCH)
        return replace(setting, density=replace(density, opinion=density.opinion + more))
    if rows and form.kind is FormKind.TABLE:
        more = min(spare / (2 * len(rows)), _MOST_ROW_STRETCH)
        return replace(setting, density=replace(density, row=density.row + more))
    return setting


def _height(strips: Sequence[Strip]) -> float:
    return sum(strip.piece.height for strip in strips)


def _setting(
    form: FormTemplate,
    values: Mapping[str, Value],
    issue: Issue,
    fonts: FontSet,
    density: Density,
) -> Setting:
    kind = "specimen" if issue.specimen else issue.qr_kind or form.code
    return Setting(
        typesetter=Typesetter(fonts),
        density=density,
        values=values,
        fields=MappingProxyType({field.name: field for field in form.fields}),
        words=form.words,
        issue=issue,
        # Type, serial and check code: enough to find the record, nothing about the person.
        qr=f"{kind}|{issue.serial}|{issue.check_code}",
    )


def _blocks(form: FormTemplate, setting: Setting, *, parted: bool = False) -> list[Strip]:
    """The strips of all blocks; `parted` begins every part with a head of its own on a new page."""
    sealed = any(isinstance(block, Seal) for block in form.blocks)
    strips = head_strips(form.head, setting, coded=not sealed)
    breaks = False
    for block in form.blocks:
        if isinstance(block, NewPage):
            breaks = True
            continue
        breaks = breaks or (parted and isinstance(block, Head))
        new = _block(block, setting)
        if isinstance(block, Seal):
            strips = joined(strips, count=_WITH_SEAL)
        elif isinstance(block, Signatures | Copies) and new:
            strips = joined(strips, count=1)
        if breaks and new:
            new[0] = replace(new[0], piece=replace(new[0].piece, breaks=True))
            breaks = False
        strips += new
    return strips


def _block(block: Block, setting: Setting) -> list[Strip]:  # noqa: C901 - one line per kind
    match block:
        case Head():
            return head_strips(block, setting)
        case Text():
            return paragraph_strips(block, setting)
        case Items():
            return item_strips(block, setting)
        case Table():
            return table_strips(block, setting)
        case Seal():
            return seal_strips(block, setting)
        case Signatures():
            return sign_strips(block, setting)
        case Copies():
            return copies_strips(block, setting)
        case Note():
            return note_strips(block, setting)
        case Cut():
            return cut_strips(block, setting)
        case NewPage():
            return []
