"""Opening a vault for the first time."""
