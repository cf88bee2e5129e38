"""The bureau's commands, as a script calls them, and a server that is really there."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.cli.script import Run

PASSPHRASE = "山城 灯塔 木船 七月 落叶"


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase.txt"
    path.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return path


def test_a_county_is_made_and_gets_accounts(tmp_path: Path, passphrase: Path, bare: Run) -> None:
    folder, totp = tmp_path / "county", tmp_path / "totp.txt"
    made = bare(
        "county", "init", folder, "--name", "石桥县", "--administrator", "田管理",
        "--passphrase-file", passphrase, "--totp-out", totp, "--json",
    )  # fmt: skip
    assert made.json["name"] == "石桥县"
    assert totp.read_text().startswith("otpauth://totp/")
    added = bare("county", "account", "add", folder, "李局", "--role", "head",
                "--passphrase-file", passphrase)  # fmt: skip
    assert added.out.startswith("otpauth://totp/")
    known = bare("county", "account", "list", folder, "--json").json
    assert {each["name"]: each["role"] for each in known} == {
        "田管理": "administrator", "李局": "head",
    }  # fmt: skip


def test_an_administrator_who_lost_the_code_gets_in_again(
    tmp_path: Path, passphrase: Path, bare: Run
) -> None:
    """Also after the account was closed; nobody is invented by it, and no assistant is made."""
    folder = tmp_path / "county"
    bare("county", "init", folder)
    add = ("county", "account", "add", folder, "田管理", "--passphrase-file", passphrase)
    assert bare(*add, "--role", "assistant").code == 2
    first = bare(*add, "--role", "administrator")
    again = bare("county", "account", "renew", folder, "田管理", "--passphrase-file", passphrase)
    assert again.out.startswith("otpauth://totp/")
    assert again.out != first.out
    assert bare("county", "account", "list", folder).out == "田管理\t管理员\n"
    nobody = bare("county", "account", "renew", folder, "李局", "--passphrase-file", passphrase)
    assert (nobody.code, "没有这个账号" in nobody.err) == (2, True)


def test_a_county_needs_no_account_to_begin(tmp_path: Path, bare: Run) -> None:
    folder = tmp_path / "county"
    assert bare("county", "init", folder).code == 0
    assert bare("county", "account", "list", folder, "--json").json == []
    assert bare("county", "init", folder).code == 2


def test_a_county_that_could_not_be_made_as_asked_is_not_there(
    tmp_path: Path, passphrase: Path, bare: Run
) -> None:
    """An empty passphrase is none; a code secret that nobody could keep is not drawn."""
    folder, empty = tmp_path / "county", tmp_path / "empty"
    empty.write_text("")
    refused = bare("county", "init", folder, "--passphrase-file", empty)
    assert (refused.code, folder.exists()) == (2, False)
    lost = ("--passphrase-file", passphrase, "--totp-out", tmp_path / "nowhere" / "totp")
    assert bare("county", "init", folder, *lost).code == 3
    assert not folder.exists()
    assert bare("county", "init", empty / "county").code == 3


def test_a_second_making_takes_nothing_of_the_first(
    tmp_path: Path, passphrase: Path, bare: Run
) -> None:
    """Above all not the code of its administrator, which was shown once."""
    totp = tmp_path / "totp"
    make = ("county", "init", tmp_path / "county", "--passphrase-file", passphrase)
    assert bare(*make, "--totp-out", totp).code == 0
    kept = totp.read_text()
    again = bare(*make, "--totp-out", totp)
    assert (again.code, "不是空的" in again.err) == (2, True)
    assert totp.read_text() == kept
    nowhere = (
        "county",
        "init",
        tmp_path / "b",
        "--database",
        "postgresql+psycopg://x@127.0.0.1:1/y",
    )
    assert bare(*nowhere, "--passphrase-file", passphrase, "--totp-out", totp).code == 3
    assert totp.read_text() == kept
    assert sorted(each.name for each in tmp_path.iterdir()) == ["county", "passphrase.txt", "totp"]


def test_an_address_is_said_only_where_something_answers(tmp_path: Path, bare: Run) -> None:
    folder = tmp_path / "county"
    bare("county", "init", folder)
    with socket.create_server(("127.0.0.1", 0)) as busy:
        taken = bare("county", "serve", folder, "--port", busy.getsockname()[1])
    away = bare("county", "serve", folder, "--database", "postgresql+psycopg://x@127.0.0.1:1/y")
    for said, words in ((taken, "监听"), (away, "数据库连接不上")):
        assert (said.code, words in said.err, "https://" in said.err) == (3, True, False)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("certificate", "{}", "--host", "https://x.cn:8443"), "不写 https://"),
        (("revoke", "{}", "nobody"), "county devices"),
        (("invite", "{}", "--office", "nobody"), "不要写 --office"),
        (("account", "renew", "{}", "李局"), "account list"),
        (("restore", "{}", "--into", "{}/r", "--keys", "{}/files"), "keys 和 tls"),
    ],
)
def test_a_mistake_is_told_with_the_way_on(
    tmp_path: Path, passphrase: Path, bare: Run, command: tuple[str, ...], words: str
) -> None:
    folder = tmp_path / "county"
    bare("county", "init", folder)
    more = ("--passphrase-file", passphrase) if "renew" in command else ()
    said = bare("county", *(each.format(folder) for each in command), *more)
    assert (said.code, words in said.err) == (2, True), said.err


def test_several_processes_need_a_database_server(tmp_path: Path, bare: Run) -> None:
    folder = tmp_path / "county"
    bare("county", "init", folder)
    refused = bare("county", "serve", folder, "--processes", "2")
    assert refused.code == 2
    assert "PostgreSQL" in refused.err


def test_a_server_answers_over_tls_under_the_countys_own_authority(
    tmp_path: Path, bare: Run
) -> None:
    folder = tmp_path / "county"
    bare("county", "init", folder)
    bare("county", "certificate", folder, "--host", "127.0.0.1")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "corrdesk", "county", "serve", str(folder)]
    server = subprocess.Popen([*command, "--port", str(port)], stderr=subprocess.DEVNULL)
    try:
        trust = ssl.create_default_context(cafile=folder / "tls" / "ca.pem")
        assert _health(f"https://127.0.0.1:{port}/health", trust)["status"] == "ok"
    finally:
        server.terminate()
        server.wait(20)


def _health(url: str, trust: ssl.SSLContext) -> dict[str, str]:
    for _time in range(120):
        try:
            with urllib.request.urlopen(url, context=trust) as answer:  # noqa: S310 - our own
                found: dict[str, str] = json.load(answer)
                return found
        except OSError:
            time.sleep(0.25)
    pytest.fail("the server does not answer")
