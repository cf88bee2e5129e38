"""Care of a vault: doctor, backup, restore, accept, officer, escrow, export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from corrdesk.base.actor import Role
from corrdesk.base.clock import SystemClock
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk
from corrdesk.casework.caseload.sealing import enter_export
from corrdesk.casework.caseload.search import reindex
from corrdesk.casework.caseload.visibility import not_for_everybody
from corrdesk.casework.permissions import require
from corrdesk.cli.desk import the_person
from corrdesk.cli.frame import Commands
from corrdesk.cli.opening import (
    DeviceSecretOption,
    JsonOption,
    OfficerOption,
    PassphraseOption,
    VaultArgument,
    VaultOptions,
    clock_for,
    day,
    opened,
    opens_vault_today,
    read_passphrase,
)
from corrdesk.cli.output import answer, answer_json, say
from corrdesk.store.unit_of_work import UnitOfWork
from corrdesk.upkeep import backups, doctor, inspection, officers, restore
from corrdesk.upkeep.finding import ERROR, Finding, is_healthy
from corrdesk.upkeep.recovery import read_secret
from corrdesk.vault.device_secret import find_store
from corrdesk.vault.errors import HeaderChanged, HeaderDamaged, VaultReadOnly
from corrdesk.vault.vault import OpenVault, Vault

UNHEALTHY = 3
NewPassphraseOption = Annotated[
    str, typer.Option("--new-passphrase-file", help=_("新口令文件；- 表示标准输入。"))
]
NameArgument = Annotated[str, typer.Argument(help=_("工作人员姓名。"))]

officer_app = Commands()
export_app = Commands()


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.command("doctor", help=_("体检：数据库、日志、附件、备份、时钟、磁盘等。"))(doctor_)
    app.command("backup", help=_("备份并验证；或演练最近的备份。"))(backup)
    app.command("restore", help=_("把备份恢复到新文件夹，核对后可切换。"))(restore_)
    app.command("accept", help=_("查明异常或核对恢复后，由所长确认继续。"))(accept)
    app.command("escrow", help=_("登记县级社区矫正机构的托管公钥。"))(escrow)
    app.add_typer(officer_app, name="officer", help=_("工作人员的钥匙。"))
    app.add_typer(export_app, name="export", help=_("导出。"))


@contextmanager
def unlocked(
    vault: Path, officer: str | None, passphrase: str | None, device_secret: Path | None
) -> Iterator[OpenVault]:
    """The vault alone, for what has to work when the database does not open."""
    if not officer:
        raise UserError(
            _("没有给出工作人员姓名。"), remedy=_("请用 --officer 或 CORRDESK_OFFICER 指定。")
        )
    found = Vault.open(
        vault,
        officer_name=officer,
        passphrase=read_passphrase(passphrase),
        device_store=find_store(device_secret),
        clock=SystemClock(),
    )
    try:
        yield found
    finally:
        found.close()


def doctor_(
    vault: VaultArgument,
    officer: OfficerOption = None,
    passphrase_file: PassphraseOption = None,
    device_secret_file: DeviceSecretOption = None,
    mend_index: Annotated[bool, typer.Option("--mend-index", help=_("重建查找索引。"))] = False,
    json: JsonOption = False,
) -> None:
    """Examines a vault without changing it; exits with 3 when something is broken."""
    if mend_index:
        with opened(vault, officer, passphrase_file, device_secret_file) as desk:
            desk.act(reindex)
    try:
        with unlocked(vault, officer, passphrase_file, device_secret_file) as found:
            findings = doctor.examine(found, SystemClock())
    except (HeaderChanged, HeaderDamaged) as fault:
        findings = [Finding(ERROR, "header", fault.message, fault.remedy)]
    healthy = is_healthy(findings)
    if json:
        answer_json({"healthy": healthy, "findings": findings})
    else:
        for finding in findings:
            answer(f"{finding.severity}\t{finding.code}\t{finding.message} {finding.next}")
        answer(_("没有发现错误。") if healthy else _("发现错误，请按上面的说明处理。"))
    if not healthy:
        raise typer.Exit(UNHEALTHY)


@opens_vault_today
def backup(
    vault: VaultOptions,
    to: Annotated[Path | None, typer.Option("--to", help=_("备份到另一个存储介质。"))] = None,
    rehearse: Annotated[bool, typer.Option("--rehearse", help=_("演练最近的备份。"))] = False,
    if_due: Annotated[bool, typer.Option("--if-due", help=_("今天已备份则不再备份。"))] = False,
    json: JsonOption = False,
) -> None:
    """Makes a verified backup, or proves that the newest one opens."""
    with vault.opened() as desk:
        require(desk.actor, "vault.backup")
        if rehearse:
            _rehearse(desk, to, json=json)
            return
        if if_due and not backups.due(desk.vault, desk.clock):
            say(_("今天已经备份过。"))
            if json:
                answer_json({"folder": None, "due": False})
            return
        report = backups.back_up(desk.vault, desk.clock, to, keep_all=bool(desk.alarms))
        remind = backups.second_medium_overdue(desk.vault, desk.clock)
    if json:
        answer_json({**asdict(report), "second_medium_overdue": remind})
    else:
        answer(_("已备份并通过检查：{folder}").format(folder=report.folder))
        if remind:
            say(_("七天内没有备份到移动硬盘，请用 --to 做一次。"))
    if report.damaged_attachments:
        say(_("有 {count} 个附件本来就已损坏。").format(count=len(report.damaged_attachments)))


def _rehearse(desk: Desk, where: Path | None, *, json: bool) -> None:
    result = backups.rehearse(desk.vault, where)
    if json:
        answer_json({"ok": not result.problems, **asdict(result)})
    elif result.content is not None:
        words = _("备份 {name} 可以打开：{people} 人，报到 {check_ins} 次，日志 {entries} 条。")
        answer(
            words.format(
                name=result.backup.name,
                people=result.content.people,
                check_ins=result.content.check_ins,
                entries=result.content.entries,
            )
        )
    for problem in result.problems:
        say(problem)
    if result.problems:
        raise typer.Exit(UNHEALTHY)


def restore_(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help=_("备份文件夹。"))],
    into: Annotated[Path, typer.Option("--into", help=_("恢复到这个新文件夹。"))],
    instead_of: Annotated[
        Path | None, typer.Option("--instead-of", help=_("与它核对并取代它（旧的保留）。"))
    ] = None,
    officer: OfficerOption = None,
    passphrase_file: PassphraseOption = None,
    device_secret_file: DeviceSecretOption = None,
    json: JsonOption = False,
) -> None:
    """Restores into a side folder, compares, and switches when asked to."""
    clock = SystemClock()
    restore.copy_back(source, into)
    with unlocked(into, officer, passphrase_file, device_secret_file) as side:
        state = restore.settle(side, source, clock)
        compared = restore.compare(side, instead_of or into)
    old = restore.switch(into, instead_of, clock) if instead_of is not None else None
    place = instead_of or into
    if json:
        answer_json(
            {
                "vault": place,
                "replaced": old,
                "restored": compared.restored,
                "present": compared.present if instead_of else None,
                "lost_entries": compared.lost_entries,
                "head": state.head,
                "sync_waits": state.waits,
            }
        )
        return
    words = _("已恢复到 {place}：{people} 人，报到 {check_ins} 次，日志 {entries} 条。")
    figures = asdict(compared.restored)
    answer(words.format(place=place, **figures))
    if compared.lost_entries:
        answer(_("比现有保险库少 {count} 条日志。").format(count=compared.lost_entries))
    say(_("同步已暂停，请与县级核对后再恢复同步。"))


@opens_vault_today
def accept(
    vault: VaultOptions,
    reason: Annotated[str, typer.Option("--reason", help=_("查明的情况和理由，会签名留存。"))],
) -> None:
    """Goes on after an alarm or a restoring, by a person's word; the reason is signed and kept."""
    with vault.opened() as desk:
        for problem in desk.alarms:
            say(problem.message)
        desk.accept(reason)
        restore.give_word(desk.vault)
    say(_("已确认，可以继续办理。"))


def escrow(
    vault: VaultArgument,
    public_key_file: Annotated[Path, typer.Option("--public-key-file", help=_("公钥文件。"))],
    officer: OfficerOption = None,
    passphrase_file: PassphraseOption = None,
    device_secret_file: DeviceSecretOption = None,
) -> None:
    """Lets the county's private key open this vault, should everything else be lost."""
    with opened(vault, officer, passphrase_file, device_secret_file) as desk:
        require(desk.actor, "vault.keys")
        desk.vault.set_escrow(read_secret(public_key_file))
    say(_("已登记托管公钥。"))


@officer_app.command("add", help=_("增加一名工作人员。"))
@opens_vault_today
def officer_add(
    vault: VaultOptions,
    name: NameArgument,
    new_passphrase_file: NewPassphraseOption,
    role: Annotated[Role, typer.Option("--role", help=_("角色。"))] = Role.OFFICER,
) -> None:
    """Gives somebody a key and an account; nothing is re-encrypted."""
    with vault.opened() as desk:
        officers.hire(desk, name, role, read_passphrase(new_passphrase_file))
    say(_("已增加。"))


@officer_app.command("remove", help=_("收回一名工作人员的钥匙。"))
@opens_vault_today
def officer_remove(
    vault: VaultOptions,
    name: NameArgument,
) -> None:
    """Ends the account and takes the key away; what was done stays under the name."""
    with vault.opened() as desk:
        officers.dismiss(desk, officers.find_active(desk, name).id)
    say(_("已收回。"))


@officer_app.command("passphrase", help=_("修改自己的口令；所长可重设他人的口令。"))
def officer_passphrase(
    vault: VaultArgument,
    new_passphrase_file: NewPassphraseOption,
    of: Annotated[str | None, typer.Option("--of", help=_("为这名工作人员重设。"))] = None,
    officer: OfficerOption = None,
    passphrase_file: PassphraseOption = None,
    device_secret_file: DeviceSecretOption = None,
) -> None:
    """Re-wraps one slot: seconds, whatever the size of the vault."""
    with opened(vault, officer, passphrase_file, device_secret_file) as desk:
        new = read_passphrase(new_passphrase_file)
        if of is None or of == desk.actor.name:
            desk.vault.rewrap_device(officer_name=desk.actor.name, passphrase=new)
        else:
            officers.reset_passphrase(desk, of, new)
    say(_("口令已修改。"))


@officer_app.command("list", help=_("列出工作人员。"))
def officer_list(
    vault: VaultArgument,
    officer: OfficerOption = None,
    passphrase_file: PassphraseOption = None,
    device_secret_file: DeviceSecretOption = None,
    json: JsonOption = False,
) -> None:
    """Who works here, with role and whether a key opens the vault on this machine."""
    with opened(vault, officer, passphrase_file, device_secret_file) as desk:
        known = [
            {"name": each.name, "role": each.role, "active": each.active, "key": each.has_key}
            for each in officers.roster(desk)
        ]
    if json:
        answer_json(known)
        return
    for each in known:
        answer(f"{each['name']}\t{each['role']}")


@export_app.command("inspection", help=_("检查用导出：一人或一段时间，可用独立脚本核验。"))
@opens_vault_today
def export_inspection(  # noqa: PLR0917 - one parameter per option
    vault: VaultOptions,
    out: Annotated[Path, typer.Option("--out", help=_("导出到这个新文件夹。"))],
    person: Annotated[str | None, typer.Option("--person", help=_("一个人。"))] = None,
    from_: Annotated[str | None, typer.Option("--from", help=_("起始日期。"))] = None,
    until: Annotated[str | None, typer.Option("--until", help=_("截止日期（含）。"))] = None,
    reason: Annotated[
        str, typer.Option("--reason", help=_("导出未成年人或封存档案的理由，会登记。"))
    ] = "",
    document: Annotated[str, typer.Option("--document", help=_("所依据的文书。"))] = "",
    json: JsonOption = False,
) -> None:
    """Writes what an inspector may check without corrdesk."""
    if (person is None) == (from_ is None and until is None):
        raise UserError(_("请给出 --person，或 --from 与 --until。"), field="person")
    with vault.opened() as desk:
        require(desk.actor, "inspection.export")
        clock = clock_for(None)
        if person is not None:
            who = _subject(desk, person, closed=bool(reason))
            subject = _handed_out(
                desk, lambda uow: enter_export(uow, who, reason=reason, document=document)
            )
            done = inspection.export_person(desk.vault, subject, out, clock)
        else:
            first = day(from_, "from") if from_ else None
            last = day(until, "until") if until else None
            with desk.read() as session:
                withheld = not_for_everybody(session, desk.office.id)
            done = inspection.export_period(
                desk.vault, (first, last), out, clock, withheld=withheld
            )
    if json:
        answer_json(done)
    else:
        words = _("已导出 {entries} 条日志到 {out}；用 verify_export.py 核验。")
        answer(words.format(entries=done.entries, out=out))
        if done.absent:
            say(_("有 {count} 个附件文件尚未送达本机，没有导出。").format(count=done.absent))


def _handed_out(desk: Desk, enter: Callable[[UnitOfWork], str]) -> str:
    """Whose file goes out; while there are alarms, only one that need not be entered."""
    if not desk.alarms:
        return desk.act(enter)[0]
    with desk.unit_of_work() as uow:
        person_id = enter(uow)
        if uow.session.new:
            raise VaultReadOnly
    return person_id


def _subject(desk: Desk, person: str, *, closed: bool) -> str:
    """Whom somebody means; a closed file is named by its identity number and is not looked up."""
    try:
        return the_person(desk, person).person_id
    except UserError:
        if closed:
            return person
        raise
