"""Only errors make a vault ill."""

from corrdesk.upkeep.finding import ERROR, INFO, WARNING, Finding, is_healthy


def test_warnings_and_information_do_not_make_a_vault_ill() -> None:
    mild = [Finding(severity, "x", "m", "n") for severity in (WARNING, INFO)]
    assert is_healthy([])
    assert is_healthy(mild)
    assert not is_healthy([*mild, Finding(ERROR, "x", "m", "n")])
