"""The county's daily work by command: enrolling, exchanging, what waits, deciding, keeping."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from corrdesk.base.actor import Role
from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.deciding.model import Answer
from corrdesk.cli.county_options import (
    CountyOptions,
    FolderArgument,
    opens_county,
    opens_county_as_of,
)
from corrdesk.cli.opening import LARGEST_FILE, JsonOption, read_file
from corrdesk.cli.output import answer, answer_json, say, write_over

NOBODY = "0" * 32  # whoever holds the folder's keys; no account of the console
OutOption = Annotated[Path, typer.Option("--out", help=_("写入此文件。"))]
ViaOption = Annotated[str, typer.Option("--via", help=_("交换地点，如 folder:路径。"))]


def add_to(county_app: typer.Typer) -> None:
    """Adds these commands to the group of the county."""
    county_app.command("enrol", help=_("登记司法所的一台电脑，签发证书。"))(enrol)
    county_app.command("invite", help=_("发邀请：八个词，司法所联网自行登记。"))(invite)
    county_app.command("revoke", help=_("吊销一台电脑的登记。"))(revoke)
    county_app.command("devices", help=_("列出登记的电脑。"))(devices)
    county_app.command("ingest", help=_("收取各所的数据，送出回执和县级日志。"))(ingest)
    county_app.command("clocks", help=_("列出时钟存疑的登记（已收下，登记时刻不能照信）。"))(clocks)
    county_app.command("queue", help=_("列出等待县级决定的事项。"))(queue_)
    county_app.command("decide", help=_("作出决定：grant、refuse 或 return。"))(decide_)
    county_app.command("backup", help=_("备份县级数据并验证。"))(backup)
    county_app.command("restore", help=_("把备份恢复到新文件夹。"))(restore_)
    county_app.command("partition", help=_("把 PostgreSQL 里的表按司法所分区（省级规模）。"))(
        partition_
    )
    county_app.command("escrow-key", help=_("写出托管公钥，供司法所登记。"))(escrow_key)


@opens_county
def enrol(
    at: CountyOptions,
    request: Annotated[Path, typer.Argument(metavar="REQUEST", help=_("登记申请文件。"))],
    out: OutOption,
    address: Annotated[str, typer.Option("--address", help=_("本县服务器地址。"))] = "",
    json: JsonOption = False,
) -> None:
    """Answers a request with a certificate; both sides compare eight words by telephone."""
    from corrdesk.sync.core.enrolment import eight_words

    raw = read_file(request, LARGEST_FILE, field="request")
    with at.opened() as county, county.registry() as registry:
        authority = county.folder.root_certificate.read_text("ascii")
        asked, grant = registry.enrol(raw, authority=authority, address=address)
    write_over(out, grant)
    words = eight_words(raw)
    if json:
        answer_json(
            {"office": asked.office, "name": asked.office_name, "device": asked.device,
             "label": asked.label, "words": words}
        )  # fmt: skip
    else:
        answer(_("已登记：{office}，{label}").format(office=asked.office_name, label=asked.label))
        say(_("请与司法所电话核对：{words}").format(words=words))


@opens_county
def invite(
    at: CountyOptions,
    office: Annotated[
        str, typer.Option("--office", help=_("司法所编号；不给则是还没有登记的所。"))
    ] = "",
    note: Annotated[str, typer.Option("--note", help=_("备注，如哪台电脑。"))] = "",
    address: Annotated[str, typer.Option("--address", help=_("本县服务器地址。"))] = "",
    hours: Annotated[int, typer.Option("--hours", help=_("有效小时数，1 到 168。"))] = 24,
    json: JsonOption = False,
) -> None:
    """An invitation; its eight words are shown this once."""
    with at.opened() as county, county.enrolling() as (invitations, registry):
        if office and office not in {each.office_id for each in registry.offices()}:
            raise UserError(
                _("没有这个司法所。"),
                remedy=_("请写司法所的编号；还没有登记过的所，不要写 --office。"),
                field="office",
            )
        card, code = invitations.invite(
            office_id=office, note=note, address=address, by=_("命令行"), hours=hours
        )
    if json:
        answer_json({"id": card.id, "until": card.until.isoformat(), "words": code.words()})
        return
    answer(code.words())
    say(
        _("有效至 {until}，只能用一次；只显示这一次。").format(until=f"{card.until:%Y-%m-%d %H:%M}")
    )


@opens_county
def revoke(
    at: CountyOptions,
    device: Annotated[str, typer.Argument(metavar="DEVICE", help=_("设备编号。"))],
    last: Annotated[
        int | None, typer.Option("--last", min=0, help=_("最后认可的日志编号；不给则到现有为止。"))
    ] = None,
    lost: Annotated[
        bool, typer.Option("--lost", help=_("电脑已丢失：该所的文件换用新的名称密钥。"))
    ] = False,
) -> None:
    """Listens to a device no more; what is sealed from now on it cannot read."""
    from corrdesk.county.exchange import last_held

    with at.opened() as county:
        border = last if last is not None else last_held(county, device)
        with county.registry() as registry:
            registry.revoke(device, border, lost=lost)
    say(_("已吊销。请各所尽快交换一次，换用新的名册。"))


@opens_county
def devices(at: CountyOptions, json: JsonOption = False) -> None:
    """Every device that was enrolled, and when it last spoke."""
    with at.opened() as county, county.registry() as registry:
        found = registry.devices()
        names = {each.office_id: each.name for each in registry.offices()}
    if json:
        answer_json([{**asdict(each), "office": names[each.office_id]} for each in found])
        return
    for each in found:
        mark = _("已吊销") if each.revoked else each.until
        answer(f"{names[each.office_id]}\t{each.label}\t{each.device_id}\t{mark}")


@opens_county
def ingest(
    at: CountyOptions,
    via: ViaOption,
    json: JsonOption = False,
) -> None:
    """Serves every enrolled office at a target; doing it twice changes nothing."""
    from corrdesk.county.exchange import open_place, serve
    from corrdesk.sync.core.refusal import Reason
    from corrdesk.sync.words import much_hidden, no_room, refusal

    with at.opened() as county:
        transport = open_place(via)
        try:
            served = serve(county, transport)
        finally:
            transport.close()
    if json:
        answer_json(asdict(served))
        return
    words = _("收到 {received} 条，送出 {sent} 条，搁置 {set_aside} 条。")
    answer(words.format(**asdict(served)))
    for name, reason in served.refused.items():
        say(f"{name}\t{refusal(Reason(reason))}")
    if any(n.endswith(".seg") and r == Reason.SEALED.value for n, r in served.refused.items()):
        say(_("读不出来的已移到交换地点的 unread 文件夹；请该所再交换一次，会重新送来。"))
    if served.no_room:
        say(no_room(served.no_room))
    for device in served.forks:
        words = _("设备 {device} 出现了两份不同的日志，请联系司法所核对。")
        say(words.format(device=device))
    if served.hidden:
        say(much_hidden(served.hidden))
    if words := much_hidden(served.hidden):
        say(words)
    for device in served.doubted:
        words = _("设备 {device} 的时钟与县级相差两天以上：记录已收下，已标注“时钟存疑”。")
        say(words.format(device=device))
    if not served.offices:
        say(_("本县还没有登记司法所，没有什么可以收送。"))


@opens_county
def clocks(at: CountyOptions, json: JsonOption = False) -> None:
    """What a wrong clock has stamped; it was taken like anything else."""
    from corrdesk.county.clocks import doubt_lines
    from corrdesk.sync.words import doubt

    with at.opened() as county:
        found = doubt_lines(county)
    if json:
        answer_json([asdict(each) for each in found])
        return
    for each in found:
        seen = each.doubt
        answer(f"{each.office}\t{each.computer}\t{seen.first}—{seen.last}\t{doubt(seen)}")
    if not found:
        say(_("没有时钟存疑的登记。"))


@opens_county_as_of
def queue_(
    at: CountyOptions,
    json: JsonOption = False,
) -> None:
    """What waits, the most urgent first."""
    from corrdesk.county.decisions import queue

    with at.opened() as county:
        found = queue(county, Role.HEAD)
    if json:
        answer_json([asdict(each) for each in found])
        return
    for each in found:
        words = _("最迟 {day} 决定") if each.needed_by else _("没有时限")
        by = words.format(day=each.needed_by)
        answer(f"{each.id}\t{each.office}\t{each.person}\t{each.title}\t{each.asked_on}\t{by}")
    if not found:
        say(_("没有等待决定的事项。"))


@opens_county_as_of
def decide_(
    at: CountyOptions,
    matter: Annotated[str, typer.Argument(metavar="ID", help=_("事项编号。"))],
    verdict: Annotated[
        Answer, typer.Argument(metavar="ANSWER", help=_("决定：批准、不批准或退回。"))
    ],
    reason: Annotated[str, typer.Option("--reason", help=_("理由。"))] = "",
    legal_reason: Annotated[
        str, typer.Option("--legal-reason", help=_("不批准的法律依据；不给则同理由。"))
    ] = "",
    document: Annotated[str, typer.Option("--document", help=_("文号；不给则自动编号。"))] = "",
    json: JsonOption = False,
) -> None:
    """Decides in the name of the county; the office has it after its next exchange."""
    from corrdesk.county.decisions import Decider, Said, speak

    by = Decider(NOBODY, _("县级社区矫正机构"), Role.HEAD)
    said = Said(verdict, reason, legal_reason or reason, document)
    with at.opened() as county:
        number = speak(county, matter, said, by)
    if json:
        answer_json({"id": matter, "answer": verdict.value, "document": number})
    else:
        answer(_("已决定，文号 {document}。").format(document=number))


@opens_county
def backup(
    at: CountyOptions,
    to: Annotated[Path | None, typer.Option("--to", help=_("备份到这个文件夹。"))] = None,
    json: JsonOption = False,
) -> None:
    """Copies everything of a county that is not a key, and proves that the copy opens."""
    from corrdesk.county.keeping import back_up

    with at.opened() as county:
        made = back_up(county, to)
    if json:
        answer_json(made)
    else:
        answer(_("已备份并通过检查：{folder}").format(folder=made["folder"]))
    if not made["databases"]:
        say(_("数据在 PostgreSQL 上，不在这份备份里，请先用 pg_dump 备份数据库。"))
    say(_("备份不含密钥；keys 和 tls 文件夹请另行保管。"))


@opens_county
def partition_(
    at: CountyOptions,
    parts: Annotated[int, typer.Option("--parts", help=_("分区数。"))] = 16,
    json: JsonOption = False,
) -> None:
    """Divides the tables by office, with what they hold; stop the servers first.

    Done again it divides what is not divided yet, in as many parts as the others have.
    """
    from corrdesk.store.partitions import partition, parts_of

    with at.opened() as county:
        made = partition(county.store.engine, parts)
        with county.read() as session:
            parts = max(parts_of(session.connection()).values())
    if json:
        answer_json({"tables": made, "parts": parts})
    elif made:
        answer(
            _("已分区：{count} 张表，每张 {parts} 个分区。").format(count=len(made), parts=parts)
        )
    else:
        answer(_("早已分区，没有改动。"))


def restore_(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help=_("备份文件夹。"))],
    into: Annotated[Path, typer.Option("--into", help=_("恢复到这个新文件夹。"))],
    keys: Annotated[
        Path, typer.Option("--keys", help=_("保管 keys 和 tls 的文件夹，或原来的服务器文件夹。"))
    ],
    database: Annotated[
        str,
        typer.Option("--database", help=_("先恢复好的 PostgreSQL 的地址；没有换地方的不给。")),
    ] = "",
) -> None:
    """Puts a backup back; every office then offers its whole journal again.

    A database server is restored with its own tools before.
    """
    from corrdesk.county.keeping import restore

    made = restore(source, keys, into, database=database)
    answer(_("已恢复到 {folder}。").format(folder=made.path))
    say(_("请各所交换一次：县级没有的记录会全部重新送来。"))


def escrow_key(folder: FolderArgument, out: OutOption) -> None:
    """Writes the public key to which offices seal their vaults' keys."""
    from corrdesk.county.folder import read_folder
    from corrdesk.county.identity import escrow_public

    write_over(out, escrow_public(read_folder(folder)).encode() + b"\n")
    say(_("请交各司法所用 corrdesk escrow 登记。私钥在 keys/escrow，请妥善保管。"))
