"""`forms list | render`: the paper forms for counties that adjust layouts, and for scripts.

Needs no vault. It prints specimens only; an issued sheet comes out of a decision.
"""

from __future__ import annotations

import json as json_library
import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from corrdesk.base.errors import EnvironmentFault, UserError
from corrdesk.base.i18n import _
from corrdesk.cli.frame import Commands
from corrdesk.cli.output import answer, answer_json, say

app = Commands(name="forms")

_LARGEST_FILE = 4_000_000  # bytes of facts: thousands of pages

LayoutsOption = Annotated[
    Path | None, typer.Option("--layouts", help=_("本县版式文件夹，同名文件代替原版式。"))
]
JsonOption = Annotated[bool, typer.Option("--json", help=_("以 JSON 输出。"))]


def register(root: typer.Typer) -> None:
    """Adds the group."""
    root.add_typer(app, name="forms", help=_("文书表单：清单和样张。"))


@app.command("list", help=_("全部文书及其各项内容。"))
def list_command(json: JsonOption = False, layouts: LayoutsOption = None) -> None:
    """Lists every form with the names and kinds of its facts."""
    from corrdesk.printing.templates import load_forms

    forms = load_forms(layouts).values()
    if json:
        answer_json(
            [
                {
                    "id": form.id,
                    "title": form.title,
                    "fields": [
                        {
                            "name": field.name,
                            "kind": field.kind,
                            "required": field.required,
                        }
                        for field in form.fields
                    ],
                }
                for form in forms
            ]
        )
        return
    for form in forms:
        answer(f"{form.id}\t{form.title}")


@app.command("render", help=_("用事实文件打印一份样张（不编号，标明“样张”）。"))
def render_command(
    form_id: Annotated[str, typer.Argument(metavar="ID", help=_("文书编号，见 forms list。"))],
    facts: Annotated[str, typer.Option("--facts", help=_("事实文件（JSON）；- 为标准输入。"))],
    out: Annotated[Path, typer.Option("--out", help=_("要写入的 PDF 文件。"))],
    layouts: LayoutsOption = None,
) -> None:
    """Prints a specimen; a fact that is missing or impossible is named, with exit code 2."""
    from corrdesk.printing.forms.strips import Issue
    from corrdesk.printing.forms.template import render_form
    from corrdesk.printing.templates import load_form

    form = load_form(form_id, layouts)
    pdf = render_form(form, read_facts(facts), Issue(specimen=True))
    _write(out, pdf)
    say(_("已打印样张：{title}").format(title=form.title))


def read_facts(source: str) -> dict[str, object]:
    """The facts of a JSON file, or of standard input for `-`."""
    try:
        content = sys.stdin.buffer.read() if source == "-" else _file_content(Path(source))
        facts = json_library.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except OSError as error:
        raise UserError(_("事实文件读不出来。"), field="facts") from error
    except (ValueError, RecursionError) as error:
        raise UserError(
            _("事实文件不是有效的 JSON。"), remedy=_("请用 UTF-8 编码保存。"), field="facts"
        ) from error
    if not isinstance(facts, dict):
        raise UserError(_("事实文件须为“名称: 值”的一个 JSON 对象。"), field="facts")
    return facts


def _file_content(path: Path) -> bytes:
    if path.stat().st_size > _LARGEST_FILE:
        raise UserError(_("事实文件太大。"), field="facts")
    return path.read_bytes()


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object; a name that stands twice is refused, for only one of them could be meant."""
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise UserError(_("“{name}”出现了两次。").format(name=name[:60]), field=name)
        found[name] = value
    return found


def _write(out: Path, pdf: bytes) -> None:
    """Write the whole file or nothing."""
    if not out.parent.is_dir():
        raise UserError(_("没有要写入的文件夹。"), field="out")
    part = ""
    try:
        handle, part = tempfile.mkstemp(dir=out.parent, prefix=".corrdesk-", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(pdf)
        Path(part).replace(out)
    except OSError as error:
        if part:
            Path(part).unlink(missing_ok=True)
        raise EnvironmentFault(
            _("PDF 文件写不进去。"), remedy=_("请检查磁盘空间和文件夹权限，或者换一个位置。")
        ) from error
