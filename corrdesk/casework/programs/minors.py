"""Who of a group is to be kept apart as a minor: on lists, and when a session is planned.

Who is one is reckoned elsewhere (`caseload.minors`); how that is printed is `papers`' matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Member(Protocol):
    """Somebody on a roster, or about to be. `person_id`: None for nobody under supervision."""

    @property
    def person_id(self) -> str | None: ...
    @property
    def minor(self) -> bool | None: ...


def may_be_minor(member: Member) -> bool:
    """Who offended as a minor stays one (CCL 58); who was not reckoned yet may be one."""
    return member.person_id is not None and member.minor is not False


def minors_among_adults(members: Iterable[Member]) -> int:
    """How many would be together with adults under supervision (CCL 52); 0 for no such group."""
    young = [may_be_minor(each) for each in members if each.person_id is not None]
    return 0 if all(young) else sum(young)
