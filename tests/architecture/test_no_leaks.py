"""No tracked file names a folder of a developer's machine or the host of a package index."""

import re

import pytest

from tests.architecture import source_tree

# Put together here, so that this file does not contain what it looks for.
_HOSTS = ("py" + "pi.org", "pythonhosted" + ".org", "npm" + "js.org", "npm" + "js.com")
_FOLDERS = (
    "/" + "work/",
    "/" + "root/",
    "/" + "home/[a-z]",
    "/" + "Users/[A-Za-z]",
    r"[A-Z]:\\Users\\",
)
LEAK = re.compile("|".join([*(re.escape(host) for host in _HOSTS), *_FOLDERS]))

# Marked in the file itself where the text is data: invented paths in tests of path handling.
ALLOWED_LINE = "invented path"


def _leaks(text: str) -> list[str]:
    return [line for line in text.splitlines() if LEAK.search(line) and ALLOWED_LINE not in line]


def test_no_tracked_file_leaks() -> None:
    found: dict[str, list[str]] = {}
    for path in source_tree.tracked_files():
        content = (source_tree.ROOT / path).read_bytes()
        if b"\0" in content:
            continue  # pictures and archives
        if lines := _leaks(content.decode("utf-8", errors="replace")):
            found[path.as_posix()] = lines[:3]
    assert found == {}


@pytest.mark.parametrize("text", ["https://" + _HOSTS[0] + "/simple", "cd /" + "home/zhang/desk"])
def test_the_search_sees_a_leak(text: str) -> None:
    assert _leaks(text) == [text]
