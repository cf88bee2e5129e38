"""Issued sheets in the desk."""
