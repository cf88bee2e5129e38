"""Scans and photographs dropped on the window: each finds its sheet by the code that it bears."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.casework.documents.model import STEP_LABELS, Step
from corrdesk.casework.documents.queries import find_by_code
from corrdesk.casework.documents.service import record_scan
from corrdesk.ui.shell.messages import Message
from corrdesk.ui.shell.tokens import Tone

if TYPE_CHECKING:
    from corrdesk.bootstrap import Desk
    from corrdesk.ui.shell.context import Context

CHANGES = ("document", "document_step", "attachment")
MOST_FILES = 40


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file: its sheet and the step that it proved, or why it was not taken."""

    file: str
    document_id: str = ""
    serial: str = ""
    step: Step | None = None
    problem: str = ""


def take_files(context: Context, files: Sequence[Path]) -> None:
    """Keeps every file with its sheet, and opens the last sheet that was found."""
    if len(files) > MOST_FILES:
        words = _("一次最多拖入 {most} 个文件。").format(most=MOST_FILES)
        context.say(Message(words, Tone.WARN))
        return
    context.say(Message(_("正在识别 {count} 个扫描件……").format(count=len(files))))

    def work(desk: Desk) -> list[Taken]:
        taken = []
        for path in files:
            context.check()
            taken.append(take_file(desk, path))
        return taken

    def done(taken: list[Taken]) -> None:
        context.say(told(taken))
        found = [each.document_id for each in taken if each.document_id]
        if found:
            context.go("document", found[-1])

    context.run(context, work, changes=CHANGES).then(done).start()


def take_file(desk: Desk, path: Path) -> Taken:
    """Keeps one scan with the sheet whose code stands on it."""
    try:
        content = path.read_bytes()
    except OSError:
        return Taken(path.name, problem=_("文件读不出来。"))
    try:
        return _kept(desk, path.name, content)
    except UserError as error:
        return Taken(path.name, problem=str(error))


def _kept(desk: Desk, name: str, content: bytes) -> Taken:
    # The decoder is loaded with the first scan, not when the desk starts.
    from corrdesk.printing.scanning import read_codes  # noqa: PLC0415

    for code in read_codes(content):
        with desk.read() as session:
            found = find_by_code(session, desk.office.id, code.text)
        if found is None:
            continue
        kept = found.document
        return Taken(name, kept.id, kept.serial or kept.title, _keep(desk, kept.id, name, content))
    return Taken(name, problem=_("上面没有本所文书的二维码，请用查验码登记。"))


def _keep(desk: Desk, document_id: str, name: str, content: bytes) -> Step | None:
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    step, _changes = desk.act(
        lambda uow: record_scan(
            uow, document_id, content, name=name, media_type=media_type, seal=desk.seal
        )
    )
    return step


def told(taken: Sequence[Taken]) -> Message:
    """What is said about the files: every problem, and what was recorded."""
    lines = []
    for each in taken:
        if each.problem:
            lines.append(f"{each.file}：{each.problem}")
        elif each.step is not None:
            step = _(STEP_LABELS[each.step])
            lines.append(
                _("{serial} 已存入扫描件，登记{step}").format(serial=each.serial, step=step)
            )
        else:
            words = _("{serial} 已存入扫描件；怎样送达请在文书页登记")
            lines.append(words.format(serial=each.serial))
    problems = any(each.problem for each in taken)
    return Message("；".join(lines), Tone.WARN if problems else Tone.OK)
