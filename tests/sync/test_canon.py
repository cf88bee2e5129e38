"""Values have one form, read from an engine or reckoned from entries."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from corrdesk.base.clock import CHINA
from corrdesk.sync.canon import all_canons
from corrdesk.sync.lines import canonical_json


def test_values_have_one_form_read_or_reckoned() -> None:
    canon = all_canons()["check_in"]
    moment = datetime(2026, 6, 10, 1, 2, 3, 456789, tzinfo=UTC)
    values: dict[str, Any] = dict.fromkeys(canon.names)
    kinds = {name: str(canon.shape.columns[name].type) for name in canon.names}
    for name, kind in kinds.items():
        if kind == "DATE":
            values[name] = date(2026, 6, 10)
        elif type(canon.shape.columns[name].type).__name__ == "Moment":
            values[name] = moment
    made = canon.content(canon.made(["id", "e:1"], values), [])
    texts = {value for value in made[1] if value is not None}
    expected = moment.astimezone(CHINA).isoformat(timespec="milliseconds")
    assert texts <= {"id", "e:1", "2026-06-10", expected}
    assert canonical_json({"b": 1, "a": "字"}) == '{"a":"字","b":1}'
