"""Duties to report, the duty calendar, check-ins, contacts and visits."""
