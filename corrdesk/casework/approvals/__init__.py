"""Approvals of the county for one person: contact (会客) and special places (特定区域场所)."""
