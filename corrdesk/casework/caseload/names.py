"""Names of people as every service takes them: cleaned in one way, or refused by field.

Names of organisations are free text and not looked at here.
"""

from __future__ import annotations

from corrdesk.base.errors import UserError
from corrdesk.base.i18n import _
from corrdesk.base.text import clean_name, name_problem


def name_of_person(typed: str, field: str = "name") -> str:
    """Return a person's name as it is stored. Raises UserError naming the field."""
    problem = name_problem(typed)
    if problem == "missing":
        raise UserError(_("没有填写姓名。"), field=field)
    if problem is not None:
        raise UserError(_("姓名里有不能使用的字符，或者太长。"), field=field)
    return clean_name(typed)
