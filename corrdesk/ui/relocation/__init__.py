"""Relocation on the desk: the lists, one case with its timeline, and the forms of each step."""
