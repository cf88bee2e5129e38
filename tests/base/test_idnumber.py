"""Identity numbers: all invented, some the public test numbers of the standard."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from corrdesk.base.idnumber import check_id_number, looks_precision_lost, mask, normalise

ON = date(2026, 3, 2)
PROVINCES = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46".split()


@st.composite
def numbers(draw: st.DrawFn) -> str:
    region = draw(st.sampled_from(PROVINCES)) + f"{draw(st.integers(0, 9999)):04}"
    born = draw(st.dates(date(1800, 1, 1), ON))
    body = f"{region}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return body + ric.calc_check_digit(body + "0")


@pytest.mark.parametrize(
    ("number", "born", "sex"),
    [
        ("11010519491231002X", date(1949, 12, 31), "female"),
        ("440524188001010014", date(1880, 1, 1), "male"),
        ("34052419800101001X", date(1980, 1, 1), "male"),
        ("110101200002290018", date(2000, 2, 29), "male"),
    ],
)
def test_the_public_test_numbers_are_valid(number: str, born: date, sex: str) -> None:
    check = check_id_number(number, ON)
    assert check.valid
    assert (check.number_18, check.born, check.sex, check.problem) == (number, born, sex, None)


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "１１０１０５１９４９１２３１００２ｘ",
        " 110105 19491231 002X ",
        "110105\u00a019491231\u3000002X",
        "110105-19491231-002X",
        "110105\u201319491231\uff0d002X",
        "110105\t19491231\n002X",
    ],
)
def test_the_usual_writings_are_understood(typed: str) -> None:
    assert check_id_number(typed, ON).number_18 == "11010519491231002X"
    assert normalise(typed) == "11010519491231002X"


def test_an_old_number_is_converted() -> None:
    check = check_id_number("110105790412001", ON)
    assert (check.number_18, check.born, check.sex) == (
        "110105197904120019",
        date(1979, 4, 12),
        "male",
    )


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("", "length"),
        ("11010519491231002", "length"),
        ("11010519491231002XX", "length"),
        ("1101057904120011", "length"),
        ("1101051949123100AX", "characters"),
        ("X1010519491231002X", "characters"),
        ("11010579041200X", "characters"),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "characters"),
        ("1101051949123100²X", "characters"),
        ("110105-9491231002X", "characters"),
        ("11010519491231\uff0d02X", "characters"),
        ("110105 79-412 001", "characters"),
        ("99010519491231002X", "region"),
        ("160105194912310021", "region"),
        ("000000000000000000", "region"),
        ("11010519490230002X", "birth_date"),
        ("110105000000000000", "birth_date"),
        ("110105202603030019", "birth_date"),
        ("110105790231001", "birth_date"),
        ("110105194912310021", "checksum"),
        ("11010520260302001X", "checksum"),
    ],
)
def test_the_first_problem_is_named(number: str, problem: str) -> None:
    check = check_id_number(number, ON)
    assert not check.valid
    assert check.problem == problem
    assert (check.number_18, check.born, check.sex) == (None, None, None)


def test_problems_are_named_in_the_order_of_the_contract() -> None:
    number = list("99010599991331002A")
    assert check_id_number("".join(number[:-1]), ON).problem == "length"
    assert check_id_number("".join(number), ON).problem == "characters"
    number[-1] = "0"
    assert check_id_number("".join(number), ON).problem == "region"
    number[:2] = "11"
    assert check_id_number("".join(number), ON).problem == "birth_date"
    number[6:14] = "19491231"
    assert check_id_number("".join(number), ON).problem == "checksum"


@pytest.mark.parametrize("province", ["71", "81", "82", "83"])
def test_residents_of_taiwan_hong_kong_and_macao_have_numbers_too(province: str) -> None:
    body = f"{province}000019900101001"
    assert check_id_number(body + ric.calc_check_digit(body + "0"), ON).valid


def test_a_child_born_today_has_a_number_and_tomorrow_none() -> None:
    body = f"110105{ON:%Y%m%d}001"
    number = body + ric.calc_check_digit(body + "0")
    assert check_id_number(number, ON).born == ON
    assert check_id_number(number, ON - timedelta(days=1)).problem == "birth_date"


@given(numbers())
def test_a_well_made_number_is_valid_and_says_its_date(number: str) -> None:
    check = check_id_number(number, ON)
    assert check.valid
    assert check.number_18 == number
    assert check.born is not None
    assert check.born.isoformat().replace("-", "") == number[6:14]
    assert (check.sex == "male") == (int(number[16]) % 2 == 1)


@given(numbers(), st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_noticed(number: str, place: int, digit: str) -> None:
    if number[place] != digit:
        assert not check_id_number(number[:place] + digit + number[place + 1 :], ON).valid


@given(st.text(max_size=30))
def test_any_text_gets_an_answer(text: str) -> None:
    check = check_id_number(text, ON)
    assert check.valid == (check.problem is None)


@pytest.mark.parametrize(
    "text",
    [
        "3.70323197105251e+17",
        "3.70323197105251E+17",
        "3.7032319710525E17",
        " 3.70323197105251e+17 ",
        "４.6E+17",
        "370323197105251000",
        "370323197105251008.0",
        "370323197105251000.00",
    ],
)
def test_numbers_that_a_spreadsheet_rounded_are_recognised(text: str) -> None:
    assert looks_precision_lost(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "11010519491231002X",
        "110105790412001",
        "110105790412001.0",
        "1.5",
        "2e5",
        "张三",
        "1e99",
    ],
)
def test_other_texts_are_not(text: str) -> None:
    assert not looks_precision_lost(text)


@given(numbers())
def test_a_valid_number_is_never_taken_for_a_rounded_one(number: str) -> None:
    assert not looks_precision_lost(number)
    assert (
        not looks_precision_lost("110105199001010" + "000")
        or not check_id_number("110105199001010000", ON).valid
    )


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("11010519491231002x", "110105********002X"),
        ("110105 790412 001", "110105*****2001"),
        ("M12345678", "M******78"),
        ("1234", "****"),
        ("", ""),
    ],
)
def test_lists_show_no_birth_date(number: str, shown: str) -> None:
    assert mask(number) == shown


def test_marks_that_copying_brings_along_are_no_characters() -> None:
    assert check_id_number("\u202d11010519491231002x\u202c", date(2026, 6, 1)).valid
