"""Texts of the law: plain values with lines; what is no YAML is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrdesk.rules.document import DocumentProblem, parse_document, read_document


def test_dates_stay_text_and_plain_values_are_understood() -> None:
    document = parse_document(
        "day: 2026-02-30\nn: 1_000\nyes: true\nno: No\nnil: ~\nhalf: 1.5\nlist: [a, 2]\n", "t"
    )
    assert document.data == {
        "day": "2026-02-30",
        "n": 1000,
        "yes": True,
        "no": False,
        "nil": None,
        "half": 1.5,
        "list": ["a", 2],
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [("1:30", "1:30"), ("0x1F", "0x1F"), ("'7'", "7"), ("-3", -3), ("on", True), ("off", False)],
)
def test_numbers_are_decimal_only(text: str, value: object) -> None:
    assert parse_document(f"v: {text}", "t").data == {"v": value}


def test_lines_are_known_for_every_entry_and_its_holders() -> None:
    document = parse_document("a: 1\nb:\n  c:\n    - x\n    - y: 2\n", "t")
    assert document.line("a") == 1
    assert document.line("b", "c") == 3
    assert document.line("b", "c", 1, "y") == 5
    assert document.line("b", "c", 1, "nothing", "here") == 5
    assert document.line("nowhere") == 1
    problem = document.problem("wrong", "b", "c")
    assert (problem.source, problem.line, problem.problem) == ("t", 3, "wrong")
    assert str(problem) == "t:3: wrong"
    assert problem.exit_code == 2


def test_an_empty_text_is_nothing() -> None:
    assert parse_document("", "t").data is None
    assert parse_document("# only a remark\n", "t").data is None


def test_a_key_that_stands_twice_is_refused_where_it_matters() -> None:
    with pytest.raises(DocumentProblem) as caught:
        parse_document("a: 1\nb: 2\na: 3\n", "t")
    assert caught.value.line == 3
    assert parse_document("a: 1\na: 3\n", "t", strict=False).data == {"a": 3}


@pytest.mark.parametrize(
    ("text", "line"), [("a: 1\nb: [1\n", 3), ("? [x]\n: 1\n", 1), ("a: &x [*x]\n", 1)]
)
def test_what_is_no_plain_document_is_refused(text: str, line: int) -> None:
    with pytest.raises(DocumentProblem) as caught:
        parse_document(text, "t")
    assert caught.value.line == line


def test_a_file_is_named_as_asked_and_must_be_readable(tmp_path: Path) -> None:
    path = tmp_path / "rule.yaml"
    path.write_bytes("\ufeffa: 甲\n".encode())
    assert read_document(path).source == "rule.yaml"
    assert read_document(path, "cn/rule.yaml").source == "cn/rule.yaml"
    assert read_document(path).data == {"a": "甲"}
    path.write_bytes(b"a: \xb0\xa1\n")
    for missing in (path, tmp_path / "none.yaml"):
        with pytest.raises(DocumentProblem) as caught:
            read_document(missing, "x")
        assert (caught.value.source, caught.value.line) == ("x", 1)


def test_a_repeated_key_in_a_file_is_refused_unless_told_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text("a: 1\na: 2\n", encoding="utf-8")
    with pytest.raises(DocumentProblem):
        read_document(path)
    assert read_document(path, strict=False).data == {"a": 2}


def test_nesting_has_a_limit() -> None:
    assert parse_document("[" * 41 + "]" * 41, "t").data is not None
    with pytest.raises(DocumentProblem):
        parse_document("[" * 42 + "]" * 42, "t")


@pytest.mark.parametrize(
    "text", ["a: " + "[" * 100_000 + "]" * 100_000, "a:\n" + "- " * 100_000 + "x"]
)
def test_what_nests_beyond_all_measure_is_refused_and_does_not_end_the_process(text: str) -> None:
    with pytest.raises(DocumentProblem):
        parse_document(text, "t")


def test_a_long_text_that_nests_as_deeply_as_any_may_is_read() -> None:
    long = "[" + "x" * 5_000 + ", "
    assert parse_document(long + "[" * 40 + "]" * 41, "t").data is not None
    with pytest.raises(DocumentProblem):
        parse_document(long + "[" * 41 + "]" * 42, "t")


def test_a_text_that_multiplies_itself_by_aliases_is_refused() -> None:
    nine = ",".join(["x"] * 9)
    lines = [f"a0: &a0 [{nine}]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 8)]
    with pytest.raises(DocumentProblem) as caught:
        parse_document("\n".join(lines), "t")
    assert caught.value.line > 0
