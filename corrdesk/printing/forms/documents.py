"""The register of numbers on paper: every number that was given, and what explains a gap."""

from __future__ import annotations

from collections.abc import Mapping

from corrdesk.base.dates import format_cn
from corrdesk.casework.documents.model import STATE_LABELS, DocumentState
from corrdesk.casework.documents.numbering import Gap
from corrdesk.casework.documents.queries import RegisterPage
from corrdesk.printing.fonts import FontSet
from corrdesk.printing.listing import ListColumn, Listing, render_listing
from corrdesk.store.types import AnyRow

REGISTER = (
    ListColumn("号", 9),
    ListColumn("文书名称", 37),
    ListColumn("对象", 19),
    ListColumn("签发日期", 29),
    ListColumn("送达日期", 29),
    ListColumn("状态、备注", 33),
)


def render_register(
    page: RegisterPage, office: str, devices: Mapping[str, str], fonts: FontSet | None = None
) -> bytes:
    """The register of one word and year as PDF/A-2b; `devices` names the computers."""
    lines: list[tuple[int, tuple[str, ...]]] = [(line.number, _line(line)) for line in page.lines]
    lines += [(gap.first, _gap_line(gap, devices)) for gap in page.gaps]
    lines.sort(key=lambda each: each[0])
    listing = Listing(
        title="文书编号登记簿",
        subtitle=f"{office}　（{page.year}）{page.word}字",
        columns=REGISTER,
        rows=[cells for _number, cells in lines],
        notes=(f"本簿共登记{len(page.lines)}号，其中作废{_void(page)}号。",),
    )
    return render_listing(listing, fonts)


def _line(line: AnyRow) -> tuple[str, ...]:
    state = STATE_LABELS[DocumentState(line.state)]
    note = f"{state}：{line.void_reason}" if line.state == DocumentState.VOID else state
    served = format_cn(line.served_on) if line.served_on else ""
    issued = format_cn(line.issued_on)
    return (str(line.number), line.title, line.name or "", issued, served, note)


def _gap_line(gap: Gap, devices: Mapping[str, str]) -> tuple[str, ...]:
    numbers = str(gap.first) if gap.first == gap.last else f"{gap.first}—{gap.last}"
    return (numbers, "", "", "", "", gap.why(devices))


def _void(page: RegisterPage) -> int:
    return sum(line.state == DocumentState.VOID for line in page.lines)
