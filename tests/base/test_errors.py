"""The three kinds of errors and what the command line makes of them."""

import pickle

import pytest

from corrdesk.base.errors import CorrdeskError, EnvironmentFault, UserError


@pytest.mark.parametrize(
    ("kind", "code"), [(CorrdeskError, 1), (UserError, 2), (EnvironmentFault, 3)]
)
def test_each_kind_has_its_exit_code(kind: type[CorrdeskError], code: int) -> None:
    assert kind("出错了。").exit_code == code


def test_the_text_is_message_and_remedy() -> None:
    assert str(CorrdeskError("磁盘已满。", remedy="请清理磁盘。")) == "磁盘已满。 请清理磁盘。"
    assert str(CorrdeskError("磁盘已满。")) == "磁盘已满。"


def test_an_error_crosses_processes_whole() -> None:
    error = pickle.loads(pickle.dumps(UserError("缺少日期。", remedy="请填写。", field="start")))  # noqa: S301
    assert (error.message, error.remedy, error.field) == ("缺少日期。", "请填写。", "start")
