"""What nobody has words for keeps its own name, so that a newer program's records are named too."""

from __future__ import annotations

from corrdesk.sync.naming import act_words, field_words, kind_words, value_words


def test_what_nobody_has_words_for_keeps_its_name() -> None:
    assert (kind_words("of_the_future"), field_words("badge,name"), act_words("x.y")) == (
        "of_the_future", "badge、姓名或名称", "x.y"
    )  # fmt: skip
    assert [value_words(v) for v in (None, True, False, 3)] == ["（空）", "是", "否", "3"]
