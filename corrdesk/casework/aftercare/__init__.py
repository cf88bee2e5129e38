"""Aftercare (安置帮教) of released prisoners and of people whose term has ended."""
