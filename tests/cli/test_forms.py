"""`forms list | render`: what scripts and counties rely on."""

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from corrdesk.cli.main import run
from corrdesk.printing.preview import extract_text, page_count
from corrdesk.printing.templates import load_form, load_forms
from tests.cli.conftest import Screen
from tests.printing.form_facts import shortest, typical

FORM = "leave-certificate"


def _forms(*arguments: str) -> int:
    return run(["forms", *arguments], Screen())


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(typical(load_form(FORM)), ensure_ascii=False), "utf-8")
    return path


def _change(path: Path, **changes: object) -> str:
    known = json.loads(path.read_text("utf-8"))
    changed = path.with_name("changed.json")
    changed.write_text(json.dumps({**known, **changes}), "utf-8")
    return str(changed)


def test_every_form_is_listed_with_its_facts(capsys: pytest.CaptureFixture[str]) -> None:
    assert _forms("list", "--json") == 0
    listed: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    assert [each["id"] for each in listed] == sorted(load_forms())
    assert len(listed) >= 24
    for each in listed:
        assert set(each) == {"id", "title", "fields"}
        for field in each["fields"]:
            assert set(field) == {"name", "kind", "required"}
            assert field["kind"] in {"text", "date", "number", "list"}
            assert isinstance(field["required"], bool)
    assert _forms("list") == 0
    assert "leave-certificate\t社区矫正对象外出证明" in capsys.readouterr().out


def test_a_specimen_is_printed_from_plain_facts(facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "specimen.pdf"
    assert _forms("render", FORM, "--facts", str(facts), "--out", str(out)) == 0
    text = extract_text(out.read_bytes())
    assert page_count(out.read_bytes()) == 1
    assert "样" in text
    assert "张" in text
    assert "陈守田" in text
    assert "查验码" not in text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["facts.json", "specimen.pdf"]


@pytest.mark.parametrize("form_id", load_forms())
def test_the_required_facts_are_enough(form_id: str, tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(shortest(load_form(form_id))), "utf-8")
    out = tmp_path / "out.pdf"
    assert _forms("render", form_id, "--facts", str(path), "--out", str(out)) == 0
    assert out.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"person_name": None}, "person_name"),
        ({"start": "2026-02-30"}, "start"),
        ({"days": "五"}, "days"),
        ({"reason": ["一"]}, "reason"),
        ({"goal": "省城"}, "goal"),
        ({"reason": "م"}, "reason"),
    ],
)
def test_a_fact_that_cannot_be_printed_is_named(
    facts: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, object],
    named: str,
) -> None:
    out = tmp_path / "out.pdf"
    assert _forms("render", FORM, "--facts", _change(facts, **changes), "--out", str(out)) == 2
    said = capsys.readouterr()
    assert named in said.err
    assert said.out == ""
    assert not out.exists()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b"\xff\xfe", b'{"days": 1, "days": 2}', b"[" * 100_000, b"5"]
)
def test_a_file_without_facts_is_refused(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "facts.json"
    path.write_bytes(content)
    assert _forms("render", FORM, "--facts", str(path), "--out", str(tmp_path / "x.pdf")) == 2
    assert capsys.readouterr().err.strip()


def test_files_that_are_not_there_are_said(facts: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "x.pdf")
    assert _forms("render", FORM, "--facts", str(tmp_path / "none.json"), "--out", out) == 2
    assert _forms("render", FORM, "--facts", str(tmp_path), "--out", out) == 2
    assert _forms("render", "nobody", "--facts", str(facts), "--out", out) == 2
    nowhere = str(tmp_path / "no" / "x.pdf")
    assert _forms("render", FORM, "--facts", str(facts), "--out", nowhere) == 2
    assert _forms("list", "--layouts", str(tmp_path / "none")) == 2


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes anywhere")
def test_a_folder_that_takes_no_file_is_the_machines_fault(facts: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    assert _forms("render", FORM, "--facts", str(facts), "--out", str(closed / "x.pdf")) == 3


def test_a_target_that_is_a_folder_is_the_machines_fault(facts: Path, tmp_path: Path) -> None:
    target = tmp_path / "folder"
    target.mkdir()
    assert _forms("render", FORM, "--facts", str(facts), "--out", str(target)) == 3
    assert not list(tmp_path.glob(".corrdesk-*"))


def test_facts_come_from_standard_input_too(
    facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    standard = io.TextIOWrapper(io.BytesIO(facts.read_bytes()), "utf-8")
    monkeypatch.setattr("sys.stdin", standard)
    out = tmp_path / "x.pdf"
    assert _forms("render", FORM, "--facts", "-", "--out", str(out)) == 0
    assert out.is_file()


def test_a_countys_layout_is_used_and_a_wrong_one_is_named(
    facts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from corrdesk.base.resources import read_resource

    county = tmp_path / "county"
    county.mkdir()
    own = county / f"{FORM}.yaml"
    text = read_resource("forms", f"{FORM}.yaml").decode().replace("layout: 1", "layout: 青石1")
    own.write_text(text, "utf-8")
    out = tmp_path / "x.pdf"
    layouts = ("--layouts", str(county))
    assert _forms("render", FORM, "--facts", str(facts), "--out", str(out), *layouts) == 0
    assert "版式青石1" in extract_text(out.read_bytes())
    own.write_text(text.replace("  - destination\n", ""), "utf-8")
    assert _forms("list", *layouts) == 2
    assert f"{FORM}.yaml:" in capsys.readouterr().err
