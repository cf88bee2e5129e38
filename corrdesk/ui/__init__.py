"""The desktop. Only this package imports Qt; it holds no SQL and no rules."""
