"""Measures step by step: to police and courts, commendation, device, lost contact, appraisal."""
