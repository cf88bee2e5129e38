"""Confirming the law: the check-list of values that nobody has read yet, and the county's word."""
