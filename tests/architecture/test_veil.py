"""Looking past the veil is an exception, written out here with its reason."""

from __future__ import annotations

import ast
import re

from tests.architecture.source_tree import ROOT

PAST: dict[str, str] = {
    "corrdesk/casework/caseload/minors.py": "reckons minors, whoever begins the day",
    "corrdesk/casework/caseload/sealing.py": "finds the one closed file that is asked for",
    "corrdesk/casework/caseload/search.py": "mends the index, whoever asks; sealed files left out",
    "corrdesk/casework/caseload/visibility.py": "tells the states of a file to checks",
    "corrdesk/casework/documents/queries.py": "a number is used once, sealed sheets included",
    "corrdesk/store/once.py": "what may be entered once is so in closed files, too",
    "corrdesk/store/unit_of_work.py": "the versions that a change replaces",
    "corrdesk/store/veil.py": "the door itself",
    "corrdesk/sync/repaired.py": "follows what was taken out to its person, to keep it as closed",
}
LIFTING = {"corrdesk/casework/caseload/sealing.py", "corrdesk/store/engine.py"}


def _sources() -> dict[str, str]:
    folder = ROOT / "corrdesk"
    return {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.py")
    }


def _calls(text: str) -> set[str]:
    nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return {node.func.id for node in nodes if isinstance(node.func, ast.Name)}


def test_only_these_look_past_the_veil() -> None:
    found = {
        name
        for name, text in _sources().items()
        if "whole" in _calls(text) or "WHOLE" in text or "schema_translate_map" in text
    }
    assert found == set(PAST)


def test_only_sealing_lifts_it() -> None:
    found = {name for name, text in _sources().items() if "lift" in _calls(text)}
    assert found | {"corrdesk/store/engine.py"} == LIFTING


def test_the_tables_are_named_bare_everywhere_else() -> None:
    """`main.person` in a statement would pass the veil by."""
    named = {name for name, text in _sources().items() if re.search(r"\bmain\.[\"{a-z]", text)}
    allowed = {"corrdesk/casework/caseload/visibility.py", "corrdesk/store/veil.py"}
    assert {
        name for name in named if name.startswith(("corrdesk/casework", "corrdesk/store"))
    } <= allowed
