"""The frame of the desktop: window, worker, tables, messages, look. It knows no capability."""
