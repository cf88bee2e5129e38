"""The rule book: national parameters overlaid by province and county packs, with its version.

Reads `resources/rules`; decides nothing. Loading is cached, because every command needs it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.resources import resource_path
from corrdesk.rules.document import DocumentProblem, read_document
from corrdesk.rules.pack import LEVELS, Pack, parse_pack
from corrdesk.rules.parameter import (
    Citation,
    DatedValue,
    Parameter,
    RuleValue,
    date_of,
    mapping_of,
    only_keys,
    parse_parameter,
    text_of,
)

NATIONAL: Final = "cn"
_LAWS: Final = "laws.yaml"
_PACKS: Final = "packs"
PACK_FILE: Final = "pack.yaml"
Shelves = tuple[Path, ...]
"""Folders with a folder for each pack: those that ship first, then the installed ones."""

_LAWS_KEYS: Final = frozenset({"in_force", "laws"})
_LAW_KEYS: Final = frozenset({"title", "number", "in_force"})


class UnknownPack(UserError):
    """A rule pack that is not there, or is only a template."""

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy, field="pack")


@dataclass(frozen=True, slots=True)
class National:
    """The national rules: from when they speak, the laws they cite, every parameter.

    `laws` is from when each of the laws itself is in force, by the code of its citations.
    """

    in_force: date
    titles: Mapping[str, str]
    laws: Mapping[str, date]
    parameters: Mapping[str, Parameter]
    digest: str


class RuleBook:
    """The rules that hold at one office: the nearest pack that sets a key wins.

    `version` names the exact text of every rule, so that a finding can say what judged it. `own`
    holds what the office's county has confirmed differently; it comes before every pack.
    """

    def __init__(
        self, national: National, packs: tuple[Pack, ...], digest: str, own: Pack | None = None
    ) -> None:
        self.national = national
        self.packs = packs if own is None else (own, *packs)
        self.digest = digest
        self.pack_id = packs[0].id if packs else NATIONAL
        names = "+".join([NATIONAL, *(pack.id for pack in reversed(packs))])
        self.version = f"{names}@{digest[:16]}"

    @property
    def in_force(self) -> date:
        """The first day on which the national rules can be asked."""
        return self.national.in_force

    def holds(self, day: date) -> bool:
        """Say whether the nearest pack's document is in force on a day."""
        return day >= self.in_force and all(pack.in_force(day) for pack in self.packs)

    def parameter(self, key: str) -> Parameter:
        """Return the parameter as the nearest pack states it; an unknown key raises KeyError."""
        for pack in self.packs:
            if key in pack.values:
                return pack.values[key]
        return self.national.parameters[key]

    def held(self, key: str, on: date) -> DatedValue | None:
        """Return what held on a day, from the nearest pack that had a value then."""
        for pack in self.packs:
            if key in pack.values and pack.in_force(on):
                found = pack.values[key].on(on)
                if found is not None and found.value is not None:
                    return found
        return self.national.parameters[key].on(on)

    def clauses(self, dated: DatedValue, on: date) -> tuple[Citation, ...]:
        """Return the clauses of a value that were in force on a day; all of them if none was."""
        laws = self.national.laws
        stood = tuple(each for each in dated.citations if laws.get(each.law, on) <= on)
        return stood or dated.citations

    def value(self, key: str, on: date) -> RuleValue | None:
        """Return the value that held on a day, or None where no rule gave one."""
        found = self.held(key, on)
        return None if found is None else found.value

    def keys(self) -> tuple[str, ...]:
        """Return every key, sorted."""
        return tuple(sorted(self.national.parameters))


def load_rulebook(
    pack_id: str = NATIONAL, root: Path | None = None, installed: Path | None = None
) -> RuleBook:
    """Return the rule book of a pack (`cn`: the national rules alone).

    `installed` is a folder of packs beside those that ship. Raises `UnknownPack` for a pack that
    is missing or a template, `DocumentProblem` for a file that cannot be used, `PackRefused` for
    an installed pack whose signature does not fit.
    """
    root = root or resource_path("rules")
    if installed is None or pack_id == NATIONAL or pack_id in pack_ids(root):
        return _shipped(pack_id, root)
    return _load(pack_id, root, (root / _PACKS, installed))


@cache
def _shipped(pack_id: str, root: Path) -> RuleBook:
    return _load(pack_id, root, (root / _PACKS,))


def _load(pack_id: str, root: Path, shelves: Shelves) -> RuleBook:
    national = national_rules(root)
    digest = hashlib.sha256(national.digest.encode())
    packs: list[Pack] = []
    wanted = pack_id
    while wanted != NATIONAL:
        pack = _read_pack(shelves, wanted, national)
        if pack.template:
            message = _("规则包“{id}”是空白模板，填好数值后才能使用。")
            raise UnknownPack(message.format(id=wanted))
        if packs and LEVELS.index(pack.level) >= LEVELS.index(packs[-1].level):
            message = _("规则包“{id}”不能以同级或下级规则包为基础。")
            raise UnknownPack(message.format(id=packs[-1].id))
        packs.append(pack)
        digest.update(_pack_path(shelves, wanted).read_bytes())
        wanted = pack.base
    return RuleBook(national, tuple(packs), digest.hexdigest())


@cache
def national_rules(root: Path) -> National:
    """Return the national rules of a rules folder."""
    digest = hashlib.sha256()
    in_force, titles, laws = _read_laws(root)
    digest.update((root / NATIONAL / _LAWS).read_bytes())
    parameters: dict[str, Parameter] = {}
    for key, path in _parameter_files(root):
        digest.update(f"{key}\n".encode() + path.read_bytes())
        parameters[key] = _read_parameter(key, path, titles, in_force)
    return National(in_force, titles, laws, parameters, digest.hexdigest())


def _read_laws(root: Path) -> tuple[date, Mapping[str, str], Mapping[str, date]]:
    document = read_document(root / NATIONAL / _LAWS, f"{NATIONAL}/{_LAWS}")
    top = mapping_of(document, document.data)
    only_keys(document, top, _LAWS_KEYS, ())
    titles: dict[str, str] = {}
    laws: dict[str, date] = {}
    for code, each in mapping_of(document, top["laws"], ("laws",)).items():
        law = mapping_of(document, each, ("laws", code))
        only_keys(document, law, _LAW_KEYS, ("laws", code))
        titles[code] = text_of(document, law, "title", ("laws", code))
        laws[code] = date_of(document, law, "in_force", ("laws", code))
    return date_of(document, top, "in_force"), titles, laws


def _parameter_files(root: Path) -> Iterator[tuple[str, Path]]:
    base = root / NATIONAL
    for path in sorted(base.rglob("*.yaml")):
        if path.name != _LAWS or path.parent != base:
            yield ".".join(path.relative_to(base).with_suffix("").parts), path


def _read_parameter(key: str, path: Path, titles: Mapping[str, str], in_force: date) -> Parameter:
    document = read_document(path, f"{NATIONAL}/{key.replace('.', '/')}.yaml")
    parameter = parse_parameter(key, document, titles)
    if parameter.values[0].since > in_force:
        message = _("{day} 之前没有取值。").format(day=parameter.values[0].since)
        raise document.problem(message, "values")
    return parameter


def _pack_path(shelves: Shelves, pack_id: str) -> Path:
    """Return the file of a pack; those that ship come first and cannot be replaced."""
    paths = [shelf / pack_id / PACK_FILE for shelf in shelves]
    return next((path for path in paths if path.is_file()), paths[0])


def _read_pack(shelves: Shelves, pack_id: str, national: National) -> Pack:
    known = [each for shelf in shelves for each in _ids_on(shelf)]
    if pack_id not in known:
        message = _("没有名为“{id}”的规则包（pack）。可用：{known}。")
        listed = "、".join([NATIONAL, *dict.fromkeys(known)])
        raise UnknownPack(
            message.format(id=pack_id, known=listed),
            remedy=_("县级规则包要先安装（rules pack install）。"),
        )
    path = _pack_path(shelves, pack_id)
    if path.parent.parent != shelves[0]:
        # The signature library is loaded only where there is a signature.
        from corrdesk.rules.distribution import check_installed  # noqa: PLC0415

        check_installed(path.parent)
    document = read_document(path, f"{_PACKS}/{pack_id}/{PACK_FILE}")
    pack = parse_pack(document, national.parameters)
    if pack.id != pack_id:
        raise document.problem(_("编号与文件夹名称不一致。"), "id")
    return pack


def pack_ids(root: Path | None = None, installed: Path | None = None) -> tuple[str, ...]:
    """Return the ids of the packs that ship, templates included, and of the installed ones."""
    shipped = _ids_on((root or resource_path("rules")) / _PACKS)
    return shipped if installed is None else (*shipped, *_ids_on(installed))


def _ids_on(shelf: Path) -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in shelf.glob(f"*/{PACK_FILE}")))


def check_rules(root: Path | None = None) -> list[DocumentProblem]:
    """Return every fault of every rule file and pack, with file and line; none if all is well."""
    root = root or resource_path("rules")
    try:
        in_force, titles, laws = _read_laws(root)
    except DocumentProblem as problem:
        return [problem]
    problems: list[DocumentProblem] = []
    parameters: dict[str, Parameter] = {}
    for key, path in _parameter_files(root):
        try:
            parameters[key] = _read_parameter(key, path, titles, in_force)
        except DocumentProblem as problem:
            problems.append(problem)
    national = National(in_force, titles, laws, parameters, "")
    shelves = (root / _PACKS,)
    for pack_id in pack_ids(root):
        try:
            pack = _read_pack(shelves, pack_id, national)
            _check_base(shelves, pack, national)
        except DocumentProblem as problem:
            problems.append(problem)
    return problems


def _check_base(shelves: Shelves, pack: Pack, national: National) -> None:
    """Refuse a pack whose base is missing, a template, or not of a higher level."""
    if pack.base == NATIONAL:
        return
    source = f"{_PACKS}/{pack.id}/{PACK_FILE}"
    line = read_document(_pack_path(shelves, pack.id)).line("base")
    if pack.base not in _ids_on(shelves[0]):
        raise DocumentProblem(source, line, _("没有名为“{id}”的规则包。").format(id=pack.base))
    base = _read_pack(shelves, pack.base, national)
    if base.template or LEVELS.index(base.level) >= LEVELS.index(pack.level):
        raise DocumentProblem(source, line, _("基础规则包须为上一级的正式规则包。"))
