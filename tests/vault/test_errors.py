"""Every fault of a vault says what to do, in Chinese, and names nobody."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from corrdesk.base.errors import CorrdeskError, EnvironmentFault, UserError
from corrdesk.vault import errors

KINDS = [
    kind
    for _name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, CorrdeskError) and kind.__module__ == errors.__name__
]
ARGUMENTS: dict[Any, tuple[Any, ...]] = {
    errors.WaitRequired: (61.0,),
    errors.WeakPassphrase: ("太短。",),
    errors.NoDeviceStore: ("fail.Keyring",),
    errors.DeviceStoreFailed: ("等待解锁超时",),
    errors.DriverTooOld: ("3.40.1",),
    errors.AttachmentTooLarge: (50 * 1024 * 1024,),
    errors.BackupFailed: (2,),
    errors.RecoveryCodeMistyped: ((3, 5),),
}
NO_REMEDY = {errors.NoSuchOfficer, errors.OfficerExists}


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_a_users_mistake_or_the_environments_fault(kind: Callable[..., Any]) -> None:
    error = kind(*ARGUMENTS.get(kind, ()))
    assert isinstance(error, UserError | EnvironmentFault)
    assert error.exit_code in {2, 3}
    assert "{" not in str(error)
    assert error.message.endswith(("。", "！"))
    assert bool(error.remedy) != (kind in NO_REMEDY)


def test_the_minutes_to_wait_are_rounded_up() -> None:
    assert "2 分钟" in str(errors.WaitRequired(61.0))
    assert "1 分钟" in str(errors.WaitRequired(0.5))


def test_the_groups_to_look_at_again_are_named() -> None:
    assert "第 3、5 组" in str(errors.RecoveryCodeMistyped((3, 5)))
    assert "39 个" in str(errors.RecoveryCodeMistyped(typed=39))
    assert "第 4 组" in str(errors.RecoveryCodeMistyped((4,), typed=39))


def test_the_size_is_given_in_megabytes() -> None:
    assert "50 MB" in str(errors.AttachmentTooLarge(50 * 1024 * 1024))
