"""The English catalogue is fresh: what is marked is translated, with the same fields, and compiled.

Strict for everything a command line reaches first; the window, the paper and the casework may be
ahead of their translation and show Chinese meanwhile.
"""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture import source_tree

STRICT = {"base", "rules", "vault", "store", "upkeep", "cli", "settings.py", "bootstrap.py"}
FIELD = re.compile(r"\{(\w+)(?=[}:!])")
ADVICE = "run: python build/messages.py, translate what is new in corrdesk.po, run it again"


def load_script() -> ModuleType:
    path = source_tree.ROOT / "build" / "messages.py"
    spec = importlib.util.spec_from_file_location("messages", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


messages = load_script()


def test_every_message_of_the_strict_parts_has_an_english_text() -> None:
    catalogue = messages.read()
    lacking = []
    for text, files in messages.marked().items():
        entry = catalogue.get(text)
        if (entry is None or not entry.string) and STRICT & {Path(f).parts[1] for f in files}:
            lacking.append(text)
    assert lacking == [], ADVICE


def test_both_sides_of_a_message_have_the_same_fields() -> None:
    different = [
        entry.id
        for entry in messages.read()
        if entry.string and sorted(FIELD.findall(entry.id)) != sorted(FIELD.findall(entry.string))
    ]
    assert different == []


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    text = messages.CATALOGUE.read_bytes()
    assert messages.CATALOGUE.with_suffix(".mo").read_bytes() == messages.compiled(text), ADVICE


def test_the_text_is_as_the_script_writes_it() -> None:
    catalogue = messages.read()
    as_it_is = {entry.id: [file for file, _ in entry.locations] for entry in catalogue if entry.id}
    again = messages.as_text(messages.updated(catalogue, as_it_is))
    assert again == messages.CATALOGUE.read_bytes(), ADVICE


def test_an_update_keeps_translations_adds_what_is_new_and_drops_what_is_gone() -> None:
    old = messages.updated(messages.read(), {"口令：": ["corrdesk/cli/vaults.py"]})
    assert [entry.string for entry in old if entry.id] == ["Passphrase: "]
    both = messages.updated(old, {"口令：": ["corrdesk/cli/a.py"], "新的。": ["corrdesk/ui/b.py"]})
    assert both.get("口令：").string == "Passphrase: "
    assert messages.untranslated(both) == {"ui": 1}
    assert b"vaults.py" not in messages.as_text(both)


def test_check_changes_nothing_and_tells_what_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    po = tmp_path / "corrdesk.po"
    po.write_bytes(messages.CATALOGUE.read_bytes())
    mo = po.with_suffix(".mo")
    mo.write_bytes(b"old")
    monkeypatch.setattr(messages, "CATALOGUE", po)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    assert messages.main(["--check"]) == 1
    assert mo.read_bytes() == b"old"
    assert "stale: corrdesk.mo" in capsys.readouterr().out
    assert messages.main([]) == 0
    assert messages.main(["--check"]) == 0
