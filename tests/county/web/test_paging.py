"""Pages of a list: every line on one of them, and always a page with lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corrdesk.county.web.paging import Turning, part


@given(st.integers(0, 60), st.integers(1, 9))
def test_every_line_is_on_one_page(count: int, size: int) -> None:
    lines, pages = list(range(count)), Turning("/x", {}, 1, count, size).pages
    shown = [part(lines, Turning("/x", {}, each + 1, size=size))[0] for each in range(pages)]
    assert [line for page in shown for line in page] == lines
    assert all(0 < len(page) <= size for page in shown)


@given(st.integers(1, 60), st.integers(-3, 100))
def test_there_is_no_page_without_lines(count: int, number: int) -> None:
    shown, turning = part(list(range(count)), Turning("/x", {}, number, size=10))
    assert shown
    assert 1 <= turning.number <= turning.pages


def test_other_pages_keep_what_the_address_says() -> None:
    turning = Turning("/x", {"q": "欧 阳&", "page": "3"}, 3, 90, 10)
    assert turning.to(4) == "/x?q=%E6%AC%A7+%E9%98%B3%26&page=4"
    second = Turning("/x", {"page": "3", "aside": "1"}, 1, 90, 10, "aside")
    assert second.to(2) == "/x?page=3&aside=2#aside"
