"""Codes printed on issued sheets, by which a sheet is found again by hand or by scanner."""

from __future__ import annotations

import secrets

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that looks like something else
CODE_LENGTH = 8


def new_check_code() -> str:
    """A code that nobody can guess from another one."""
    return "".join(secrets.choice(CODE_LETTERS) for _index in range(CODE_LENGTH))
