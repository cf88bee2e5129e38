"""Issued sheets behind the real window."""

from tests.ui.leave.conftest import asked, granted, show_leave, target

__all__ = ["asked", "granted", "show_leave", "target"]
