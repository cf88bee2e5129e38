"""Issued sheets of paper: their numbers, codes, versions, and their way to the file."""
