"""Paper forms as data: reads `resources/forms/*.yaml` strictly and names file and line of a fault.

A county may put a layout of its own in the place of a form, but every required fact stays on it.
Nothing here draws.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.resources import resource_path
from corrdesk.printing.blocks import Block, Head, slots_of
from corrdesk.printing.safe_text import safe_text
from corrdesk.printing.slots import Words
from corrdesk.printing.template_node import Node
from corrdesk.printing.template_parts import SharedRows, read_block, read_head
from corrdesk.rules.document import Document, read_document

_FORM_KEYS = frozenset({"id", "code", "title", "layout", "kind", "fields", "head", "blocks"})
_FIELD_KEYS = frozenset({"name", "kind", "label", "required", "longest", "paragraphs"})
_LONGEST = 20_000  # characters: what an officer writes by hand into one field never comes near
_NAME = r"[a-z][a-z0-9_]*"
_ID = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"


class FormKind(StrEnum):
    """How a form is set: letters by the standard of official letters, the others as tables."""

    LETTER = "letter"
    FORM = "form"
    CERTIFICATE = "certificate"
    TABLE = "table"


class FactKind(StrEnum):
    """What a fact is."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class FactField:
    """One fact that a form prints. `longest` is in characters; of each entry for a list.

    A text with `paragraphs` keeps its line breaks; in any other they become spaces.
    """

    name: str
    kind: FactKind
    label: str
    required: bool
    longest: int
    paragraphs: bool


@dataclass(frozen=True, slots=True)
class FormTemplate:
    """A form as its file describes it."""

    id: str
    code: str  # in the footer, e.g. JZ-JG
    title: str
    layout: str  # version of the layout, in the footer
    kind: FormKind
    fields: tuple[FactField, ...]
    head: Head
    blocks: tuple[Block, ...]
    words: Words

    def field(self, name: str) -> FactField | None:
        """The field of that name, if the form has it."""
        return next((field for field in self.fields if field.name == name), None)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What forms have in common: fields by name, rows of tables, and word lists."""

    fields: Mapping[str, Mapping[str, object]]
    rows: SharedRows
    words: Words


def load_forms(county: Path | None = None) -> Mapping[str, FormTemplate]:
    """Every form by id, in the order of ids; a form in the folder `county` replaces its layout.

    Raises `DocumentProblem` (a `UserError`) that names file and line of the first fault.
    """
    ids = sorted(path.stem for path in resource_path("forms").glob("*.yaml"))
    forms = {form_id: _national(form_id) for form_id in ids}
    forms.update(_local_forms(county) if county is not None else {})
    return MappingProxyType(forms)


def load_form(form_id: str, county: Path | None = None) -> FormTemplate:
    """One form; `UserError` when there is none of that id."""
    if re.fullmatch(_ID, form_id) is None or not _national_file(form_id).is_file():
        raise UserError(
            _("没有编号为“{id}”的文书。").format(id=safe_text(form_id)[:60]),
            remedy=_("用 corrdesk forms list 查看全部文书。"),
            field="id",
        )
    local = _local_forms(county) if county is not None else {}
    return local.get(form_id) or _national(form_id)


def _local_forms(folder: Path) -> dict[str, FormTemplate]:
    """The layouts of a county, checked against the forms they replace."""
    if not folder.is_dir():
        raise UserError(_("没有这个版式文件夹。"), field="layouts")
    forms = {}
    for path in sorted(folder.glob("*.yaml")):
        form = _read_form(path, _shared())
        known = _national_file(form.id).is_file()
        _check_override(path, _national(form.id) if known else None, form)
        forms[form.id] = form
    return forms


def _national_file(form_id: str) -> Path:
    return resource_path("forms", f"{form_id}.yaml")


@cache
def _national(form_id: str) -> FormTemplate:
    """A form of the product; its files do not change while the program runs."""
    return _read_form(_national_file(form_id), _shared())


@cache
def _shared() -> _Shared:
    return _read_shared(resource_path("forms", "shared"))


def _read_shared(folder: Path) -> _Shared:
    fields_file = read_document(folder / "fields.yaml", "shared/fields.yaml")
    fields = {}
    for name, node in Node(fields_file).members():
        node.keys(_FIELD_KEYS - {"name", "required"})
        fields[name] = node.mapping()
    words_file = read_document(folder / "words.yaml", "shared/words.yaml")
    words = {
        name: {key: each.text() for key, each in node.members()}
        for name, node in Node(words_file).members()
    }
    rows_file = read_document(folder / "rows.yaml", "shared/rows.yaml")
    return _Shared(fields, dict(Node(rows_file).members()), words)


def _read_form(path: Path, shared: _Shared) -> FormTemplate:
    document = read_document(path)
    node = Node(document)
    node.keys(_FORM_KEYS, required=_FORM_KEYS)
    form_id = node.at("id").matching(_ID)
    if form_id != path.stem:
        raise node.at("id").problem(_("编号须与文件名相同。"))
    title = node.at("title").text()
    form = FormTemplate(
        id=form_id,
        code=node.at("code").text(),
        title=title,
        layout=node.at("layout").text(),
        kind=FormKind(node.at("kind").one_of(FormKind)),
        fields=tuple(_read_field(each, shared) for each in node.at("fields").items()),
        head=read_head(node.at("head"), title),
        blocks=tuple(read_block(each, shared.rows) for each in node.at("blocks").items()),
        words=shared.words,
    )
    _check_slots(document, form)
    return form


def _read_field(node: Node, shared: _Shared) -> FactField:
    """A field by its name alone (then required, known to all forms), or with what differs."""
    if isinstance(node.value(), str):
        own: Mapping[str, object] = {}
        name = node.matching(_NAME)
    else:
        node.keys(_FIELD_KEYS, required=frozenset({"name"}))
        own = node.mapping()
        name = node.at("name").matching(_NAME)
    known = {**shared.fields.get(name, {}), **own}
    if "kind" not in known or "label" not in known:
        raise node.problem(_("“{name}”缺少 kind 或 label。").format(name=name))
    if known["kind"] not in list(FactKind):
        raise node.problem(_("kind 须为 {kinds} 之一。").format(kinds="、".join(FactKind)))
    required, paragraphs = known.get("required", True), known.get("paragraphs", False)
    longest = known.get("longest", _LONGEST)
    if not isinstance(required, bool) or not isinstance(paragraphs, bool):
        raise node.problem(_("required 和 paragraphs 须为 true 或 false。"))
    if isinstance(longest, bool) or not isinstance(longest, int) or longest < 1:
        raise node.problem(_("longest 须为正整数。"))
    kind, label = FactKind(str(known["kind"])), str(known["label"])
    return FactField(name, kind, label, required, longest, paragraphs)


def _check_slots(document: Document, form: FormTemplate) -> None:
    """Every slot has its field and every field its slot; word lists exist."""
    node = Node(document)
    names = [field.name for field in form.fields]
    for position, name in enumerate(names):
        if name in names[:position]:
            raise node.at("fields", position).problem(_("“{name}”出现了两次。").format(name=name))
    used = set()
    parts = [(("head",), form.head), *((("blocks", n), b) for n, b in enumerate(form.blocks))]
    for entry, part in parts:
        for slot in slots_of(part):
            used.add(slot.name)
            if slot.name not in names:
                message = _("“{name}”没有列入 fields。").format(name=slot.name)
                raise node.at(*entry).problem(message)
            if slot.words and slot.words not in form.words:
                message = _("没有名为“{name}”的用语表。").format(name=slot.words)
                raise node.at(*entry).problem(message)
    for position, name in enumerate(names):
        if name not in used:
            message = _("“{name}”在版式中没有位置。").format(name=name)
            raise node.at("fields", position).problem(message)


def _check_override(path: Path, national: FormTemplate | None, local: FormTemplate) -> None:
    """A county's layout prints the same facts; only the arrangement is its own."""
    node = Node(read_document(path))
    if national is None:
        raise node.at("id").problem(_("没有这份文书，只能改已有文书的版式。"))
    if local.layout == national.layout:
        raise node.at("layout").problem(_("版式版本须与原版式不同。"))
    for field in national.fields:
        own = local.field(field.name)
        if field.required and (own is None or not own.required):
            message = _("必填项“{name}”（{label}）不能去掉。")
            raise node.at("fields").problem(message.format(name=field.name, label=field.label))
        if own is not None and own.kind is not field.kind:
            message = _("“{name}”的类型不能改变。").format(name=field.name)
            raise node.at("fields").problem(message)
    for field in local.fields:
        if field.required and national.field(field.name) is None:
            message = _("不能增加必填项“{name}”。").format(name=field.name)
            raise node.at("fields").problem(message)
