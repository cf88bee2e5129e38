"""Switching the rule pack: which dates and proposals would move, before anybody does it."""
