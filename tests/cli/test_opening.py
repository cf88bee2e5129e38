"""Who opens a vault: by options, by environment, by standard input; and who does not."""

from __future__ import annotations

import inspect
import io
from datetime import date
from pathlib import Path

import pytest

from corrdesk.base.clock import FixedClock, SystemClock
from corrdesk.base.errors import UserError
from corrdesk.cli import opening
from corrdesk.cli.opening import (
    JsonOption,
    VaultOptions,
    clock_for,
    day,
    opens_vault,
    opens_vault_today,
    read_passphrase,
)
from tests.cli.script import OFFICER, PASSPHRASE, Run


def signed_in(place: Path, **more: object) -> list[object]:
    options = {
        "--officer": OFFICER,
        "--passphrase-file": place / "passphrase",
        "--device-secret-file": place / "device.secret",
    } | {f"--{name.replace('_', '-')}": value for name, value in more.items()}
    return [part for pair in options.items() if pair[1] is not None for part in pair]


def test_by_options(bare: Run, place: Path) -> None:
    assert bare("verify", place / "vault", *signed_in(place)).code == 0


def test_by_environment(at_desk: Run) -> None:
    assert at_desk("verify").code == 0


def test_by_standard_input(bare: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSPHRASE + "\r\n"))
    assert bare("verify", place / "vault", *signed_in(place, passphrase_file="-")).code == 0


def test_a_passphrase_that_was_saved_by_notepad(bare: Run, place: Path) -> None:
    (place / "passphrase").write_bytes(b"\xef\xbb\xbf" + PASSPHRASE.encode() + b"\r\n")
    assert bare("verify", place / "vault", *signed_in(place)).code == 0


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"officer": None}, 2),
        ({"officer": "王 小明'; --"}, 2),
        ({"passphrase_file": "no-such-file"}, 2),
        ({"passphrase_file": None}, 2),
        ({"device_secret_file": "no-such-file"}, 3),
    ],
)
def test_who_does_not_come_in(
    bare: Run,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    more: dict[str, object],
    code: int,
) -> None:
    monkeypatch.chdir(place)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    said = bare("desk", place / "vault", "--json", *signed_in(place, **more))
    assert (said.code, said.out) == (code, "")
    assert said.err.strip()
    assert "小明" not in said.err


def test_a_wrong_passphrase_is_a_mistake_and_not_repeated(bare: Run, place: Path) -> None:
    wrong = "seven red lanterns over it"
    (place / "passphrase").write_text(wrong, "utf-8")
    said = bare("verify", place / "vault", *signed_in(place))
    assert (said.code, said.out) == (2, "")
    assert wrong not in said.err
    assert OFFICER not in said.err


def test_a_vault_that_is_not_there(bare: Run, place: Path) -> None:
    said = bare("desk", place / "elsewhere", *signed_in(place))
    assert said.code in {2, 3}
    assert said.out == ""


def test_a_passphrase_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"\xff\xfe\x00\x00")
    with pytest.raises(UserError):
        read_passphrase(str(path))


def test_days_and_clocks() -> None:
    assert day("2026年6月10日") == date(2026, 6, 10)
    with pytest.raises(UserError) as wrong:
        day("2026-02-30", "decided_on")
    assert wrong.value.field == "decided_on"
    assert isinstance(clock_for(None), SystemClock)
    fixed = clock_for("2026.6.10")
    assert isinstance(fixed, FixedClock)
    assert fixed.today() == date(2026, 6, 10)


def test_a_day_that_does_not_exist_is_a_mistake(at_desk: Run) -> None:
    said = at_desk("desk", "--as-of", "2026-02-30")
    assert (said.code, said.out) == (2, "")


def test_shared_options_stand_around_a_commands_own() -> None:
    seen: list[object] = []

    def check(vault: VaultOptions, name: str, day_: str = "", json: JsonOption = False) -> None:
        """Looks."""
        seen.append((vault, name, day_, json))

    made = opens_vault(check)
    names = ["vault", "name", "day_", "officer", "passphrase_file", "device_secret_file"]
    assert list(inspect.signature(made).parameters) == [*names, "as_of", "json"]
    assert list(inspect.signature(opens_vault_today(check)).parameters) == [*names, "json"]
    assert made.__doc__ == "Looks."
    made(
        vault=Path("v"), name="x", day_="y", officer="李明", passphrase_file=None,
        device_secret_file=None, as_of=None, json=True,
    )  # fmt: skip
    assert seen == [(VaultOptions(Path("v"), "李明"), "x", "y", True)]


def test_no_command_repeats_them() -> None:
    """Those that open a vault in their own way are counted; there are to be no more of them."""
    own_way = {
        path.stem
        for path in Path(opening.__file__).parent.rglob("*.py")
        if "passphrase_file: PassphraseOption" in path.read_text("utf-8")
    }
    assert own_way <= {
        "opening", "county", "law", "program_goals", "programs", "recovery", "rekey", "upkeep",
        "vaults",
    }  # fmt: skip
