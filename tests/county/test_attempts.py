"""Guessing is slow wherever it is done, and shuts nobody out at the browser they always use."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from corrdesk.base.actor import Role
from corrdesk.base.clock import FixedClock
from corrdesk.county import accounts
from corrdesk.county.attempts import FREE_ATTEMPTS, KEPT, MOST_BROWSERS, Attempts, token_digest
from corrdesk.county.county import CountyFounding, create_county
from corrdesk.county.errors import SignInFailed, SignInRefused, SignInWaits
from tests.county.conftest import ADMINISTRATOR, MORNING, PASSPHRASE, Bureau

A_MINUTE = timedelta(minutes=1)


def _enter(bureau: Bureau, browser: str = "", name: str = ADMINISTRATOR, secret: str = "") -> str:
    """Both factors; returns the word of the browser."""
    with bureau.county.console() as console:
        person = console.accounts.check_passphrase(name, PASSPHRASE, browser)
        found = console.accounts.check_code(person.id, bureau.code(secret), browser)[1]
    bureau.clock.advance(A_MINUTE)
    return found


def _guess(bureau: Bureau, browser: str = "", name: str = ADMINISTRATOR) -> type[Exception]:
    with pytest.raises(SignInFailed) as failed, bureau.county.console() as console:
        console.accounts.check_passphrase(name, "wrong", browser)
    return failed.type


def _shut(bureau: Bureau, browser: str = "", name: str = ADMINISTRATOR) -> None:
    for _time in range(FREE_ATTEMPTS):
        assert _guess(bureau, browser, name) is SignInRefused
    assert _guess(bureau, browser, name) is SignInWaits


def test_who_guesses_elsewhere_shuts_out_nobody_at_their_own_browser(bureau: Bureau) -> None:
    own = _enter(bureau)
    _shut(bureau)
    assert _enter(bureau, own) == own
    with pytest.raises(SignInWaits):
        _enter(bureau)


def test_the_own_browser_is_no_place_to_guess_either(bureau: Bureau) -> None:
    own = _enter(bureau)
    _shut(bureau, own)
    with pytest.raises(SignInWaits):
        _enter(bureau, own)
    other = _enter(bureau)  # elsewhere nobody failed
    assert other != own


def test_the_officer_does_not_make_the_guesser_start_anew(bureau: Bureau) -> None:
    own = _enter(bureau)
    _shut(bureau)
    _enter(bureau, own)
    assert _guess(bureau) is SignInWaits


@pytest.mark.parametrize("word", ["none", "random", "of somebody else"])
def test_guesses_of_a_day_are_few_whatever_word_they_bring(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    """A wait doubles up to eight hours: five, and seven more in all the rest."""
    _enter(bureau)
    secret = bureau.add("李局", Role.HEAD)
    theirs = _enter(bureau, "", "李局", secret)
    words: dict[str, Callable[[], str]] = {
        "none": str,
        "random": secrets.token_hex,
        "of somebody else": lambda: theirs,
    }
    evaluated = 0

    def fits(_stored: str, _passphrase: str) -> bool:
        nonlocal evaluated
        evaluated += 1
        return False

    monkeypatch.setattr(accounts, "_fits", fits)
    for _minute in range(24 * 60):
        _guess(bureau, words[word]())
        bureau.clock.advance(A_MINUTE)
    assert evaluated == FREE_ATTEMPTS + 7


def test_guesses_made_at_once_on_a_database_server_are_counted_one_by_one(
    tmp_path: Path, postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And whoever is at their own browser meanwhile is not counted with them."""
    founding = CountyFounding("石桥县社区矫正管理局", ADMINISTRATOR, PASSPHRASE, postgres_database)
    county, secret = create_county(tmp_path / "county", founding, FixedClock(MORNING))
    bureau = Bureau(county, secret, FixedClock(MORNING), io.StringIO())
    own = _enter(bureau)
    evaluated: list[int] = []
    fits = accounts._fits

    def counted(stored: str, passphrase: str) -> bool:
        evaluated.append(1)
        return fits(stored, passphrase)

    monkeypatch.setattr(accounts, "_fits", counted)
    with ThreadPoolExecutor(8) as at_once:
        failed = list(at_once.map(lambda _time: _guess(bureau), range(24)))
    assert (len(evaluated), failed.count(SignInRefused)) == (FREE_ATTEMPTS, FREE_ATTEMPTS)
    with county.console() as console:
        assert console.accounts.check_passphrase(ADMINISTRATOR, PASSPHRASE, own).name
        (person,) = console.accounts.everybody()
    assert (person.waits_until, person.strangers_wait is None) == (None, False)
    county.close()


def test_after_the_wait_both_factors_are_taken(bureau: Bureau) -> None:
    """The passphrase just given must not make the code wait."""
    _shut(bureau)
    bureau.clock.advance(timedelta(minutes=16))
    _enter(bureau)
    assert _guess(bureau) is SignInRefused


def test_a_right_passphrase_frees_no_guesses_of_codes(bureau: Bureau) -> None:
    for _time in range(FREE_ATTEMPTS):
        with bureau.county.console() as console:
            person = console.accounts.check_passphrase(ADMINISTRATOR, PASSPHRASE)
        with pytest.raises(SignInRefused), bureau.county.console() as console:
            console.accounts.check_code(person.id, "000000")
    with pytest.raises(SignInWaits), bureau.county.console() as console:
        console.accounts.check_passphrase(ADMINISTRATOR, PASSPHRASE)


def test_a_name_that_nobody_has_waits_like_one_that_somebody_has(bureau: Bureau) -> None:
    """Or the difference would tell which names there are."""
    for name in ("谁也不是", "也不是谁", ADMINISTRATOR):
        _shut(bureau, "", name)


def test_few_browsers_are_known_and_not_for_ever(bureau: Bureau) -> None:
    found = [_enter(bureau) for _time in range(MOST_BROWSERS + 1)]
    _shut(bureau)
    with pytest.raises(SignInWaits):
        _enter(bureau, found[0])
    _enter(bureau, found[1])
    bureau.clock.advance(KEPT)
    assert _guess(bureau, found[2]) is SignInRefused
    assert _guess(bureau) is SignInWaits  # both count as strangers


def test_a_word_that_is_not_ours_is_replaced_and_ours_serves_several(bureau: Bureau) -> None:
    mine = _enter(bureau, "chosen by somebody")
    assert mine != "chosen by somebody"
    secret = bureau.add("李局", Role.HEAD)
    assert _enter(bureau, mine, "李局", secret) == mine
    _shut(bureau, mine, "李局")
    assert _enter(bureau, mine) == mine  # each of them counts alone


def test_the_list_says_who_waits_where(bureau: Bureau) -> None:
    _shut(bureau)
    with bureau.county.console() as console:
        (person,) = console.accounts.everybody()
    assert person.waits_until is not None  # nowhere else to go
    bureau.clock.advance(timedelta(minutes=16))
    own = _enter(bureau)
    _shut(bureau)
    with bureau.county.console() as console:
        (person,) = console.accounts.everybody()
    assert (person.waits_until, person.strangers_wait is None) == (None, False)
    _shut(bureau, own)
    with bureau.county.console() as console:
        (person,) = console.accounts.everybody()
        assert person.waits_until is not None
        console.accounts.renew(person.id, "雨伞 石榴 铁轨 风筝 麦田")
        (person,) = console.accounts.everybody()
    assert (person.waits_until, person.strangers_wait) == (None, None)


def test_a_closed_account_knows_no_browser(bureau: Bureau) -> None:
    secret = bureau.add("李局", Role.HEAD)
    own = _enter(bureau, "", "李局", secret)
    with bureau.county.console() as console:
        person = console.accounts.check_passphrase("李局", PASSPHRASE)
        attempts: Attempts = console.accounts._attempts
        assert attempts.bucket(person.id, own) == person.id + token_digest(own)[:32]
        console.accounts.close(person.id)
        assert attempts.bucket(person.id, own) == person.id
