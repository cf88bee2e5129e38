"""A small rules folder that tests may write to."""

from __future__ import annotations

from pathlib import Path

import pytest

LAWS = """\
in_force: 2020-07-01
laws:
  IM: {title: 办法, number: "", in_force: 2020-07-01}
  CCL: {title: 矫正法, number: "", in_force: 2020-07-01}
"""


def rule(value: str, cited: str = "id: IM-27, article: 第二十七条, title: 办法, mark: C") -> str:
    """The text of a rule file with one value."""
    return (
        "description: 说明\nunit: day\ninclusive: true\nlast_checked: 2026-07-15\nvalues:\n"
        f"  2020-07-01:\n    value: {value}\n    citations:\n      - {{{cited}}}\n"
    )


def pack(ident: str, **changes: str) -> str:
    """The text of a pack that sets leave.days to 5."""
    keys = {
        "id": ident,
        "level": "county",
        "base": "cn",
        "template": "false",
        "title": "县里的规定",
        "number": "县〔2026〕1号",
        "effective": "{from: 2026-01-01, to: null}",
        "last_checked": "2026-07-15",
        "values": "{leave.days: {2026-01-01: {value: 5, article: 第三条, mark: L}}}",
    }
    return "".join(f"{key}: {value}\n" for key, value in (keys | changes).items())


class RulesFolder:
    """Writes rule files and packs below a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("cn/laws.yaml", LAWS)
        self.write("cn/leave/days.yaml", rule("7"))
        self.write("cn/leave/years.yaml", rule("null"))
        fixed = "id: CCL-21, article: 第二十一条, title: 矫正法, mark: A"
        self.write("cn/intake/days.yaml", rule("10", fixed))

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def add_pack(self, ident: str, **changes: str) -> None:
        self.write(f"packs/{ident}/pack.yaml", pack(ident, **changes))


@pytest.fixture
def folder(tmp_path: Path) -> RulesFolder:
    return RulesFolder(tmp_path)
