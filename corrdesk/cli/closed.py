"""`closed …`: sealing a file, opening a closed one for a lawful query, unsealing.

Whoever is asked for by a number that is not there gets the same answer as for one that is closed.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from corrdesk.base.i18n import _
from corrdesk.casework.caseload.model import ACCESS_LABELS, AccessKind
from corrdesk.casework.caseload.sealing import seal_file, unseal_file
from corrdesk.casework.flows import ClosedFile, read_closed_file
from corrdesk.cli.desk import the_person
from corrdesk.cli.frame import Commands
from corrdesk.cli.opening import (
    JsonOption,
    VaultOptions,
    opens_vault,
)
from corrdesk.cli.output import answer, answer_json, done, say

ReasonOption = Annotated[str, typer.Option("--reason", help=_("理由，会登记并写入日志。"))]
DocumentOption = Annotated[str, typer.Option("--document", help=_("依据的文书（文号）。"))]
NumberArgument = Annotated[str, typer.Argument(help=_("身份证号码。"))]

app = Commands()


def register(root: typer.Typer) -> None:
    """Adds the group."""
    root.add_typer(app, name="closed", help=_("不公开的档案：封存、调阅、解除封存。"))


@app.command("seal", help=_("封存一份档案（所长；须已解除或终止矫正）。"))
@opens_vault
def seal(
    vault: VaultOptions,
    *,
    person: Annotated[str, typer.Argument(help=_("姓名、首字母或证件号码末几位。"))],
    reason: ReasonOption,
    document: DocumentOption,
    json: JsonOption = False,
) -> None:
    """Seals the file of somebody whose supervision has ended."""
    with vault.opened() as desk:
        person_id = the_person(desk, person).person_id
        desk.act(lambda uow: seal_file(uow, person_id, reason=reason, document=document))
    say(_("已封存。此后任何查询都查不到此人。"))
    done(json=json, person=person_id)


@app.command("open", help=_("凭理由和文书调阅一份不公开的档案，每次留痕。"))
@opens_vault
def open_(
    vault: VaultOptions,
    *,
    number: NumberArgument,
    reason: ReasonOption,
    document: DocumentOption,
    json: JsonOption = False,
) -> None:
    """Opens a closed file once; the reading is entered before it is shown."""
    with vault.opened() as desk:
        law = desk.law()
        file, _changes = desk.act(
            lambda uow: read_closed_file(uow, law, number, reason=reason, document=document)
        )
    if json:
        answer_json(_as_json(file))
        return
    person = file.file.person
    answer(f"{person.name}\t{person.id_number}\t{person.residence}")
    for order in file.file.supervisions:
        answer(f"{order.term_start}\t{order.term_end}\t{order.offence}\t{order.judgment_number}")
    for access in file.accesses:
        kind = _(ACCESS_LABELS[AccessKind(access.kind)])
        answer(f"{access.on}\t{kind}\t{access.reason}\t{access.document}")


@app.command("unseal", help=_("依据文书解除封存（所长）。"))
@opens_vault
def unseal(
    vault: VaultOptions,
    *,
    number: NumberArgument,
    reason: ReasonOption,
    document: DocumentOption,
    json: JsonOption = False,
) -> None:
    """Unseals a file by the paper that orders it."""
    with vault.opened() as desk:
        person_id, _changes = desk.act(
            lambda uow: unseal_file(uow, number, reason=reason, document=document)
        )
    say(_("已解除封存。"))
    done(json=json, person=person_id)


def _as_json(file: ClosedFile) -> dict[str, Any]:
    return {
        "person": _row(file.file.person),
        "states": sorted(file.states),
        "supervisions": [_row(each) for each in file.file.supervisions],
        "classes": [_row(each) for each in file.file.classes],
        "statuses": [_row(each) for each in file.file.statuses],
        "check_ins": [_row(each) for each in file.check_ins],
        "violations": [_row(each) for each in file.violations],
        "leaves": list(file.leaves),
        "accesses": [_row(each) for each in file.accesses],
    }


def _row(row: Any) -> dict[str, Any]:
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented way to a mapping
