"""The command line: the same services as the desk, for scripts. No rule and no SQL of its own."""
