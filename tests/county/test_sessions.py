"""Sessions end by themselves, and no table or forged form lets anybody in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from corrdesk.county.errors import RequestForged
from corrdesk.county.tables import SignIn
from tests.county.conftest import Bureau


@pytest.mark.parametrize(("proven", "minutes", "alive"), [
    (True, 14, True), (True, 16, False), (False, 4, True), (False, 6, False),
])  # fmt: skip
def test_a_session_ends_after_silence(
    bureau: Bureau, proven: bool, minutes: int, alive: bool
) -> None:
    with bureau.county.console() as console:
        token = console.sessions.begin(console.accounts.everybody()[0], proven=proven)
        bureau.clock.advance(timedelta(minutes=minutes))
        visit = console.sessions.find(token)
        assert (visit is not None) is alive


def test_a_session_ends_after_a_day_of_work_however_busy(bureau: Bureau) -> None:
    with bureau.county.console() as console:
        token = console.sessions.begin(console.accounts.everybody()[0], proven=True)
        for _time in range(60):
            bureau.clock.advance(timedelta(minutes=10))
            console.sessions.find(token)
        bureau.clock.advance(timedelta(minutes=10))
        assert console.sessions.find(token) is None


def test_the_table_does_not_hold_the_token(bureau: Bureau) -> None:
    with bureau.county.console() as console:
        token = console.sessions.begin(console.accounts.everybody()[0], proven=True)
        kept = console.sessions._session.query(SignIn).one()
        assert token not in (kept.token, kept.csrf)
        assert console.sessions.find(kept.token) is None
        assert console.sessions.find("") is None


def test_a_form_needs_the_word_of_its_session(bureau: Bureau) -> None:
    with bureau.county.console() as console:
        token = console.sessions.begin(console.accounts.everybody()[0], proven=True)
        visit = console.sessions.find(token)
        assert visit is not None
        visit.check(visit.csrf)
        for word in ("", "x", visit.csrf[:-1]):
            with pytest.raises(RequestForged):
                visit.check(word)
        console.sessions.end(token)
        assert console.sessions.find(token) is None


def test_old_ones_are_swept_away(bureau: Bureau) -> None:
    with bureau.county.console() as console:
        console.sessions.begin(console.accounts.everybody()[0], proven=True)
        bureau.clock.advance(timedelta(hours=11))
        console.sessions.sweep()
        assert console.sessions._session.query(SignIn).count() == 0


def test_words_are_ours_only_with_the_seal_of_the_session(bureau: Bureau) -> None:
    with bureau.county.console() as console:
        account = console.accounts.everybody()[0]
        one, other = (
            console.sessions.find(console.sessions.begin(account, proven=True)) for _each in "ab"
        )
    assert one is not None
    assert other is not None
    assert one.has_sealed("已批准 2 件。", one.seal("已批准 2 件。"))
    assert not one.has_sealed("已批准 3 件。", one.seal("已批准 2 件。"))
    assert not one.has_sealed("已批准 2 件。", other.seal("已批准 2 件。"))
    assert not one.has_sealed("", "")
