"""Commands load when they are wanted, and the table of names is the one that the modules add."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from corrdesk.cli import cases
from corrdesk.cli.lazy import LazyCommands, commands_of, lazy_group
from corrdesk.cli.main import GROUPS
from corrdesk.cli.rules import LATER

HEAVY = ("sqlalchemy", "alembic", "sqlcipher3", "cryptography", "PySide6", "reportlab")
ASK = """
import sys
from corrdesk.cli.main import run
question = ["rules", "ask", "leave.apply_by", "--facts", sys.argv[1], "--as-of", "2026-03-02"]
code = run(question, None)
print(code, *(name for name in {heavy!r} if name in sys.modules))
"""


@pytest.mark.parametrize(("module", "names"), [*GROUPS.items(), *LATER.items()])
def test_a_module_adds_the_commands_of_its_row(module: str, names: tuple[str, ...]) -> None:
    assert set(commands_of(f"corrdesk.cli.{module}")) == set(names)


def test_a_module_asked_for_again_does_not_add_its_groups_again() -> None:
    once = commands_of("corrdesk.cli.cases")
    groups = len(cases.app.registered_groups)
    assert commands_of("corrdesk.cli.cases") == once
    assert len(cases.app.registered_groups) == groups


def test_a_question_of_law_loads_no_vault(tmp_path: object) -> None:
    facts = f"{tmp_path}/facts.yaml"
    with open(facts, "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write("depart: 2026-03-10\n")
    done = subprocess.run(
        [sys.executable, "-c", ASK.format(heavy=HEAVY), facts],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout.splitlines()[-1] == "0", done.stderr


def test_a_lazy_group_offers_what_is_made_and_what_is_not() -> None:
    app = typer.Typer(cls=lazy_group({"verify": "corrdesk.cli.vaults"}))

    @app.command("here", help="at hand")
    def here() -> None:
        """Is made at once."""

    @app.command("there", help="too")
    def there() -> None:
        """Is made at once."""

    said = CliRunner().invoke(app, ["--help"]).stdout
    assert [said.find(word) >= 0 for word in ("here", "there", "verify")] == [True] * 3
    assert CliRunner().invoke(app, ["here"]).exit_code == 0
    assert CliRunner().invoke(app, ["new"]).exit_code == 2  # of the module, but not of the table


def test_the_commands_are_a_mapping_like_any_other() -> None:
    commands = LazyCommands({"a": 1}, {"verify": "corrdesk.cli.vaults"})
    assert (list(commands), len(commands)) == (["a", "verify"], 2)
    commands["b"] = 2
    del commands["a"]
    assert dict(commands)["b"] == 2
    assert commands["verify"].name == "verify"
    with pytest.raises(KeyError):
        commands["a"]
