"""Approvals of the county on the desk: meetings and special places."""
