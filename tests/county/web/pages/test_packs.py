"""Rule packs in the browser: everybody who reads sees them, who keeps the county adds them."""

from __future__ import annotations

import io
from datetime import date

from python_calamine import CalamineWorkbook

from corrdesk.base.actor import Role
from tests.county.conftest import Bureau
from tests.county.crowded import crowd
from tests.county.offices import Pair
from tests.county.test_packs import signed
from tests.county.web.console import enter, word_of

__all__ = ["signed"]  # a fixture


def test_a_pack_goes_up_and_comes_down(
    bureau: Bureau, pair: Pair, signed: tuple[bytes, bytes]
) -> None:
    pair.round()
    content, key = signed
    keeper = enter(bureau, Role.ADMINISTRATOR)
    assert "上传签发的规则包" in keeper.get("/packs").text
    word = word_of(keeper.get("/packs").text)
    files = {"file": content, "signer": key}
    answer = keeper.post("/packs", data={"csrf": word}, files=files)
    assert "已保存规则包" in keeper.get(answer.headers["location"]).text
    files["file"] = b"nothing"
    assert keeper.post("/packs", data={"csrf": word}, files=files).status_code == 400
    reader = enter(bureau)
    text = reader.get("/packs").text
    assert "上传签发的规则包" not in text
    assert "cn-example" in text
    assert "shiqiao.zip" in text
    assert reader.get("/packs/shiqiao.zip").content == content
    assert reader.get("/packs/none.zip").status_code == 404


def test_the_national_rules_are_called_by_their_name(bureau: Bureau) -> None:
    crowd(bureau.county, date(2026, 6, 10), offices=1, people=1)
    reader = enter(bureau)
    assert "全国规则（cn）" in reader.get("/packs").text
    book = CalamineWorkbook.from_filelike(io.BytesIO(reader.get("/packs.xlsx").content))
    _heads, (_office, pack, _version) = book.get_sheet_by_index(0).to_python()
    assert pack == "全国规则（cn）"
