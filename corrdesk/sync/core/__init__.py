"""The protocol as pure rules: no socket, no clock, no disk, no randomness, no database.

What it needs is handed in, so that the code that ships is the code that is simulated.
"""
