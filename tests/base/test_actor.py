"""The acting officer."""

import dataclasses

import pytest

from corrdesk.base.actor import Actor, Role


def test_the_roles_of_the_design_exist() -> None:
    assert set(Role) == {"officer", "head", "assistant", "auditor", "administrator"}


def test_an_actor_cannot_be_changed_on_the_way() -> None:
    actor = Actor(officer_id="0" * 32, name="林小满", role=Role.OFFICER, device_id="1" * 32)
    with pytest.raises(dataclasses.FrozenInstanceError):
        actor.role = Role.HEAD  # type: ignore[misc]
