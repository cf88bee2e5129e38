"""`documents ranges|reserve|return|take-over`: which computer of the office gives which numbers."""

from __future__ import annotations

from typing import Annotated

import typer

from corrdesk.base.i18n import _
from corrdesk.casework.documents.queries import range_rows
from corrdesk.casework.documents.ranges import numbering_of
from corrdesk.casework.documents.service import (
    reserve_numbers,
    return_numbers,
    take_over_numbering,
)
from corrdesk.cli.frame import Commands
from corrdesk.cli.opening import (
    JsonOption,
    VaultOptions,
    opens_vault,
)
from corrdesk.cli.output import answer, answer_json, done

numbers = Commands()

ReasonOption = Annotated[str, typer.Option("--reason", help=_("理由。"))]
YearOption = Annotated[int | None, typer.Option("--year", help=_("年份，默认今年。"))]


def add_numbers(app: typer.Typer) -> None:
    """Adds the commands to `documents`."""
    app.registered_commands.extend(numbers.registered_commands)


@numbers.command("ranges", help=_("号段：为哪台电脑预留、还剩几个号、退回的原因。"))
@opens_vault
def ranges(
    vault: VaultOptions,
    *,
    year: YearOption = None,
    json: JsonOption = False,
) -> None:
    """Lists the ranges of a year and, per word, the number that this computer would give next."""
    with vault.opened() as desk:
        wanted = desk.clock.today().year if year is None else year
        with desk.read() as session:
            found = numbering_of(session, desk.office.id, desk.actor.device_id, wanted)
    if json:
        answer_json(found)
        return
    for each in found.ranges:
        left = each.reason if each.returned else _("还剩 {count} 个号").format(count=each.left)
        answer(f"{each.id}\t{each.word}\t{each.first}—{each.last}\t{each.device_id}\t{left}")


@numbers.command("reserve", help=_("为另一台电脑预留号段（在发号的电脑上办理）。"))
@opens_vault
def reserve(
    vault: VaultOptions,
    *,
    device: Annotated[str, typer.Option("--device", help=_("另一台电脑的编号。"))],
    word: Annotated[str, typer.Option("--word", help=_("文书字，如 矫警。"))],
    count: Annotated[int, typer.Option("--count", help=_("预留多少个号。"))],
    year: YearOption = None,
    reason: ReasonOption = "",
    json: JsonOption = False,
) -> None:
    """Sets numbers aside for another computer."""
    with vault.opened() as desk:
        wanted = desk.clock.today().year if year is None else year
        made, _changes = desk.act(
            lambda uow: reserve_numbers(uow, device, word, wanted, count, reason=reason)
        )
        with desk.read() as session:
            rows = range_rows(session, desk.office.id, wanted)
    row = next(each for each in rows if each.id == made)
    done(json=json, range=row.id, word=row.word, first=str(row.first), last=str(row.last))


@numbers.command("return", help=_("退回号段：没用完的号不再使用，登记簿写明原因。"))
@opens_vault
def return_(
    vault: VaultOptions,
    *,
    range_id: Annotated[str, typer.Argument(metavar="RANGE", help=_("号段编号。"))],
    reason: ReasonOption,
    json: JsonOption = False,
) -> None:
    """Closes a range."""
    with vault.opened() as desk:
        desk.act(lambda uow: return_numbers(uow, range_id, reason))
    done(json=json, range=range_id)


@numbers.command("take-over", help=_("由本机接替发号（原发号电脑损坏或更换）。"))
@opens_vault
def take_over(
    vault: VaultOptions,
    *,
    reason: ReasonOption,
    skip: Annotated[int, typer.Option("--skip", help=_("各字跳过多少个号。"))] = 0,
    json: JsonOption = False,
) -> None:
    """Makes this computer the one that numbers freely."""
    with vault.opened() as desk:
        desk.act(lambda uow: take_over_numbering(uow, reason, skip=skip))
        device = desk.actor.device_id
    done(json=json, device=device)
