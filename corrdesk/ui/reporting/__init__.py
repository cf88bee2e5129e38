"""Today's desk and the check-in."""
