"""Exchange with the county: enrol request, invite, accept, join and renew, sync."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.bootstrap import Desk, succeed
from corrdesk.casework.permissions import require
from corrdesk.cli.frame import Commands
from corrdesk.cli.opening import (
    LARGEST_FILE,
    JsonOption,
    VaultOptions,
    opens_vault,
    read_file,
)
from corrdesk.cli.output import answer, answer_json, say, write_over
from corrdesk.sync.core.enrolment import eight_words
from corrdesk.sync.core.stops import Guard
from corrdesk.sync.exchange import Branch, Outcome
from corrdesk.sync.naming import act_words
from corrdesk.sync.settling import conflicts
from corrdesk.sync.standing import Balance
from corrdesk.sync.transports.choosing import open_target
from corrdesk.sync.waiting import Way, waiting_files
from corrdesk.sync.words import (
    CONFIRMABLE,
    ExchangeStopped,
    blocked,
    doubtful,
    no_room,
    refusal,
    unread,
)
from corrdesk.upkeep.founding import invited

RENEW = "改用新身份"  # what is typed to confirm it, in every language

enrol_app = Commands()


def register(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    app.add_typer(enrol_app, name="enrol", help=_("在县级登记本机。"))
    app.command("sync", help=_("与县级交换数据。"))(sync)


@enrol_app.command("request", help=_("生成登记申请，交县级。"))
@opens_vault
def request(
    vault: VaultOptions,
    *,
    out: Annotated[Path, typer.Option("--out", help=_("写到这个文件。"))],
    label: Annotated[str, typer.Option("--label", help=_("县级看到的本机名称。"))] = "",
    json: JsonOption = False,
) -> None:
    """Writes the request and shows its eight words."""
    with vault.opened() as desk:
        require(desk.actor, "sync.enrol")
        raw = desk.exchange.request(label.strip())
        device = desk.exchange.device
    write_over(out, raw)
    words = eight_words(raw)
    if json:
        answer_json({"request": out, "device": device, "words": words})
        return
    answer(_("登记申请已写到 {path}。").format(path=out))
    answer(_("请与县级电话核对八个词：{words}").format(words=words))


@enrol_app.command("invite", help=_("为本所另一台电脑生成邀请文件。"))
@opens_vault
def invitation(
    vault: VaultOptions,
    *,
    for_: Annotated[str, typer.Option("--for", help=_("在那台电脑上办理的工作人员姓名。"))],
    out: Annotated[Path, typer.Option("--out", help=_("写到这个文件。"))],
    json: JsonOption = False,
) -> None:
    """Writes what another PC of the office has to know; it holds no secret."""
    with vault.opened() as desk:
        raw = invited(desk, for_)
    write_over(out, raw)
    if json:
        answer_json({"invitation": out, "officer": for_})
        return
    answer(_("邀请文件已写到 {path}；在那台电脑上用 new --join 新建。").format(path=out))


@enrol_app.command("accept", help=_("导入县级发来的证书。"))
@opens_vault
def accept(
    vault: VaultOptions,
    cert: Annotated[Path, typer.Argument(help=_("县级发来的证书文件。"))],
    json: JsonOption = False,
) -> None:
    """Takes the county's grant."""
    raw = read_file(cert, LARGEST_FILE, field="cert")
    with vault.opened() as desk:
        require(desk.actor, "sync.enrol")
        grant = desk.exchange.accept(raw)
    words = eight_words(grant.root)
    if json:
        answer_json({
            "county": grant.county, "name": grant.county_name, "device": grant.certificate.device,
            "until": grant.certificate.until, "words": words,
        })  # fmt: skip
        return
    until = grant.certificate.until
    answer(_("已在{county}登记，有效至 {until}。").format(county=grant.county_name, until=until))
    answer(_("请与县级电话核对八个词：{words}").format(words=words))


@enrol_app.command("join", help=_("用县级邀请的八个词联网登记。"))
@opens_vault
def join_(
    vault: VaultOptions,
    *,
    via: Annotated[str, typer.Option("--via", help=_("https://县级服务器。"))],
    code_file: Annotated[
        Path | None,
        typer.Option("--code-file", help=_("写有八个词的文件，- 为标准输入；不给则询问。")),
    ] = None,
    label: Annotated[str, typer.Option("--label", help=_("县级看到的本机名称。"))] = "",
    json: JsonOption = False,
) -> None:
    """Enrols over the network; both sides prove that they know the words of the invitation."""
    from corrdesk.sync.joining import join

    with vault.opened() as desk:
        require(desk.actor, "sync.enrol")  # before anybody is asked for the words
        grant = join(desk.exchange, _read_code(code_file), via, label.strip())
    if json:
        answer_json({
            "county": grant.county, "name": grant.county_name, "device": grant.certificate.device,
            "until": grant.certificate.until, "address": grant.address,
        })  # fmt: skip
        return
    until = grant.certificate.until
    answer(_("已在{county}登记，有效至 {until}。").format(county=grant.county_name, until=until))


@enrol_app.command("renew", help=_("案卷被复制或恢复后分叉：本机改用新身份，再向县级登记。"))
@opens_vault
def renew(
    vault: VaultOptions,
    *,
    via: Annotated[
        str, typer.Option("--via", help=_("folder:路径、https://… 或 webdav+https://…。"))
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help=_("新身份的登记申请写到这个文件。"))
    ] = None,
    confirm: Annotated[
        str, typer.Option("--confirm", help=_("查明后写“改用新身份”；不写只列出，不改动。"))
    ] = "",
    json: JsonOption = False,
) -> None:
    """Shows what this PC wrote apart from what the county knows; confirmed, takes a new name.

    Nothing is changed without the typed words, nor before the county's entries could be read.
    """
    if confirm and (confirm != RENEW or out is None):
        raise UserError(
            _("没有改动：要改用新身份，请写 --confirm {word} 和 --out 文件。").format(word=RENEW),
            field="confirm",
        )
    with vault.opened() as desk:
        require(desk.actor, "sync.enrol")
        transport = open_target(via, desk.exchange)
        try:
            branch = desk.exchange.branch(transport)
        finally:
            transport.close()
        if not branch.first:
            raise UserError(
                _("交换地点没有县级收到的另一份，没有改动。"),
                remedy=_("请先交换一次；仍停在“另一份日志”时，请县级收取后再试。"),
                field="via",
            )
        device, words = desk.exchange.device, ""
        if confirm and out is not None:
            succeed(desk, branch.first)
            device = desk.exchange.device
            raw = desk.exchange.request()
            write_over(out, raw)
            words = eight_words(raw)
    _answer_branch(branch, device, words, json=json)


def _answer_branch(branch: Branch, device: str, words: str, *, json: bool) -> None:
    if json:
        answer_json({
            "first": branch.first, "count": branch.count, "done": bool(words), "device": device,
            "words": words, "entries": [[each.seq, each.act, each.entered_at]
                                        for each in branch.entries],
        })  # fmt: skip
        return
    said = _("从第 {first} 条起，本机另写了 {count} 条，县级在同样的编号下收到的是别的内容。")
    answer(said.format(first=branch.first, count=branch.count))
    for each in branch.entries:
        answer(f"{each.seq}\t{each.entered_at[:16]}\t{act_words(each.act)}")
    if words:
        answer(_("已改用新身份，这些记录已转到新身份名下。登记申请请交县级。"))
        answer(_("请与县级电话核对八个词：{words}").format(words=words))
    else:
        answer(_("没有改动。查明后加 --confirm {word} 和 --out 文件。").format(word=RENEW))


@opens_vault
def sync(
    vault: VaultOptions,
    *,
    via: Annotated[
        str, typer.Option("--via", help=_("folder:路径、https://… 或 webdav+https://…。"))
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("只看，不收不送。"))] = False,
    confirm: Annotated[
        list[Guard] | None,
        typer.Option("--confirm", help=_("已查明，仍要继续：写停下时给出的代号。")),
    ] = None,
    json: JsonOption = False,
) -> None:
    """One exchange with a target."""
    confirmed = frozenset(confirm or ())
    if confirmed - CONFIRMABLE:
        raise UserError(_("这一项不能靠确认继续。"), field="confirm")
    with vault.opened() as desk:
        require(desk.actor, "sync.run")
        transport = open_target(via, desk.exchange)
        try:
            outcome = desk.exchange.run(transport, via, dry_run=dry_run, confirmed=confirmed)
        except ExchangeStopped as stopped:
            if stopped.guard not in CONFIRMABLE:
                raise
            how = _("查明后仍要继续的，在命令后面加上 --confirm {word}。")
            remedy = f"{stopped.remedy}{how.format(word=stopped.guard.value)}"
            raise UserError(stopped.message, remedy=remedy, field=stopped.field) from None
        finally:
            transport.close()
        desk.received(outcome.changed)
        _answer(desk, outcome, dry_run=dry_run, json=json)
        if outcome.cut is not None:
            raise outcome.cut


def _answer(desk: Desk, outcome: Outcome, *, dry_run: bool, json: bool) -> None:
    report, balance = outcome.report, desk.exchange.standing.balance()
    with desk.unit_of_work() as uow:
        open_conflicts = len(conflicts(uow.session, desk.office.id))
        files = waiting_files(uow.session, desk.office.id, desk.exchange.standing.file_word())
    refused = {**report.refused, **outcome.files.refused}
    for name, reason in refused.items():
        say(f"{name}\t{refusal(reason)}")
    if advice := unread(refused.values()):
        say(advice)
    stuck = blocked(sum(each.blocked for each in files), desk.office.id)
    said = stuck, no_room(outcome.files.no_room.values()), doubtful(outcome.doubted)
    for each in filter(None, said):
        say(each)
    figures: dict[str, Any] = {
        "sent": report.sent,
        "received": report.received,
        "held": balance.held,
        "waiting": balance.written - balance.held,
        "conflicts": open_conflicts,
        "set_aside": report.set_aside,
        "clock_suspect": sum(each.count for each in report.doubted),
        "files": {
            "chunks_sent": outcome.files.sent,
            "chunks_received": outcome.files.received,
            "arrived": outcome.files.whole,
            "waiting": [each for each in files if each.way is not Way.IN],
            "coming": [each for each in files if each.way is Way.IN],
        },
    }
    if report.repaired or report.agrees is False:
        say(_("与县级核对出不一致，已修复 {count} 条，详见“数据交换”的“修复”。").format(
            count=report.repaired
        ))  # fmt: skip
        figures |= {"repaired": report.repaired, "agrees": report.agrees}
    if json:
        answer_json(figures)
        return
    words = _("送出 {sent} 条，收到 {received} 条。")
    if dry_run:
        words = _("试运行，没有收送：会送出 {sent} 条，收到 {received} 条。")
    answer(words.format(sent=report.sent, received=report.received))
    answer(_balance(balance))
    if files:
        coming = sum(each.way is Way.IN for each in files)
        words = _("附件：{waiting} 个待送，{coming} 个尚未送达本机。")
        answer(words.format(waiting=len(files) - coming, coming=coming))
    if open_conflicts or report.set_aside:
        words = _("{conflicts} 处待选定，{aside} 条搁置。")
        answer(words.format(conflicts=open_conflicts, aside=report.set_aside))


def _balance(balance: Balance) -> str:
    held = {"total": balance.written, "held": balance.held}
    if not balance.waiting:
        return _("县级已收到本机 {total} 条中的 {held} 条，没有待送的。").format(**held)
    words = _("县级已收到本机 {total} 条中的 {held} 条，{waiting} 条待送，最早的自 {day}。")
    since = balance.waiting[0].entered_at[:10]
    return words.format(**held, waiting=balance.written - balance.held, day=since)


def _read_code(path: Path | None) -> str:
    if path is None:
        return str(typer.prompt(_("县级给的八个词"), err=True))
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text("utf-8")
    except (OSError, ValueError):
        raise UserError(_("文件读不出来。"), field="code") from None
